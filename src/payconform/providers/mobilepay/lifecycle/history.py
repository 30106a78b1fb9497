"""
One history: steps are taken at a target, and every answer is held against what is known by then.
"""

from collections.abc import Callable, Iterator, Mapping

from payconform.checks import Contradiction
from payconform.errors import Blocked
from payconform.model import Caller
from payconform.providers.mobilepay.lifecycle import (
    capturing,
    losing,
    paying,
    refunding,
    visiting,
)
from payconform.providers.mobilepay.lifecycle.known import ACTIVE
from payconform.providers.mobilepay.lifecycle.world import Client, Found, Step, World
from payconform.providers.mobilepay.story import Till


class History:
    """
    What happens at one point of sale from now on, in order. `told` is what was done, in words,
    `sent` the ids of the exchanges.
    """

    def __init__(self, caller: Client) -> None:
        self._world = World(caller, till=Till(caller))
        self.told, self.sent = self._world.told, self._world.sent

    def take(self, step: Step) -> Iterator[Contradiction]:
        """
        Take a step; one that is about nothing that was made is left out.
        """
        self._world.age()
        return TAKEN[step["do"]](self._world, step)

    def look(self) -> Iterator[Contradiction]:
        """
        Read all that was made, twice: reading changes nothing.
        """
        for _ in range(2):
            for payment in self._world.payments:
                yield from paying.read_one(self._world, payment)
            for refund in self._world.refunds:
                yield from refunding.read_one(self._world, refund)


def offered(caller: Caller, able: frozenset[str]) -> frozenset[str]:
    """
    What histories can be made of: the capabilities.
    """
    del caller
    return able


def _wait(world: World, step: Step) -> Found:
    world.caller.wait(step["seconds"])
    world.told.append(f"let {step['seconds'] // 60} minutes pass")
    world.age()
    yield from ()


def _cancel_by_mobilepay(world: World, step: Step) -> Found:
    payment = world.payment(step)
    if payment is not None and payment.may & ACTIVE:
        _caused(world, "cancel_payment", paymentId=payment.id)
        payment.becomes(payment.may | {"CancelledByMobilePay"}, payment.rule)
    yield from ()


def _reject_refund(world: World, step: Step) -> Found:
    refund = world.refund(step)
    if refund is not None and "Initiated" in refund.may:
        _caused(world, "reject_refund", refundId=refund.id)
        refund.becomes(refund.may | {"CancelledByMobilePay"}, refund.rule)
    yield from ()


def _caused(world: World, event: str, **details: object) -> None:
    try:
        world.caller.cause(event, **details)
    except Blocked:  # it has moved on by itself
        world.told.append(f"{event}, in vain")
    else:
        world.told.append(event)


TAKEN: Mapping[str, Callable[[World, Step], Found]] = {
    "initiate": paying.make,
    "prepare": paying.make,
    "ready": paying.ready,
    "capture": capturing.capture,
    "cancel": paying.cancel,
    "check_in": visiting.check_in,
    "accept": visiting.accept,
    "cancel_by_user": visiting.cancel_by_user,
    "read": paying.read,
    "find": paying.find,
    "refund": refunding.make,
    "capture_refund": refunding.capture,
    "cancel_refund": refunding.cancel,
    "read_refund": refunding.read,
    "wait": _wait,
    "cancel_by_mobilepay": _cancel_by_mobilepay,
    "reject_refund": _reject_refund,
    "lose": losing.lose,
}

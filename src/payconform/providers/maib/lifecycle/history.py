"""
One history: steps are taken at a target, and every answer is held against what is known by then.
"""

from collections.abc import Callable, Iterator, Mapping

from payconform.checks import Contradiction
from payconform.errors import Blocked
from payconform.model import Caller
from payconform.providers.maib import calls
from payconform.providers.maib.lifecycle import ending, making, paying, reading
from payconform.providers.maib.lifecycle.world import Found, Step, World

REFUNDS = "refunds"  # offered beside the capabilities, where one of the two paths is served


class History:
    """
    What a merchant does from now on, in order. `told` is what was done, in words, `sent` the ids of
    the exchanges.
    """

    def __init__(self, caller: Caller) -> None:
        self._world = World(caller)
        self.told, self.sent = self._world.told, self._world.sent

    def take(self, step: Step) -> Iterator[Contradiction]:
        """
        Take a step; one that is about nothing that was made is left out.
        """
        return TAKEN[step["do"]](self._world, step)

    def look(self) -> Iterator[Contradiction]:
        """
        Read all that was made, alone and in lists.
        """
        world = self._world
        for qr in world.qrs:
            yield from reading.list_qrs(world, {"qr": qr.number, "by": "qrId"})
        for payment in world.payments:
            yield from reading.read_one_payment(world, payment)
        for number in sorted({payment.qr.number for payment in world.payments}):
            yield from reading.list_payments(world, {"qr": number})


def offered(caller: Caller, able: frozenset[str]) -> frozenset[str]:
    """
    What histories can be made of: the capabilities, and refunds where they are served.
    """
    if "simulate_payment" not in able:
        return able
    try:
        calls.refund_operation(caller)
    except Blocked:
        return able
    return able | {REFUNDS}


def _wait(world: World, step: Step) -> Found:
    world.caller.wait(step["seconds"])
    world.told.append(f"let {step['seconds'] // 60} minutes pass")
    for qr in world.qrs:
        qr.ages()
    yield from ()


TAKEN: Mapping[str, Callable[[World, Step], Found]] = {
    "create": making.create,
    "extend": making.extend,
    "cancel": ending.cancel,
    "cancel_extension": ending.cancel_extension,
    "pay": paying.pay,
    "refund": paying.refund,
    "read": reading.read,
    "read_payment": reading.read_payment,
    "list_qrs": reading.list_qrs,
    "list_payments": reading.list_payments,
    "wait": _wait,
}

"""
One history: steps are taken at a target, and every answer is held against what is known by then.
"""

from collections.abc import Callable, Iterator, Mapping

from payconform.checks import Contradiction
from payconform.model import Caller
from payconform.providers.amazonpay.lifecycle import ending, making, paying, reading, refunding
from payconform.providers.amazonpay.lifecycle.world import Found, Step, World


class History:
    """
    What a merchant and its customers do from now on, in order. `told` is what was done, in words,
    `sent` the ids of the exchanges.
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
        Read all that was made.
        """
        for qr in self._world.qrs:
            yield from reading.read_qr(self._world, qr)
            yield from reading.read_refund(self._world, {"qr": qr.number})


def offered(caller: Caller, able: frozenset[str]) -> frozenset[str]:
    """
    What histories can be made of: the capabilities.
    """
    del caller
    return able


def _wait(world: World, step: Step) -> Found:
    world.caller.wait(step["seconds"])
    world.told.append(f"let {step['seconds']} seconds pass")
    yield from ()


TAKEN: Mapping[str, Callable[[World, Step], Found]] = {
    "create": making.create,
    "read": reading.read,
    "pay": paying.pay,
    "fail": paying.fail,
    "cancel": ending.cancel,
    "refund": refunding.refund,
    "repeat_refund": refunding.repeat_refund,
    "read_refund": reading.read_refund,
    "wait": _wait,
}

"""
Takes back, from its record, what a run that was killed left on its target.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from payconform.config import SECOND
from payconform.model import Exchange
from payconform.target.leftovers import Leftovers, told
from payconform.target.target import Target


@dataclass(frozen=True, slots=True)
class Aftermath:
    """
    What was taken back and what is left, newest first, as `operation` and ids.
    """

    taken: list[str]
    left: list[str]


def take_back(
    target: Target, exchanges: Iterable[Exchange], underway: Sequence[Exchange] = ()
) -> Aftermath:
    """
    Take back what a run created, also by requests of which nobody knows what became of them.

    Args:
        target: of the run, opened again.
        exchanges: all that the run sent and had an answer to, in their order.
        underway: what it had sent when it was killed, and has no answer to.

    """
    target.settle()  # lifts the ceiling of writes, as at the end of a run
    recorded = [*exchanges, *underway]
    undo, operations = target.slice.profile.undo, target.slice.document.operations
    undos = [undo(one) if one.response else None for one in recorded]
    found: dict[str, None] = {}
    left: list[str] | None = None
    for merchant in _merchants(target):
        leftovers = Leftovers(merchant.slice, merchant)
        for exchange, call in zip(recorded, undos, strict=True):
            # Nobody wrote down whose it is.
            if left is None or call is None or told(call, operations[call.operation]) in left:
                leftovers.notice(exchange)
        unknown = leftovers.find_lost()
        found.update(dict.fromkeys(leftovers.open))
        left = [*leftovers.settle(), *unknown]
    taken = [call for call in found if call not in (left or ())]
    return Aftermath(taken, left or [])


def _merchants(target: Target) -> Iterator[Target]:
    yield target
    if SECOND in target.capabilities:
        yield target.second()

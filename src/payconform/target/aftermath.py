"""
Takes back, from its record, what a run that was killed left on its target.
"""

from collections.abc import Iterable

from payconform.config import SECOND
from payconform.model import Exchange
from payconform.target.leftovers import Leftovers, told
from payconform.target.target import Target


def take_back(target: Target, exchanges: Iterable[Exchange]) -> tuple[list[str], list[str]]:
    """
    What was taken back and what is left, newest first, as `operation` and ids.

    Args:
        target: of the run, opened again.
        exchanges: all that the run sent, in their order.

    """
    target.settle()  # lifts the ceiling of writes, as at the end of a run
    recorded = list(exchanges)
    found, left = _settled(target, recorded)
    if left and SECOND in target.capabilities:  # the record does not say who created it
        undo = target.slice.profile.undo
        calls = [(one, undo(one)) for one in recorded]
        others = [one for one, call in calls if call and told(call) in left]
        _, left = _settled(target.second(), others)
    return [call for call in found if call not in left], left


def _settled(merchant: Target, exchanges: Iterable[Exchange]) -> tuple[list[str], list[str]]:
    leftovers = Leftovers(merchant.slice, merchant.send)
    for exchange in exchanges:
        leftovers.notice(exchange)
    return leftovers.open, leftovers.settle()

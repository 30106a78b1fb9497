"""
Takes back, from its record, what a run that was killed left on its target.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial

from payconform.config import SECOND
from payconform.errors import PayconformError
from payconform.model import Call, Check, Exchange, Mismatch
from payconform.profiles import Traces
from payconform.target.leftovers import Leftovers, told
from payconform.target.target import Target

LAG = 10  # seconds within which a list should show what was made


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
    lost = [one for one in underway if _makes(target, one)]
    unknown: dict[str, None] = {}
    found: dict[str, None] = {}
    left: list[str] | None = None
    for merchant in _merchants(target):
        leftovers = Leftovers(merchant.slice, merchant.send)
        for exchange in exchanges:  # the record does not say who created what
            undo = merchant.slice.profile.undo(exchange)
            if left is None or undo is None or told(undo) in left:
                leftovers.notice(exchange)
        for sent in lost:
            calls = _found(merchant, sent)
            for call in calls or ():
                leftovers.expect(call)
            if calls is None:
                unknown[_shown(sent)] = None
        found.update(dict.fromkeys(leftovers.open))
        left = leftovers.settle()
    taken = [call for call in found if call not in (left or ())]
    return Aftermath(taken, [*(left or ()), *unknown])


def _merchants(target: Target) -> Iterator[Target]:
    yield target
    if SECOND in target.capabilities:
        yield target.second()


def _makes(target: Target, sent: Exchange) -> bool:
    profile = target.slice.profile
    return not isinstance(profile, Traces) or sent.operation in profile.CREATES


def _found(target: Target, sent: Exchange) -> list[Call] | None:
    """
    The calls that take back what a call made whose answer was lost; None where that is not known.
    """
    profile = target.slice.profile
    call = profile.trace(sent) if isinstance(profile, Traces) else None
    if call is None or not isinstance(profile, Traces):
        return None
    young = datetime.now(UTC) - sent.at < timedelta(seconds=LAG)
    try:
        listed = target.until(partial(target.send, call), _lists(profile), LAG if young else 0)
    except PayconformError:  # the target is gone, or too busy
        return None
    return None if target.slice.profile.succeeded(listed) else profile.traced(listed)


def _lists(profile: Traces) -> Check:
    return lambda answer: None if profile.traced(answer) else Mismatch("an entry", "none")


def _shown(sent: Exchange) -> str:
    return f"{sent.operation} sent at {sent.at:%H:%M:%S} UTC, whose answer was lost"

"""
Random histories at a target: made up, walked, cut down to the smallest that still shows a breach.

Steps never depend on an answer, so a seed means the same histories at every target. Hypothesis
draws them; cutting down leaves steps out, as each attempt is paid for with a dozen calls.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from payconform.catalog import Slice
from payconform.checks import Contradiction
from payconform.errors import Unexercised
from payconform.exercise import seeded
from payconform.exercise.breach import Breach, Effort
from payconform.model import Caller
from payconform.profiles import History, Lives

Step = Mapping[str, Any]
Steps = tuple[Step, ...]

LENGTH = 8  # steps of a history, before its end
IN_TEN = 4  # histories for ten cases
EVIDENCE = 20  # exchanges that a breach names
ATTEMPTS = 40  # walks that cutting one history down may take


class Merchant(Caller, Protocol):
    """
    The target of a walk.
    """

    slice: Slice
    capabilities: frozenset[str]


@dataclass(frozen=True, slots=True)
class Walk:
    """
    A history that was walked: its steps, the rules that were judged, and for each that it found
    broken what contradicts it, what was done until then, in words, and the ids of the exchanges.
    """

    steps: tuple[Step, ...]
    judged: frozenset[str]
    found: Mapping[str, tuple[Contradiction, tuple[str, ...], tuple[str, ...]]]


def walk(history: History, steps: Iterable[Step]) -> Walk:
    """
    Take the steps one after the other, then read all that was made.
    """
    taken: list[Step] = []
    judged: set[str] = set()
    found: dict[str, tuple[Contradiction, tuple[str, ...], tuple[str, ...]]] = {}

    def judge(contradictions: Iterable[Contradiction]) -> None:
        for one in contradictions:
            judged.add(one.rule)
            if one.mismatches:
                found.setdefault(one.rule, (one, tuple(history.told), tuple(history.sent)))

    for step in steps:
        taken.append(step)
        judge(history.take(step))
    judge(history.look())
    return Walk(tuple(taken), frozenset(judged), found)


def walk_again(target: Merchant, steps: Iterable[Step]) -> Walk:
    """
    Walk a history that was written down.
    """
    return walk(_lives(target).history(target), steps)


def explore(target: Merchant, effort: Effort) -> list[Breach]:
    """
    Walk random histories, and tell for each rule found broken the smallest history that shows it.

    Args:
        target: whose provider's profile tells how things live.
        effort: the seed that decides the histories, and how many: four for ten cases.

    Raises:
        Unexercised: the run was ended meanwhile.

    """
    lives = _lives(target)
    made = histories(lives, lives.offered(target, target.capabilities))
    first: dict[str, Walk] = {}

    def take(steps: Steps) -> None:
        effort.go_on()
        walked = walk(lives.history(target), steps)
        for rule in walked.found:
            first.setdefault(rule, walked)

    try:
        seeded.explore(made, take, seed=effort.seed, cases=max(1, effort.cases * IN_TEN // 10))
    except Unexercised:  # the run is to end: what was seen is told as it was seen
        if not first:
            raise
    if effort.ended() or not effort.repeat:
        return [breach_of(rule, walked) for rule, walked in sorted(first.items())]
    return [_smallest(target, rule, walked, effort) for rule, walked in sorted(first.items())]


def histories(lives: Lives, offered: frozenset[str]) -> SearchStrategy[Steps]:
    """
    The histories that can be made of what a target offers.
    """
    chance = st.randoms(use_true_random=False)
    return chance.map(lambda drawn: tuple(lives.steps(drawn, offered, LENGTH)))


def _lives(target: Merchant) -> Lives:
    profile = target.slice.profile
    assert isinstance(profile, Lives), "only stories of such a provider walk"
    return profile


def _smallest(target: Merchant, rule: str, walked: Walk, effort: Effort) -> Breach:
    """
    The smallest history that still breaks a rule, walked once more to be sure.
    """
    lives = _lives(target)

    def again(steps: Sequence[Step]) -> Walk | None:
        if effort.ended():  # what was confirmed by then is small enough
            return None
        once_more = walk(lives.history(target), steps)
        return once_more if rule in once_more.found else None

    if effort.ended():
        return breach_of(rule, walked)
    confirmed = again(walked.steps)
    if confirmed is None:
        return breach_of(rule, walked, unstable=True)
    return breach_of(rule, shortened(confirmed, again))


def shortened(walked: Walk, again: Callable[[Sequence[Step]], Walk | None]) -> Walk:
    """
    A history with everything left out that can be, many steps at once first.

    Args:
        walked: the history.
        again: walks other steps; None where they show nothing.

    """
    size, attempts = max(1, len(walked.steps) // 2), 0
    while size:
        before = len(walked.steps)
        end = before
        while end > 0 and attempts < ATTEMPTS:
            steps = walked.steps[: max(0, end - size)] + walked.steps[end:]
            attempts += 1
            walked = again(steps) or walked
            end -= size
        if size == 1 and (len(walked.steps) == before or attempts >= ATTEMPTS):
            break
        size = max(1, size // 2)
    return walked


def breach_of(rule: str, walked: Walk, *, unstable: bool = False) -> Breach:
    """
    The breach of a rule that a walk has found.
    """
    found, told, sent = walked.found[rule]
    lines = [f"{number}. {line}" for number, line in enumerate(told, 1)]
    return Breach(
        rule,
        found.exchange,
        found.mismatches,
        evidence=sent[-EVIDENCE:],
        note="\n".join(["the smallest history that shows it:", *lines]),
        case=[dict(step) for step in walked.steps],
        unstable=unstable,
    )

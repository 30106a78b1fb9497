"""
Histories are the same for the same seed, and are cut down to what still shows a breach.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import pytest

from payconform.checks import Contradiction
from payconform.exercise import seeded
from payconform.exercise.walking import Steps, Walk, histories, shortened, walk
from payconform.model import Caller, Exchange, Mismatch

RULE = "TEA-LIFE-01"


class Pot:
    """
    Breaks its rule when it is emptied after it was filled twice; noise changes nothing.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.told: list[str] = []
        self.sent: list[str] = []
        self._exchange = exchange
        self._filled = 0

    def take(self, step: Mapping[str, Any]) -> Iterator[Contradiction]:
        self.told.append(step["do"])
        self._filled += step["do"] == "fill"
        if step["do"] == "empty" and self._filled > 1:
            yield Contradiction(RULE, self._exchange, (Mismatch("tea", "none"),))

    def look(self) -> Iterable[Contradiction]:
        self.told.append("look")
        return ()


class Kitchen:
    """
    Histories of a pot.
    """

    def __init__(self, exchange: Callable[[], Exchange]) -> None:
        self._exchange = exchange

    def offered(self, caller: Caller, able: frozenset[str]) -> frozenset[str]:
        del caller
        return able

    def steps(
        self, chance: random.Random, offered: frozenset[str], length: int
    ) -> Iterable[dict[str, Any]]:
        return [{"do": chance.choice(sorted(offered))} for _ in range(length)]

    def history(self, caller: Caller | None) -> Pot:
        del caller
        return Pot(self._exchange())


def steps(*words: str) -> list[dict[str, Any]]:
    return [{"do": word} for word in words]


@pytest.fixture
def kitchen(exchange: Callable[[], Exchange]) -> Kitchen:
    return Kitchen(exchange)


@pytest.fixture
def pot(kitchen: Kitchen) -> Callable[[], Pot]:
    return lambda: kitchen.history(None)


def test_what_was_done_until_a_breach_is_told(pot: Callable[[], Pot]) -> None:
    walked = walk(pot(), steps("fill", "stir", "fill", "empty", "fill", "empty"))
    found, told, _ = walked.found[RULE]
    assert told == ("fill", "stir", "fill", "empty")
    assert found.mismatches == (Mismatch("tea", "none"),)


def test_a_history_is_cut_down_to_what_shows_the_breach(pot: Callable[[], Pot]) -> None:
    walks = 0

    def again(tried: Any) -> Walk | None:
        nonlocal walks
        walks += 1
        walked = walk(pot(), tried)
        return walked if RULE in walked.found else None

    words = ["stir", "fill", "stir", "stir", "fill", "stir", "pour", "empty", "stir", "fill"]
    small = shortened(walk(pot(), steps(*words)), again)
    assert [step["do"] for step in small.steps] == ["fill", "fill", "empty"]
    assert walks <= 40


def test_a_history_that_never_shows_it_again_stays_whole(pot: Callable[[], Pot]) -> None:
    walked = walk(pot(), steps("fill", "fill", "empty"))
    assert shortened(walked, lambda tried: None) is walked


def test_the_same_seed_makes_the_same_histories(kitchen: Kitchen) -> None:
    able = frozenset({"fill", "stir", "empty"})
    made: list[list[Steps]] = []
    for seed in (1, 1, 2):
        made.append([])
        seeded.explore(histories(kitchen, able), made[-1].append, seed=seed, cases=15)
    assert made[0] == made[1]
    assert made[0] != made[2]
    assert len(made[0]) == 15

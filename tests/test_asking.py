"""
When a person has paid, and when one waits no longer: decided without a clock of the wall.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from payconform.errors import TargetSilent
from payconform.model import Bill, Exchange, Standing
from payconform.reporting.asked import Asked, Question, as_asked
from payconform.stories.asking import POLL, SILENCES, Asking

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)
OPEN, PAID = Standing(paid=False, payable=True), Standing(paid=True, payable=False, payment="p-1")
OVER = Standing(paid=False, payable=False)


@dataclass
class World:
    """
    Target, profile and person in one: each look brings the next standing, each wait its seconds.
    """

    standings: Iterator[Standing | None]
    skips_after: int = 1000
    interrupted_after: int = 1000
    waits: int = 0
    unhealthy: int = 0
    said: list[Asked] = field(default_factory=list)

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.waits * POLL)

    def standing(self, caller: object, created: Exchange) -> Standing:
        del caller, created
        found = next(self.standings)
        if found is None:
            self.unhealthy += 1
            raise TargetSilent("no answer")
        self.unhealthy = 0
        return found

    def show(self, question: Question) -> None:
        del question

    def wait(self, seconds: float) -> bool:
        assert seconds == POLL
        self.waits += 1
        return self.waits >= self.skips_after

    def settled(self, asked: Asked) -> None:
        self.said.append(asked)

    def interrupted(self) -> bool:
        return self.waits >= self.interrupted_after


def looks(*standings: Standing | None) -> Iterator[Standing | None]:
    """
    These, and the last one for ever.
    """
    yield from standings
    while True:
        yield standings[-1]


@pytest.fixture
def ask(exchange: Callable[..., Exchange]) -> Callable[[World], tuple[Asked, str]]:
    def ask(world: Any) -> tuple[Asked, str]:
        bill = Bill("tea", Decimal("1.5"), "MDL", NOON + timedelta(seconds=10))
        question = Question("a cup", exchange(), bill, 1, 1)
        return Asking(world, world, world, world.interrupted)(question)

    return ask


def test_a_payment_is_seen_when_it_comes(ask: Any) -> None:
    world = World(looks(OPEN, OPEN, OPEN, PAID))
    asked, payment = ask(world)
    assert (asked.fate, payment, asked.seconds) == ("paid", "p-1", 3)
    assert world.said == [asked]


def test_a_qr_that_the_target_gives_up_is_expired(ask: Any) -> None:
    asked, _ = ask(World(looks(OPEN, OVER)))
    assert (asked.fate, asked.seconds) == ("expired", 1)


def test_nobody_waits_beyond_the_deadline(ask: Any) -> None:
    asked, _ = ask(World(looks(OPEN)))
    assert (asked.fate, asked.seconds) == ("expired", 10)


def test_a_skipped_qr_is_looked_at_once_more(ask: Any) -> None:
    assert ask(World(looks(OPEN), skips_after=2))[0] == Asked(
        "a cup", Decimal("1.5"), "MDL", NOON, "skipped", 2
    )
    assert ask(World(looks(OPEN, OPEN, PAID), skips_after=2))[0].fate == "paid"


def test_an_interrupted_run_waits_for_nobody(ask: Any) -> None:
    asked, _ = ask(World(looks(OPEN), interrupted_after=1))
    assert (asked.fate, asked.seconds) == ("interrupted", 1)


def test_a_lost_answer_is_no_end(ask: Any) -> None:
    assert ask(World(looks(OPEN, None, None, OPEN, None, PAID)))[0].fate == "paid"


def test_a_silent_target_is_one(ask: Any) -> None:
    world = World(looks(None))
    with pytest.raises(TargetSilent):
        ask(world)
    assert world.unhealthy == SILENCES


def test_a_question_is_told_in_plain_values() -> None:
    kept = Asked("a cup", Decimal("1.5"), "MDL", NOON.astimezone(), "paid", 2.5)
    assert as_asked(kept) == {
        "what": "a cup",
        "amount": "1.50",
        "currency": "MDL",
        "shown": "2026-01-02T12:00:00+00:00",
        "outcome": "paid",
        "seconds": 2.5,
    }

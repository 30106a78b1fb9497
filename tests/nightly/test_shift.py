"""
The end of a night cuts its work short, and loses nothing that was seen.
"""

import os
import signal
from collections.abc import Callable

import pytest
from tests.nightly.conftest import LIAR, RULE, UNREASONED, raising

from payconform.config import resolve
from payconform.errors import Blocked
from payconform.exercise.bench import Bench, Trial
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.nightly import crew as crews
from payconform.nightly.shift import Enough, Shift
from payconform.nightly.worker import Task
from payconform.run import Run
from payconform.target.opening import HONEST


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    tried: list[Case] = []
    real = Bench.try_alone

    def try_alone(bench: Bench, case: Case) -> Trial | None:
        tried.append(case)
        return real(bench, case)

    monkeypatch.setattr(Bench, "try_alone", try_alone)
    return tried


def test_what_was_seen_when_the_corpus_is_cut_short_is_told(opened: Callable[..., Run]) -> None:
    told: list[Breach] = []
    shift = Shift(opened(LIAR).target, 1, lambda: True, print, lambda *found: told.append(found[1]))
    with pytest.raises(Enough):
        shift.replay([UNREASONED, UNREASONED])
    assert shift.log.cases == {"cancelQr": 1}
    assert [(one.rule, one.unstable) for one in told] == [(RULE, False)]


def test_what_was_seen_in_the_last_round_is_told(
    opened: Callable[..., Run], alone: list[Case]
) -> None:
    told: list[Breach] = []

    def enough() -> bool:
        return bool(shift.explained)

    shift = Shift(opened(LIAR).target, 1, enough, print, lambda *found: told.append(found[1]))
    shift.fuzz(["cancelQr"])
    assert [(one.rule, one.unstable) for one in told] == [(RULE, False)]
    assert len(alone) == 1


def test_the_end_cuts_the_shrinking_short(opened: Callable[..., Run], alone: list[Case]) -> None:
    told: list[Breach] = []
    shift = Shift(
        opened(LIAR).target, 1, lambda: bool(alone), print, lambda *found: told.append(found[1])
    )
    shift.fuzz(["cancelQr"])
    assert [(one.rule, one.unstable) for one in told] == [(RULE, False)]
    assert len(alone) == 2
    assert alone[0] == alone[1]


def test_what_cannot_be_tried_again_is_told_as_unstable(
    opened: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Breach] = []
    shift = Shift(opened(LIAR).target, 1, lambda: False, print, lambda *one: told.append(one[1]))
    monkeypatch.setattr(Bench, "try_alone", raising(Blocked("no QR")))
    shift.replay([UNREASONED])
    assert [(one.rule, one.unstable) for one in told] == [(RULE, True)]


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows stops nothing")
def test_a_worker_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "GRACE", 0.2)
    settings = resolve("maib", None, None)
    crew = crews.Crew([Task("maib", settings, HONEST, ("cancelQr",), 1)])
    (process,) = crew._lines.values()
    assert process.pid
    os.kill(process.pid, signal.SIGSTOP)
    try:
        told = crew.watch(60.0, lambda: True, print)
    finally:
        crew.close()
    assert told == "a worker did not end when it was told to"
    assert process.exitcode == -signal.SIGKILL

"""
What a worker tells is confirmed, told apart from what is known, or called unstable.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.nightly.conftest import LIAR, RULE, UNREASONED, raising

from payconform import catalog
from payconform.config import resolve
from payconform.errors import Blocked, NotOffered
from payconform.exercise.bench import Bench
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.mutation import Mutation
from payconform.model import Exchange, Mismatch, Outcome, Request
from payconform.nightly.deviations import Deviation
from payconform.nightly.fingerprint import fingerprint
from payconform.nightly.night import Night
from payconform.nightly.state import State
from payconform.nightly.worker import Told
from payconform.run import Run

NAME = "0123456789ab"
SEEN = Breach(RULE, None, (Mismatch("status 400", "status 200"),), case=UNREASONED.document())


def heard(run: Run, folder: Path) -> Night:
    state = State(folder, "maib", "embedded simulator")
    settings = resolve("maib", None, None)
    known = Deviation(RULE, NAME, date(2026, 10, 1), (settings.name,))
    night = Night(run, settings, state, [known], seconds=1, workers=1, progress=print)
    night._hear(0, Told(broken=(NAME, SEEN)))
    night._hear(0, Told(broken=(NAME, SEEN)))
    state.close()
    return night


def test_what_does_not_come_again_is_unstable_and_known(
    opened: Callable[..., Run], tmp_path: Path
) -> None:
    (one,) = heard(opened(), tmp_path).discoveries
    assert (one.finding.outcome, one.finding.expected) == (Outcome.UNSTABLE, "status 400")
    assert (one.fingerprint, one.age) == (NAME, "known")
    assert one.finding.evidence


@pytest.mark.parametrize("why", [Blocked("no QR"), NotOffered("another one"), None])
def test_what_cannot_be_confirmed_is_unstable(
    why: Exception | None,
    opened: Callable[..., Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = opened(LIAR)
    monkeypatch.setattr(Bench, "try_alone", raising(why) if why else lambda *unused: None)
    (one,) = heard(run, tmp_path).discoveries
    assert (one.finding.outcome, one.fingerprint) == (Outcome.UNSTABLE, NAME)
    assert (one.finding.evidence, one.finding.curl) == ((), "")
    assert "could not be tried again" in one.finding.reason


def test_what_was_unstable_can_still_fail(
    opened: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = Night(
        opened(LIAR),
        resolve("maib", None, None),
        State(tmp_path, "maib", "embedded simulator"),
        (),
        seconds=1,
        workers=1,
        progress=print,
    )
    night._hear(0, Told(broken=(NAME, SEEN)))
    (sure,) = night.discoveries
    night._told.clear()
    night.discoveries.clear()
    with monkeypatch.context() as patched:
        patched.setattr(Bench, "try_alone", lambda *unused: None)
        night._hear(0, Told(broken=(sure.fingerprint, SEEN)))
    night._hear(0, Told(broken=(sure.fingerprint, SEEN)))
    night._hear(0, Told(broken=(sure.fingerprint, SEEN)))
    outcomes = [one.finding.outcome for one in night.discoveries]
    assert outcomes == [Outcome.UNSTABLE, Outcome.FAILED]


# --- fingerprints ---


def shown(exchange: Exchange, expected: str, *changes: Mutation) -> str:
    breach = Breach(RULE, exchange, (Mismatch(expected, "whatever"),))
    return fingerprint(catalog.load("maib"), breach, Case("cancelQr", changes))


def test_a_fingerprint_forgets_values(exchange: Any) -> None:
    one, other = (Mutation("cancelQr", "body", ("reason",), "anything", text) for text in "ab")
    odd = Mutation("cancelQr", "body", ("whatever",), "anything", 1)
    odder = Mutation("cancelQr", "body", ("more",), "anything", 1)
    made = exchange(request=Request("POST", "/"))
    assert shown(made, "status 400", one) == shown(made, "status 400", other)
    assert shown(made, "status 400", odd) == shown(made, "status 400", odder)
    assert shown(made, "as before: x1", one) == shown(made, "as before: x2", one)
    assert shown(made, 'orderId "a"', one) == shown(made, 'orderId "b"', one)
    told = [
        shown(made, "status 400", one),
        shown(made, "status 409", one),
        shown(made, "status 400", odd),
        shown(made, "status 400", one, odd),
    ]
    assert len(set(told)) == len(told)

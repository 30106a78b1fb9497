"""
What keeps an interaction from being verified is never taken for an answer, and holds nobody up.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.contracts import pacts
from payconform.contracts.verifying import Held, verify
from payconform.errors import Blocked, TargetSilent, Unexercised
from payconform.plan import Plan
from payconform.run import Run
from payconform.states import State
from payconform.target import Target

RIGHT = Path(__file__).parent / "foreign" / "v2_right.json"

Verify = Callable[..., Held]


@pytest.fixture
def run() -> Iterator[Run]:
    run = Run(catalog.load("mini"), resolve("mini", None, None), Plan(None), "verifying")
    run.open()
    yield run
    run.close(stopped="seen")


@pytest.fixture
def held(run: Run) -> Verify:
    """
    The only interaction of a pact, verified.
    """

    def hold(ended: Callable[[], bool] = lambda: False) -> Held:
        interactions = pacts.read([RIGHT], ())
        with run.recorder.listening() as heard:
            (one,) = verify(run.target, interactions, heard, ended).values()
        return one

    return hold


def test_a_right_one_is_held_and_nothing_is_printed(
    held: Verify, capfd: pytest.CaptureFixture[str]
) -> None:
    found = held()
    assert (found.differences, found.error, len(found.evidence)) == ((), None, 2)
    assert found.exchange
    assert found.exchange.operation == "getCharge"
    assert capfd.readouterr() == ("", "")


def test_nothing_is_sent_once_the_run_is_to_end(held: Verify) -> None:
    found = held(ended=lambda: True)
    assert isinstance(found.error, Unexercised)
    assert found.evidence == ()


def test_a_state_that_is_our_own_fault_is_told_as_such(
    held: Verify, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(caller: Any, parameters: Any) -> Any:
        raise ValueError("a fault of ours")

    profile: Any = run.slice.profile
    monkeypatch.setitem(profile.STATES, "an open charge", State(fail))
    found = held()
    assert isinstance(found.error, ValueError)
    assert found.differences == ()


@pytest.mark.parametrize("error", [TargetSilent("no answer"), Blocked("busy"), KeyError("ours")])
def test_what_is_not_answered_is_no_difference(
    held: Verify, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    repeat = Target.repeat

    def broken(self: Target, operation: str, *rest: Any) -> Any:
        if operation == "getCharge":
            raise error
        return repeat(self, operation, *rest)

    monkeypatch.setattr(Target, "repeat", broken)
    found = held()
    assert found.error is error
    assert (found.differences, len(found.evidence)) == ((), 1)

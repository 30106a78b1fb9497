"""
What keeps an interaction from being verified is never taken for an answer, and holds nobody up.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.contracts import pacts
from payconform.contracts.verifying import Held, verify
from payconform.errors import Blocked, TargetSilent, Unexercised
from payconform.model import Exchange, Response
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

    def hold(ended: Callable[[], bool] = lambda: False, pact: Path = RIGHT) -> Held:
        interactions = pacts.read([pact], ())
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


def test_nothing_of_pacts_own_log_is_heard(
    held: Verify,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    document = json.loads(RIGHT.read_text("utf-8"))
    document["interactions"][0]["response"]["matchingRules"] = {"$[secret-4711": {"match": "type"}}
    pact = tmp_path / "pact.json"
    pact.write_text(json.dumps(document), "utf-8")
    assert isinstance(held(pact=pact).error, Blocked)
    assert [one.name for one in caplog.records if one.name.startswith("pact")] == []
    assert capsys.readouterr() == ("", "")
    assert logging.getLogger("pact").propagate


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


# --- redirects ---


@pytest.fixture
def elsewhere(answering: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Any:
    """
    Where the target leads whoever reads a charge: a listener that answers what is relied on.
    """
    body = b'{"id": "c", "amount": 500, "currency": "EUR", "status": "open"}'
    told = b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    listener, repeat = answering(b"HTTP/1.1 200 OK\r\n" + told + body), Target.repeat

    def lead_on(self: Target, operation: str, *rest: Any) -> Exchange:
        exchange = repeat(self, operation, *rest)
        if operation != "getCharge":
            return exchange
        return replace(exchange, response=Response(302, (("Location", listener.url),)))

    monkeypatch.setattr(Target, "repeat", lead_on)
    return listener


def test_a_redirect_is_not_followed(held: Verify, elsewhere: Any) -> None:
    found = held()
    assert (found.differences[0].path, found.differences[0].got) == ("status", "302")
    assert elsewhere.heard == []


def test_who_relies_on_where_a_redirect_leads_is_told_that_nobody_looks(
    held: Verify, elsewhere: Any, tmp_path: Path
) -> None:
    document = json.loads(RIGHT.read_text("utf-8"))
    document["interactions"][0]["response"] = {"status": 302, "headers": {"location": "/"}}
    pact = tmp_path / "pact.json"
    pact.write_text(json.dumps(document), "utf-8")
    assert isinstance(held(pact=pact).error, Blocked)
    assert elsewhere.heard == []

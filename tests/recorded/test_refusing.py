"""
Recorded requests with one thing in them that the document forbids: whoever accepts them is told,
and nobody else.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Exchange, Outcome
from payconform.plan import Plan
from payconform.recorded.judging import judge
from payconform.recorded.refusing import refusals
from payconform.run import Run
from payconform.target.opening import Variation
from payconform.wire import recorder

IFORTEPAY = catalog.load("ifortepay")
LIMIT = "IFORTEPAY-CREATE-06"  # an amount below 1000 is refused
ASKED = {
    "transaction_id": "0b0cd1a7-2b4b-4ff0-8b57-21e4b4a1a0f6",
    "external_id": "ext-1",
    "order_id": "order-1",
    "payment_method": "wallet",
    "payment_channel": "NOBU",
}
TAKEN = b'{"response_code": "00"}'

Judged = Callable[..., dict[str, Outcome]]


@pytest.fixture
def judged(exchange: Any) -> Judged:
    """
    The findings about one cancel, with members replaced, and its answer.
    """

    def found(answer: bytes = TAKEN, /, **members: Any) -> dict[str, Outcome]:
        body = {name: one for name, one in {**ASKED, **members}.items() if one is not ...}
        made = exchange(200, answer)
        request = replace(made.request, method="POST", body=json.dumps(body).encode())
        return outcomes([replace(made, operation="cancelQr", request=request)])

    return found


def outcomes(exchanges: list[Exchange]) -> dict[str, Outcome]:
    found = judge(IFORTEPAY.rules.by_id, refusals(IFORTEPAY), exchanges, masked=False)
    return {one.rule: one.outcome for one in found}


def test_whoever_accepts_what_must_be_refused_is_told(judged: Judged) -> None:
    assert judged(payment_channel="DANA") == {"IFORTEPAY-CANCEL-06": Outcome.FAILED}
    assert judged(order_id=...) == {"IFORTEPAY-CANCEL-05": Outcome.FAILED}


def test_whoever_refuses_it_is_not(judged: Judged) -> None:
    refused = b'{"response_code": "01"}'
    assert judged(refused, order_id=...) == {"IFORTEPAY-CANCEL-05": Outcome.PASSED}


@pytest.mark.parametrize(
    "members",
    [
        pytest.param({}, id="nothing is wrong"),
        pytest.param({"order_id": ..., "payment_channel": "DANA"}, id="two things are"),
        pytest.param({"payment_channel": "‹SOMETHING›"}, id="it was masked"),
        pytest.param({"order_id": ..., "Order_Id": "1"}, id="letters of another case"),
        pytest.param({"order_id": "\ud800"}, id="half of a surrogate pair"),
    ],
)
def test_nothing_is_said_of_what_no_rule_settles(judged: Judged, members: dict[str, Any]) -> None:
    assert judged(**members) == {}


def test_a_body_that_does_not_parse_is_no_single_fault(exchange: Any) -> None:
    made = exchange(200, TAKEN)
    sent = replace(made, operation="cancelQr", request=replace(made.request, body=b"{"))
    assert outcomes([sent]) == {}


@pytest.mark.parametrize("lie", [False, True], ids=["honest", "liar"])
def test_a_liar_is_seen_in_its_traffic(monkeypatch: pytest.MonkeyPatch, lie: bool) -> None:
    monkeypatch.setattr(recorder, "KEPT", 10_000)
    (fault,) = [one.id for one in catalog.behaviour("ifortepay").faults if one.rule == LIMIT][:1]
    plan = Plan(None, rules=frozenset({LIMIT}), variation=Variation({}, (fault,) if lie else ()))
    run = Run(IFORTEPAY, resolve("ifortepay", None, None), plan, "refusals")
    certify(run)
    found = outcomes([*run.recorder._kept])
    assert found[LIMIT] is (Outcome.FAILED if lie else Outcome.PASSED)

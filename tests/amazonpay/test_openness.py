"""
What an honest Amazon Pay may answer where no page says otherwise: no story accuses it of that, and
each still accuses one that goes further.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import resolve
from payconform.model import Call, Exchange, Outcome, Response
from payconform.plan import Plan
from payconform.providers.amazonpay import forms
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.stories import Play
from payconform.target import Target
from payconform.target.opening import Variation

Sees = Callable[[Response], bool]


class Answer(NamedTuple):
    """
    What is answered instead of what `sees` sees at an operation; `stories` are the rules that are
    tested, `accused` those of them that are broken then.
    """

    operation: str
    sees: Sees
    status: int
    members: dict[str, Any]
    stories: set[str]
    accused: set[str]


ACCUSING = {Outcome.FAILED, Outcome.WARNED}
SWITCHES = {"unknown_order": "s404"}


def refused(response: Response) -> bool:
    return response.status != 200 and b"MerchantIdMismatch" not in response.body


def taken(response: Response) -> bool:
    return response.status == 200


READS = {"AMAZONPAY-READ-01"}
REFUNDS = {"AMAZONPAY-REFUND-05", "AMAZONPAY-REFUND-07", "AMAZONPAY-AUTH-18"}
OTHERS = {"AMAZONPAY-AUTH-18"}
ANSWERS = {
    "a refund is declined": Answer(
        "refundCharge", refused, 200, {"status": "Declined"}, REFUNDS, set()
    ),
    "a refund is done": Answer(
        "refundCharge", refused, 200, {"status": "Approved"}, REFUNDS, REFUNDS
    ),
    "an order of nobody was not initiated": Answer(
        "getStatus", refused, 200, {"status": "TXN_NOT_INITIATED"}, OTHERS, set()
    ),
    "a new order was not initiated": Answer(
        "getStatus", taken, 404, {"status": "TXN_NOT_INITIATED"}, READS, set()
    ),
    "a new order is pending": Answer("getStatus", taken, 404, {"status": "PENDING"}, READS, READS),
}


def bent(send: Callable[..., Exchange], answer: Answer) -> Callable[..., Exchange]:
    """
    The way out, with one kind of answer replaced.
    """

    def sending(target: Target, call: Call, *rest: Any) -> Exchange:
        made = send(target, call, *rest)
        assert made.response
        if call.operation != answer.operation or not answer.sees(made.response):
            return made
        body = json.dumps(answer.members).encode()
        return replace(made, response=Response(answer.status, made.response.headers, body))

    return sending


def test_what_no_page_tells_is_held_against_nobody(
    simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    amazonpay, send = catalog.load("amazonpay"), Target.send
    settings = resolve("amazonpay", simulator.url, None)
    found: dict[str, set[str]] = {}

    def grade(play: Play) -> None:
        for name, answer in ANSWERS.items():
            monkeypatch.setattr(Target, "send", bent(send, answer))
            plan = Plan(None, rules=frozenset(answer.stories), variation=Variation(SWITCHES))
            run = Run(amazonpay, settings, replace(plan, machines=False), "openness")
            play(run)
            assert {finding.rule for finding in run.findings} == answer.stories
            found[name] = {one.rule for one in run.findings if one.outcome in ACCUSING}

    rehearse(Run(amazonpay, settings, Plan(None), "openness"), grade)
    assert found == {name: answer.accused for name, answer in ANSWERS.items()}


@pytest.mark.parametrize(
    ("link", "sound"),
    [
        ("upi://pay?pa=shop@bank&am=1.00", True),
        ("UPI://pay?pa=shop%40ok-bank.in", True),
        ("upi://pay/?am=1.00&pa=shop@bank", True),
        ("upi://mandate?pa=shop@bank", False),
        ("upi://pay?pa=shop", False),
        ("upi://[pay?pa=shop@bank", False),
        ("pay?upi://pay?pa=shop@bank", False),
    ],
)
def test_a_link_pays_any_address_of_upi(
    link: str, sound: bool, exchange: Callable[..., Exchange]
) -> None:
    body = json.dumps({"tokenId": "t", "qrPayload": {"qrString": link}}).encode()
    made = exchange(200, body)
    assert (forms.upi(made) is None and forms.ADDRESS(made) is None) is sound

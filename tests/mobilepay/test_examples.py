"""
Our checks against the documents' own samples: what they print passes as a target's answers would.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from payconform.checks import json_body
from payconform.model import Exchange, Request, Response
from payconform.providers.mobilepay import checks, profile
from payconform.spec import closed, rows
from payconform.spec.openapi import document
from payconform.spec.routing import Router

DOCUMENT = document("mobilepay")
EXAMPLES = {
    path.stem: closed.read(path, "exchange")
    for path in sorted(rows.find("fixtures", "mobilepay", "exchanges").glob("*.yaml"))
}
OUTBOUND = [name for name, example in EXAMPLES.items() if example["direction"] == "outbound"]

every_call = pytest.mark.parametrize("name", OUTBOUND)


def exchange_of(name: str) -> Exchange:
    example = EXAMPLES[name]
    sent, came = example["request"], example["response"]
    headers = tuple(sent["headers"].items())
    request = Request(sent["method"], sent["target"], headers, sent["body"].encode("utf-8"))
    answer = Response(came["status"], tuple(came["headers"].items()), came["body"].encode("utf-8"))
    at = datetime(2026, 1, 2, tzinfo=UTC)
    host = "https://documents.example"
    return Exchange("x1", "outbound", example["operation"], host, request, answer, None, at, 0.0)


@every_call
def test_a_sample_goes_to_its_operation(name: str) -> None:
    made = exchange_of(name)
    assert Router(DOCUMENT.operations.values()).find(made.request).operation.id == made.operation


@every_call
def test_the_request_of_a_sample_fits_the_document(name: str) -> None:
    judge = DOCUMENT.operations[EXAMPLES[name]["operation"]].validator
    if judge is not None:
        body = json.loads(EXAMPLES[name]["request"]["body"])
        assert [error.message for error in judge.iter_errors(body)] == []


@every_call
def test_the_answer_of_a_sample_is_a_success(name: str) -> None:
    made = exchange_of(name)
    judge = DOCUMENT.operations[made.operation].answer(200)
    if judge is not None:
        assert [error.message for error in judge.iter_errors(json_body(made))] == []
    assert checks.succeeded(made) is None
    assert checks.refused(made) is not None
    assert checks.outcome(made) == "accepted"


def test_a_notification_fits_the_document() -> None:
    judge = DOCUMENT.callbacks["userCheckedIn"].validator
    told = json.loads(EXAMPLES["userCheckedIn.notified"]["request"]["body"])
    assert [error.message for error in judge.iter_errors(told)] == []


@pytest.mark.parametrize(
    ("name", "undone_by"),
    [
        ("initiatePayment.created", "cancelPayment"),
        ("createPos.created", "deletePos"),
        ("queryPayment.reserved", None),
    ],
)
def test_what_a_sample_created_is_taken_back(name: str, undone_by: str | None) -> None:
    undo = profile.undo(exchange_of(name))
    assert (undo and undo.operation) == undone_by


def test_an_order_that_others_may_use_is_not_searched_for() -> None:
    assert profile.trace(exchange_of("initiatePayment.created")) is None


@pytest.mark.parametrize(
    ("status", "body", "told"),
    [
        (409, b'{"code": "1300", "message": "No."}', "409 with 1300"),
        (404, b"", "404"),
        (200, b"", "200"),
        (204, b"", "204"),
        (500, b"{}", "500"),
    ],
)
def test_an_answer_is_told_in_a_few_words(status: int, body: bytes, told: str) -> None:
    made = replace(exchange_of("queryPayment.reserved"), response=Response(status, (), body))
    assert checks.outcome(made) == told
    assert (checks.refused(made) is None) is (400 <= status < 500)
    assert (checks.refused_with(409, "1300")(made) is None) is (told == "409 with 1300")


@pytest.mark.parametrize(("code", "bars"), [("1204", True), ("1368", True), ("1301", False)])
def test_a_store_that_bars_a_request_is_told_from_a_refusal(code: str, bars: bool) -> None:
    body = b'{"code": "%s", "message": "No."}' % code.encode()
    made = replace(exchange_of("initiatePayment.created"), response=Response(409, (), body))
    assert checks.barred(made) is bars
    assert (checks.unbarred(made) is not None) is bars

"""
Our checks against the documents' own examples: what they print passes as a target's answers would.
"""

import base64
import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from payconform.checks import at, json_body
from payconform.config import published
from payconform.model import Exchange, Request, Response
from payconform.providers.amazonpay import calls, checks, profile, signing
from payconform.spec import closed, rows
from payconform.spec.openapi import document

CREDENTIALS = published("amazonpay")
DOCUMENT = document("amazonpay")
EXAMPLES = {
    path.stem: closed.read(path, "exchange")
    for path in sorted(rows.find("fixtures", "amazonpay", "exchanges").glob("*.yaml"))
}

every_example = pytest.mark.parametrize("name", EXAMPLES)


def exchange_of(name: str) -> Exchange:
    example = EXAMPLES[name]
    request, response = example["request"], example["response"]
    return Exchange(
        "x00001",
        "outbound",
        example["operation"],
        "https://documents.example",
        Request(
            request["method"],
            request["target"],
            tuple(request["headers"].items()),
            request["body"].encode("utf-8"),
        ),
        Response(
            response["status"],
            tuple(response["headers"].items()),
            response["body"].encode("utf-8"),
        ),
        None,
        datetime(2026, 1, 2, tzinfo=UTC),
        0.0,
    )


@every_example
def test_an_example_goes_to_the_path_of_its_operation(name: str) -> None:
    operation = DOCUMENT.operations[EXAMPLES[name]["operation"]]
    assert EXAMPLES[name]["request"]["method"] == operation.method
    assert EXAMPLES[name]["request"]["target"] == operation.path


@every_example
def test_the_request_of_an_example_fits_the_document(name: str) -> None:
    body = json.loads(EXAMPLES[name]["request"]["body"])
    if isinstance(body.get("amount"), float):
        body["amount"] = str(body["amount"])  # a number in samples, text in tables
    judge = DOCUMENT.operations[EXAMPLES[name]["operation"]].validator
    assert [error.message for error in judge.iter_errors(body)] == []


@every_example
def test_the_answer_of_an_example_is_a_signed_success(name: str) -> None:
    made = exchange_of(name)
    judge = DOCUMENT.operations[made.operation].answer(EXAMPLES[name]["response"]["status"])
    assert [error.message for error in judge.iter_errors(json_body(made))] == []
    assert checks.succeeded(made) is None
    assert checks.refused(made) is not None
    assert checks.answer_signed(CREDENTIALS)(made) is None


@every_example
def test_the_request_of_an_example_is_signed(name: str) -> None:
    request = exchange_of(name).request
    parts = signing.AUTHORIZATION.fullmatch(request.header("Authorization") or "")
    canonical = signing.canonical_request(request)
    made = signing.sign(canonical, request.header("x-amz-date") or "", CREDENTIALS["secret_key"])
    assert parts
    assert parts.groups() == ("+", CREDENTIALS["access_key_id"], made.value)


def altered(made: Exchange, **headers: str | None) -> Exchange:
    assert made.response
    told = {**dict(made.response.headers), **headers}
    kept = tuple((name, value) for name, value in told.items() if value is not None)
    return replace(made, response=replace(made.response, headers=kept))


LIES: dict[str, Any] = {
    "no signature": ({"x-amz-signature": None}, checks.UNSIGNED),
    "an empty signature": ({"x-amz-signature": ""}, checks.UNSIGNED),
    "another signature": ({"x-amz-signature": "x" * 64}, checks.BADLY_SIGNED),
    "another date": ({"x-amz-date": "20240912T073128Z"}, checks.BADLY_SIGNED),
    "another id": ({"x-amz-request-id": "another"}, checks.BADLY_SIGNED),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_about_the_signature_is_told(lie: str) -> None:
    headers, told = LIES[lie]
    made = altered(exchange_of("cancelQr.refund_applicable"), **headers)
    assert checks.how_signed(made, CREDENTIALS) == told
    assert checks.answer_signed(CREDENTIALS)(made) is not None


def test_a_usual_slip_is_named_with_a_wrong_signature() -> None:
    made = exchange_of("cancelQr.approved")
    assert made.response
    proof = base64.urlsafe_b64decode(made.response.header("x-amz-signature") or "").hex()
    found = checks.answer_signed(CREDENTIALS)(altered(made, **{"x-amz-signature": proof}))
    assert found
    assert found.got.endswith("whoever signed it writes the signature in hexadecimal")


def test_an_altered_body_is_signed_wrongly() -> None:
    made = exchange_of("cancelQr.approved")
    assert made.response
    body = made.response.body.replace(b"1.0", b"1.1")
    other = replace(made, response=replace(made.response, body=body))
    assert checks.how_signed(other, CREDENTIALS) == checks.BADLY_SIGNED


def test_another_host_is_signed_where_the_merchant_names_one() -> None:
    made = exchange_of("cancelQr.approved")
    elsewhere = {**CREDENTIALS, "signed_host": "amazonpay-sandbox.amazon.in"}
    assert checks.how_signed(made, elsewhere) == checks.BADLY_SIGNED


def test_a_qr_is_taken_back_by_a_cancel_with_its_refund() -> None:
    undo = profile.undo(exchange_of("generateQr.created"))
    assert undo
    assert undo.operation == "cancelQr"
    assert undo.body["chargeId"] == "AMZDQR1112LX1uh0mAH00000057soA12203"
    assert undo.body["cancelIntent"] == list(calls.BOTH)
    assert profile.undo(exchange_of("cancelQr.approved")) is None


def test_a_payer_sees_what_was_asked_for() -> None:
    bill = profile.bill(exchange_of("generateQr.created"))
    assert bill.content.startswith("upi://pay?pa=kutradqrblockdpay1%40yapl&")
    assert (str(bill.amount), bill.currency) == ("1.0", "INR")
    assert bill.deadline == datetime(2024, 9, 12, 9, 53, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("status", "body", "accepted"),
    [
        (200, b'{"status": "PENDING"}', True),
        (200, b'{"status": "NO_RECORD_FOUND"}', False),
        (200, b'{"status": "InvalidArguments"}', False),
        (201, b'{"status": "PENDING"}', False),
        (400, b"{}", False),
        (500, b"{}", False),
    ],
)
def test_a_status_succeeds_if_it_is_one_of_a_qr(
    status: int, body: bytes, accepted: bool, exchange: Any
) -> None:
    made = replace(exchange(status, body), operation="getStatus")
    assert (checks.succeeded(made) is None) is accepted
    assert checks.fate(made) == ("accepted" if accepted else "refused")


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (400, b"", True),
        (499, b"{}", True),
        (500, b"", False),
        (302, b"", False),
        (200, b"{}", False),
    ],
)
def test_a_refusal_blames_the_request(
    status: int, body: bytes, refused: bool, exchange: Any
) -> None:
    assert (checks.refused(exchange(status, body)) is None) is refused


def test_a_refusal_is_told_in_a_few_words(exchange: Any) -> None:
    made = exchange(400, b'{"code": "InvalidArguments", "message": "No."}')
    assert checks.outcome(made) == "400 with InvalidArguments"
    assert checks.code_and_message(made) is None
    assert checks.code("InvalidArguments")(made) is None
    assert checks.code("Other")(made) is not None
    assert checks.code_and_message(exchange(400, b'{"code": "x"}')) is not None
    assert checks.outcome(exchange(404)) == "404"
    assert at(made, "code") == "InvalidArguments"


@pytest.mark.parametrize(
    ("body", "signed_as", "told"),
    [
        (b'{"amount": 1.00}', b'{"amount": 1.0}', checks.SIGNED),
        (b'{"amount": 1.00}', b'{"amount": "1.01"}', checks.BADLY_SIGNED),
        (b'{"amount": "1.00"}', b'{"amount": 1.0}', checks.BADLY_SIGNED),
    ],
)
def test_a_number_may_be_signed_as_java_writes_it(body: bytes, signed_as: bytes, told: str) -> None:
    made = exchange_of("cancelQr.refund_applicable")
    assert made.response
    canonical = signing.canonical_response(made.request, replace(made.response, body=signed_as))
    date = made.response.header(signing.DATE) or ""
    proof = signing.sign(canonical, date, CREDENTIALS["secret_key"]).value
    answer = altered(
        replace(made, response=replace(made.response, body=body)), **{signing.SIGNATURE: proof}
    )
    assert checks.how_signed(answer, CREDENTIALS) == told

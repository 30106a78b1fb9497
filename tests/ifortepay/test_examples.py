"""
Our checks against examples from outside: what they print passes as a target's answers would.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from payconform.checks import agrees, asked, at, decodes, lawful, refers
from payconform.checks.answers import as_documented
from payconform.config import published
from payconform.errors import NotOffered
from payconform.model import Exchange, Request, Response
from payconform.providers.ifortepay import calls, checks, profile, signing
from payconform.providers.ifortepay.signer import signed, without
from payconform.spec import closed, rows
from payconform.spec.openapi import document

CREDENTIALS = published("ifortepay")
DOCUMENT = document("ifortepay")
EXAMPLES = {
    path.stem: closed.read(path, "exchange")
    for path in sorted(rows.find("fixtures", "ifortepay", "exchanges").glob("*.yaml"))
}
OUTBOUND = [name for name, one in EXAMPLES.items() if one["direction"] == "outbound"]

every_call = pytest.mark.parametrize("name", OUTBOUND)


def exchange_of(name: str) -> Exchange:
    example = EXAMPLES[name]
    request, response = example["request"], example["response"]
    headers = tuple(request["headers"].items())
    return Exchange(
        "x00001",
        example["direction"],
        example["operation"],
        "https://documents.example",
        Request(request["method"], request["target"], headers, request["body"].encode("utf-8")),
        Response(
            response["status"],
            tuple(response["headers"].items()),
            response["body"].encode("utf-8"),
        ),
        None,
        datetime(2026, 1, 2, tzinfo=UTC),
        0.0,
    )


def retold(made: Exchange, **members: Any) -> Exchange:
    assert made.response
    body = {**json.loads(made.response.body), **members}
    told = json.dumps(body).encode("utf-8")
    return replace(made, response=replace(made.response, body=told))


@every_call
def test_an_example_goes_to_the_path_of_its_operation(name: str) -> None:
    operation = DOCUMENT.operations[EXAMPLES[name]["operation"]]
    assert EXAMPLES[name]["request"]["method"] == operation.method
    assert EXAMPLES[name]["request"]["target"] == operation.path
    assert not list(operation.validator.iter_errors(asked(exchange_of(name))))


@every_call
def test_an_example_is_signed_as_our_signer_signs(name: str) -> None:
    request = exchange_of(name).request
    proofs = (signing.AUTHORIZATION, signing.SIGNATURE, signing.VERSION)
    made = signed(without(request, *proofs), CREDENTIALS)
    assert all(made.header(one) == request.header(one) for one in proofs)


@every_call
def test_an_example_is_a_success_of_the_documented_form(name: str) -> None:
    made = exchange_of(name)
    assert profile.succeeded(made) is None
    assert checks.stands(*checks.STATUSES)(made) is None
    assert as_documented(DOCUMENT.operations[made.operation])(made) is None


@pytest.mark.parametrize("name", ["cancelQr.cancelled", "cancelPayment.cancelled"])
def test_a_cancel_reads_canceled_and_tells_method_and_channel(name: str) -> None:
    made = exchange_of(name)
    assert checks.stands("CANCELED")(made) is None
    assert checks.told("payment_method", "wallet")(made) is None
    assert checks.told("payment_channel", "SHOPEEPAY")(made) is None


def test_the_inquiry_shows_a_qr_and_its_moments() -> None:
    made = exchange_of("inquire.active")
    assert checks.shows_qr(made) is None
    assert checks.stands(*checks.LIVE)(made) is None
    assert at(made, "payment_details.amount") == 15000


def test_the_callback_verifies() -> None:
    made = exchange_of("notify.paid")
    request = made.request
    assert profile.verify_callback(request.body, request.headers, CREDENTIALS) is None
    assert checks.stands(*checks.PAID)(made) is None
    other = request.body.replace(b"ORDER-0001", b"ORDER-0002")
    assert profile.verify_callback(other, request.headers, CREDENTIALS) is not None


@pytest.mark.parametrize("status", ["canceled", "Canceled"])
def test_a_status_has_no_letter_case(status: str) -> None:
    made = retold(exchange_of("cancelQr.cancelled"), transaction_status=status)
    assert checks.stands("CANCELED")(made) is None


@pytest.mark.parametrize("status", ["CANCELLED", "", None, 5, ["CANCELED"]])
def test_another_status_is_told(status: object) -> None:
    made = retold(exchange_of("cancelQr.cancelled"), transaction_status=status)
    assert checks.stands("CANCELED")(made) is not None


@pytest.mark.parametrize(
    ("status", "code", "accepted"),
    [(200, "00", True), (201, "00", True), (400, "00", False), (200, "0", False), (200, 0, False)],
)
def test_success_is_00(status: int, code: object, accepted: bool, exchange: Any) -> None:
    made = exchange(status, json.dumps({"response_code": code}).encode())
    assert (checks.succeeded(made) is None) is accepted
    assert (checks.refused(made) is None) is not accepted
    assert checks.fate(made) == ("accepted" if accepted else "refused")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ({"qr_response": {"qr_string": "00020101"}}, True),
        ({"a": [{"image": "https://images.example/qr.png"}]}, True),
        ({"callback_url": "https://callback.example"}, False),
        ({"qr_response": {"qr_string": "QR"}}, False),
        ({}, False),
    ],
)
def test_a_qr_may_stand_anywhere(body: object, shown: bool, exchange: Any) -> None:
    assert (checks.shows_qr(exchange(200, json.dumps(body).encode())) is None) is shown


def test_the_content_is_found_where_it_stands(exchange: Any) -> None:
    assert checks.content_at(exchange_of("inquire.active")) == "qr_response.qr_string"
    elsewhere = exchange(200, b'{"a": [{"b": "https://x"}, {"b": "00020101"}]}')
    assert checks.content_at(elsewhere) == "a.1.b"
    assert at(elsewhere, "a.1.b") == "00020101"


def test_what_a_qr_promises() -> None:
    sent = {"external_id": "e", "order_id": "ORDER-0001", "currency": "IDR"}
    body = json.dumps({**sent, "payment_details": {"amount": 15000}}).encode()
    shown = exchange_of("inquire.active")
    made = replace(shown, request=replace(shown.request, body=body))
    promise = profile.promise(made)
    assert decodes(promise)(made) is lawful(promise)(made) is refers(promise)(made) is None
    assert agrees(promise)(made) is None
    assert agrees(replace(promise, terms=replace(promise.terms, amount=Decimal(1))))(made)
    with pytest.raises(NotOffered):
        profile.promise(exchange_of("cancelQr.cancelled"))


def test_a_qr_is_taken_back_by_a_cancel(exchange: Any) -> None:
    sent = {"external_id": "e", "order_id": "o", "payment_channel": "NOBU"}
    request = Request("POST", "/ewallet/v2/create-qr", (), json.dumps(sent).encode())
    body = b'{"response_code": "00", "transaction_id": "t"}'
    made = replace(exchange(200, body, request=request), operation="createQr")
    undo = profile.undo(made)
    assert undo == calls.cancel({"transaction_id": "t", **sent, "payment_method": "wallet"})
    acting = {"sub-merchant-id": "IFPSUB"}
    request = replace(request, headers=tuple(acting.items()))
    assert profile.undo(replace(made, request=request)) == replace(undo, headers=acting)
    assert profile.undo(replace(made, operation="inquire")) is None
    assert profile.undone(exchange(200, b'{"response_code": "00"}'))
    assert profile.undone(exchange(409, b'{"response_code": "01"}'))
    assert not profile.undone(exchange(401, b'{"response_code": "99"}'))


def test_a_call_reads_what_it_names() -> None:
    named = dict(zip(calls.NAMES, "abcde", strict=True))
    assert profile.reading(calls.cancel(named)) == calls.inquiry(named)
    assert profile.reading(calls.cancel(named, order_id=5)) is None

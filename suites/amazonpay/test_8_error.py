"""
Amazon Pay: refusals.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import given, no_server_error, require, status
from payconform.model import Call
from payconform.providers.amazonpay import calls
from payconform.providers.amazonpay.checks import (
    code_and_message,
    fate,
    outcome,
    refused,
    succeeded,
)
from payconform.stories import Record
from payconform.target import Target

VALUES: dict[str, object] = {
    "left out": ...,
    "null": None,
    "a number": 5,
    "a huge number": 1e300,
    "true": True,
    "empty": "",
    "a list": [["x"]],
    "an object": {"a": {"b": 1}},
    "very long": "x" * 5000,
    "half a percent sign": "%E0%A4%",
    "a zero character": "\x00",
    "no number": "NaN",
}
BODIES: dict[str, Callable[[Target, str], Call]] = {
    "generateQr": lambda target, order: Call("generateQr", body=calls.qr(target)),
    "cancelQr": calls.cancel,
    "refundCharge": calls.refund,
}
MEMBERS = [
    *(("generateQr", name) for name in ("merchantId", "amount", "orderId", "expiryTimestamp")),
    ("generateQr", "distributionType"),
    *(("cancelQr", name) for name in ("merchantId", "chargeId", "cancelIntent", "chargeIdType")),
    *(("refundCharge", name) for name in ("merchantId", "chargeId", "amount", "refundId")),
]


def changed(call: Call, name: str, value: object) -> Call:
    return replace(call, body=calls.replaced(call.body, {name: value}))


@pytest.mark.rule("AMAZONPAY-ERROR-05")
@pytest.mark.needs("fuzz")
@pytest.mark.parametrize(("operation", "name"), MEMBERS)
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_an_odd_member_is_no_server_error(
    target: Target, operation: str, name: str, value: object
) -> None:
    call = changed(BODIES[operation](target, target.fresh("nobody")), name, value)
    require(target.send(call), no_server_error)


@pytest.mark.rule("AMAZONPAY-ERROR-05")
@pytest.mark.needs("fuzz")
@pytest.mark.parametrize("value", ["", "%00", "x" * 5000, "%E0%A4"])
def test_an_odd_query_is_no_server_error(target: Target, value: str) -> None:
    require(target.send(calls.status(target, value)), no_server_error)


@pytest.mark.rule("AMAZONPAY-ERROR-03")
@pytest.mark.needs("receive_callbacks")
def test_a_refused_registration_says_why(target: Target) -> None:
    call = calls.registration(target, calls.ENDPOINT, recipientType=...)
    require(given(target.send(call), refused), code_and_message)


def refused_calls(target: Target, order: str) -> dict[str, Call]:
    query = {"merchantId": target.credentials["merchant_id"]}
    return {
        "generateQr": Call("generateQr", body=calls.qr(target, storeIdType="TEA")),
        "getStatus": Call("getStatus", query=query),
        "cancelQr": calls.cancel(target, order, noteToCustomer=5),
        "refundCharge": calls.refund(target, order, currencyCode="USD"),
    }


@pytest.mark.rule("AMAZONPAY-ERROR-04")
@pytest.mark.parametrize("operation", ["generateQr", "getStatus", "cancelQr", "refundCharge"])
def test_a_refused_payment_call_says_why(target: Target, order: str, operation: str) -> None:
    answer = target.send(refused_calls(target, order)[operation])
    require(given(answer, refused), code_and_message)


@pytest.mark.rule("AMAZONPAY-ERROR-10")
@pytest.mark.parametrize("operation", ["generateQr", "getStatus", "cancelQr", "refundCharge"])
def test_how_an_argument_is_refused(
    target: Target, order: str, operation: str, record: Record
) -> None:
    answer = target.send(refused_calls(target, order)[operation])
    if succeeded(answer) is None:
        record("accepted")
    else:
        expected = outcome(answer) == "400 with InvalidArguments"
        record("400 with InvalidArguments" if expected else "another refusal")


@pytest.mark.rule("AMAZONPAY-ERROR-11")
def test_an_unknown_member(target: Target, record: Record) -> None:
    record(fate(target.send(Call("generateQr", body=calls.qr(target, payconform="1")))))


@pytest.mark.rule("AMAZONPAY-ERROR-12")
def test_a_body_that_is_declared_as_text(target: Target, order: str, record: Record) -> None:
    call = replace(calls.cancel(target, order), headers={"Content-Type": "text/plain"})
    record(fate(target.send(call)))


@pytest.mark.rule("AMAZONPAY-ERROR-13")
def test_a_verb_the_path_does_not_have(target: Target, order: str, record: Record) -> None:
    answer = target.send(replace(calls.cancel(target, order), method="PUT"))
    if status(405)(answer) is None:
        record("405")
    else:
        record("accepted" if succeeded(answer) is None else "another refusal")

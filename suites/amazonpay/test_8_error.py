"""
Amazon Pay: refusals.
"""

from dataclasses import replace

import pytest

from payconform.checks import given, require, status
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

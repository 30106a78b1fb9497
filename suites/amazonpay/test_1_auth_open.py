"""
Amazon Pay: what the documents leave open about signatures.
"""

import json
from dataclasses import replace

import pytest

from payconform.checks import asked, at, given
from payconform.model import Call, Request
from payconform.providers.amazonpay import calls, signing
from payconform.providers.amazonpay.checks import fate, outcome, refused, succeeded
from payconform.providers.amazonpay.forging import (
    changed_after,
    changed_before,
    dated,
    header,
    with_keys,
)
from payconform.providers.amazonpay.signer import without
from payconform.signing import java
from payconform.stories import Record
from payconform.target import Target

BAD = pytest.mark.needs("bad_credentials")
NEITHER = "neither verifies"
READINGS = {
    "as it was written": signing.PLAIN,
    "as Java's double": signing.Reading(numbers=java.double),
}
ORDERS = {
    "as it was sent": signing.PLAIN,
    "as a HashSet has it": signing.Reading(order=java.hash_order),
}


def reversed_key(target: Target) -> str:
    return f"{target.credentials['secret_key'][::-1]}x"


def same(request: Request) -> Request:
    return request


@pytest.mark.rule("AMAZONPAY-AUTH-30")
@BAD
@pytest.mark.parametrize(
    "operation",
    [
        pytest.param("generateQr"),
        pytest.param("getStatus"),
        pytest.param("cancelQr"),
        pytest.param("refundCharge", marks=pytest.mark.needs("simulate_payment")),
    ],
)
def test_how_a_wrong_signature_is_refused(target: Target, operation: str, record: Record) -> None:
    other = with_keys(target, secret_key=reversed_key(target))
    answer = given(target.send(calls.valid(operation, target), other), refused)
    told = outcome(answer)
    record(told if told == "401 with AuthorizationFailed" else "another refusal")


@pytest.mark.rule("AMAZONPAY-AUTH-31")
@BAD
def test_which_of_two_faults_is_told(target: Target, order: str, record: Record) -> None:
    call = calls.cancel(target, order, cancellationReason=...)
    wrong = given(target.send(call, with_keys(target, secret_key=reversed_key(target))), refused)
    arguments = given(target.send(replace(call, body={})), refused)
    named = at(wrong, "code")
    if named == "AuthorizationFailed":
        record("the signature")
    else:
        record("the arguments" if named == at(arguments, "code") else "another refusal")


@pytest.mark.rule("AMAZONPAY-AUTH-32")
def test_a_space_after_amz(target: Target, order: str, record: Record) -> None:
    def spaced(request: Request) -> Request:
        proof = request.header("Authorization") or ""
        return header(request, "Authorization", proof.replace("AMZ+", "AMZ ", 1))

    record(fate(target.send(calls.status(target, order), changed_after(target, spaced))))


@pytest.mark.rule("AMAZONPAY-AUTH-33")
def test_a_date_in_the_future(target: Target, order: str, record: Record) -> None:
    record(fate(target.send(calls.status(target, order), dated(target, 600))))


@pytest.mark.rule("AMAZONPAY-AUTH-34")
def test_a_validity_of_a_week(target: Target, order: str, record: Record) -> None:
    record(fate(target.send(calls.status(target, order), dated(target, 0, expires=604800))))


@pytest.mark.rule("AMAZONPAY-AUTH-35")
@pytest.mark.parametrize("name", ["x-amz-source", "x-amz-date"])
def test_a_header_that_is_sent_twice(target: Target, order: str, name: str, record: Record) -> None:
    def doubled(request: Request) -> Request:
        return replace(request, headers=(*request.headers, (name, request.header(name) or "")))

    record(fate(target.send(calls.status(target, order), changed_after(target, doubled))))


@pytest.mark.rule("AMAZONPAY-AUTH-36")
@pytest.mark.parametrize("name", ["x-amz-source", "x-amz-user-agent", "x-amz-user-ip"])
def test_a_header_left_out_before_signing(
    target: Target, order: str, name: str, record: Record
) -> None:
    signer = changed_before(target, lambda request: without(request, name))
    record(fate(target.send(calls.status(target, order), signer)))


@pytest.mark.rule("AMAZONPAY-AUTH-37")
def test_another_x_amz_header(target: Target, order: str, record: Record) -> None:
    call = replace(calls.status(target, order), headers={"x-amz-store": "1"})
    everything = signing.Reading(extra_headers=True)
    if fate(target.send(call)) == "accepted":
        record("it is not signed")
    else:
        answer = target.send(call, changed_before(target, same, everything))
        record(NEITHER if succeeded(answer) else "it is signed")


@pytest.mark.rule("AMAZONPAY-AUTH-38")
def test_a_list_in_another_order(target: Target, order: str, record: Record) -> None:
    call = calls.cancel(target, order, cancelIntent=["REFUND", "CANCEL_TOKEN"])
    record(first_that_verifies(target, call, ORDERS))


@pytest.mark.rule("AMAZONPAY-AUTH-39")
def test_the_text_of_a_number(target: Target, record: Record) -> None:
    body = json.dumps(calls.qr(target, amount="%")).replace('"%"', "1.00")
    call = Call("generateQr", body=body.encode("utf-8"))
    told = first_that_verifies(target, call, READINGS)
    record("numbers are refused" if told == "the arguments are refused" else told)


def first_that_verifies(target: Target, call: Call, readings: dict[str, signing.Reading]) -> str:
    """
    The first reading whose signature is accepted, or that none is.
    """
    for name, reading in readings.items():
        answer = target.send(call, changed_before(target, same, reading))
        if succeeded(answer) is None:
            return name
        if at(answer, "code") not in ("AuthorizationFailed", "AuthorizationExpired"):
            assert asked(answer) is not None
            return "the arguments are refused"
    return NEITHER

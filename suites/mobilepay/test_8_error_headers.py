"""
MobilePay: the headers of every call, each missing, doubled, malformed, with a code of its own.
"""

from dataclasses import replace

import pytest

from payconform.checks import require
from payconform.model import Call
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import KEY, VAT, VERSION
from payconform.providers.mobilepay.checks import outcome, refused_with, succeeded
from payconform.providers.mobilepay.forging import doubled, instead, renamed, without
from payconform.providers.mobilepay.profile import valid
from payconform.stories import Record
from payconform.target import Target

ANY_CALL = pytest.mark.parametrize("operation", ["getStores", "cancelPayment"])
CREATING = pytest.mark.parametrize(
    "operation",
    [
        *("initiatePayment", "preparePayment", "createPos"),
        pytest.param("createRefund", marks=pytest.mark.needs("simulate_payment")),
    ],
)


@ANY_CALL
@pytest.mark.rule("MOBILEPAY-ERROR-07")
def test_no_client_version(target: Target, operation: str) -> None:
    answer = target.send(valid(operation, target), without(target, VERSION))
    require(answer, refused_with(400, "1153"))


@ANY_CALL
@pytest.mark.rule("MOBILEPAY-ERROR-08")
def test_two_client_versions(target: Target, operation: str) -> None:
    answer = target.send(valid(operation, target), doubled(target, VERSION, "1.0.0", "1.0.1"))
    require(answer, refused_with(400, "1157"))


@ANY_CALL
@pytest.mark.rule("MOBILEPAY-ERROR-09")
@pytest.mark.parametrize("version", ["1.0", "1.0.0.0", "one.two.three", "v1.0.0"])
def test_a_malformed_client_version(target: Target, operation: str, version: str) -> None:
    answer = target.send(valid(operation, target), instead(target, VERSION, version))
    require(answer, refused_with(400, "1161"))


@pytest.mark.rule("MOBILEPAY-ERROR-10")
def test_two_vat_numbers(target: Target) -> None:
    vat = target.credentials["merchant_vat"]
    answer = target.send(calls.stores(target), doubled(target, VAT, vat, vat))
    require(answer, refused_with(400, "1155"))


@pytest.mark.rule("MOBILEPAY-ERROR-11")
@pytest.mark.parametrize("vat", ["12345678", "DK1234567", "DK-12345678"])
def test_a_malformed_vat_number(target: Target, vat: str) -> None:
    answer = target.send(calls.stores(target), instead(target, VAT, vat))
    require(answer, refused_with(400, "1159"))


@CREATING
@pytest.mark.rule("MOBILEPAY-ERROR-12")
def test_no_idempotency_key(target: Target, operation: str) -> None:
    answer = target.send(valid(operation, target), without(target, KEY))
    require(answer, refused_with(400, "1164"))


@CREATING
@pytest.mark.rule("MOBILEPAY-ERROR-13")
def test_two_idempotency_keys(target: Target, operation: str) -> None:
    both = (target.fresh("key"), target.fresh("key"))
    answer = target.send(valid(operation, target), doubled(target, KEY, *both))
    require(answer, refused_with(400, "1163"))


@CREATING
@pytest.mark.rule("MOBILEPAY-ERROR-14")
def test_an_idempotency_key_of_37_characters(target: Target, operation: str) -> None:
    long = target.fresh("key").ljust(37, "x")
    answer = target.send(valid(operation, target), instead(target, KEY, long))
    require(answer, refused_with(400, "1162"))


@pytest.mark.rule("MOBILEPAY-ERROR-21")
@pytest.mark.parametrize("write", [str.upper, str.title, str.lower], ids=["A", "Aa", "a"])
def test_names_of_headers_in_another_case(target: Target, write: object) -> None:
    assert callable(write)
    answer = target.send(valid("initiatePayment", target), renamed(target, write))
    require(answer, succeeded)


def declared(call: Call, media: str) -> Call:
    return replace(call, headers={**call.headers, "Content-Type": media})


@pytest.mark.rule("MOBILEPAY-ERROR-22")
@pytest.mark.parametrize(
    "media",
    ["application/json", "application/json-patch+json", "text/json", "application/vnd.till+json"],
)
def test_a_body_in_json_of_any_name(target: Target, media: str) -> None:
    require(target.send(declared(valid("initiatePayment", target), media)), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-25")
def test_a_body_declared_as_something_else(target: Target, record: Record) -> None:
    answer = target.send(declared(valid("initiatePayment", target), "text/plain"))
    record(outcome(answer))


@pytest.mark.rule("MOBILEPAY-ERROR-50")
@pytest.mark.parametrize(
    "operation",
    [
        *("paymentReady", "cancelPayment", "deletePos"),
        *(
            pytest.param(name, marks=pytest.mark.needs("simulate_payment"))
            for name in ("capturePayment", "captureRefund", "cancelRefund")
        ),
    ],
)
def test_a_call_that_needs_no_idempotency_key(target: Target, operation: str) -> None:
    require(target.send(valid(operation, target), without(target, KEY)), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-51")
def test_a_cancel_with_an_idempotency_key(target: Target) -> None:
    key = instead(target, KEY, target.fresh("key"))
    require(target.send(valid("cancelPayment", target), key), succeeded)

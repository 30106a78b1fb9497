"""
MobilePay: refusals, and the members that are refused.
"""

from dataclasses import replace

import pytest

from payconform.checks import ABSENT, at, given, member_matches, require, status
from payconform.model import Call, Caller
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import (
    no_body,
    outcome,
    refused_with,
    require_refused,
    succeeded,
)
from payconform.providers.mobilepay.profile import valid
from payconform.providers.mobilepay.story import Till
from payconform.providers.mobilepay.texts import LONGEST, VALID
from payconform.stories import Record
from payconform.target import Target

SPELLINGS = ("correlationId", "CorrelationId")
INVALID_AMOUNTS = {"zero": 0, "negative": -1}
UNKNOWN = [
    ("queryPayment", "paymentid"),
    ("cancelPayment", "paymentid"),
    ("getPos", "posid"),
    ("deletePos", "posid"),
    ("getStore", "storeid"),
    *(
        pytest.param(name, "refundid", marks=pytest.mark.needs("simulate_payment"))
        for name in ("getRefund", "cancelRefund")
    ),
]
MOVING = [
    pytest.param(name, marks=pytest.mark.needs("simulate_payment"))
    for name in ("capturePayment", "createRefund")
]


def with_member(caller: Caller, operation: str, name: str, value: object) -> Call:
    """
    A call that is valid but for one member.
    """
    call = valid(operation, caller)
    return replace(call, body={**call.body, name: value})


@pytest.mark.rule("MOBILEPAY-ERROR-01")
def test_a_code_has_four_digits(target: Target) -> None:
    answer = target.send(calls.payment(target, calls.guid(target)))
    given(answer, status(409))
    require(answer, member_matches("code", str, "[0-9]{4}"))


@pytest.mark.rule("MOBILEPAY-ERROR-02")
def test_how_a_refusal_spells_its_id(target: Target, record: Record) -> None:
    answer = given(target.send(calls.payment(target, calls.guid(target))), status(409))
    spelled = [one for one in SPELLINGS if at(answer, one) is not ABSENT]
    record(" and ".join(spelled) or "neither")


@pytest.mark.rule("MOBILEPAY-ERROR-03")
@pytest.mark.needs("simulate_payment")
def test_the_origin_of_a_refunds_refusal(target: Target, record: Record) -> None:
    answer = given(target.send(calls.refund(target, calls.guid(target))), status(409))
    record("absent" if at(answer, "origin") is ABSENT else str(at(answer, "origin")))


@pytest.mark.rule("MOBILEPAY-ERROR-15")
@pytest.mark.parametrize("operation", ["initiatePayment", "paymentReady", *MOVING])
@pytest.mark.parametrize("fault", INVALID_AMOUNTS)
def test_an_amount_that_is_not_positive(target: Target, operation: str, fault: str) -> None:
    call = with_member(target, operation, "amount", INVALID_AMOUNTS[fault])
    require(target.send(call), refused_with(400, "1102"))


@pytest.mark.rule("MOBILEPAY-ERROR-18")
@pytest.mark.parametrize("beacon", ["12345", "1234567890123456", "not a beacon"])
def test_an_invalid_beacon_id(target: Target, beacon: str) -> None:
    call = with_member(target, "createPos", "beaconId", beacon)
    require(target.send(call), refused_with(400, "1100"))


@pytest.mark.rule("MOBILEPAY-ERROR-19")
@pytest.mark.parametrize("operation", ["getStores", "getDetailedStores"])
@pytest.mark.parametrize(
    ("query", "code"),
    [({"merchantBrandId": "BRAND"}, "1119"), ({"merchantLocationId": "1"}, "1120")],
    ids=["brand", "location"],
)
def test_an_invalid_filter_of_stores(
    target: Target, operation: str, query: dict[str, str], code: str
) -> None:
    call = replace(calls.stores(target, **query), operation=operation)
    require(target.send(call), refused_with(400, code))


@pytest.mark.rule("MOBILEPAY-ERROR-20")
@pytest.mark.parametrize("group", VALID)
def test_valid_characters_are_accepted(target: Target, group: str) -> None:
    order = VALID[group].ljust(LONGEST, "x")
    call = with_member(target, "initiatePayment", "orderId", order)
    require(target.send(call), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-23")
def test_an_id_that_is_no_guid(till: Till, record: Record) -> None:
    record(outcome(till.read("not-a-guid")))


@pytest.mark.rule("MOBILEPAY-ERROR-24")
def test_an_unknown_member(target: Target, record: Record) -> None:
    record(outcome(target.send(with_member(target, "initiatePayment", "unknownMember", "x"))))


@pytest.mark.rule("MOBILEPAY-ERROR-26")
@pytest.mark.parametrize("operation", ["initiatePayment", "paymentReady"])
def test_another_currency(target: Target, operation: str) -> None:
    require_refused(target.send(with_member(target, operation, "currencyCode", "SEK")))


@pytest.mark.rule("MOBILEPAY-ERROR-47")
def test_an_amount_with_three_decimals(target: Target, record: Record) -> None:
    record(outcome(target.send(with_member(target, "initiatePayment", "amount", 12.345))))


@pytest.mark.rule("MOBILEPAY-ERROR-48")
def test_the_old_name_of_a_delay(target: Target, record: Record) -> None:
    call = with_member(target, "initiatePayment", "plannedCaptureDelay", "Within24Hours")
    record(outcome(target.send(call)))


@pytest.mark.rule("MOBILEPAY-ERROR-49")
def test_an_old_beacon_type(target: Target, record: Record) -> None:
    call = with_member(target, "createPos", "supportedBeaconTypes", ["BluetoothMP1"])
    record(outcome(target.send(call)))


@pytest.mark.rule("MOBILEPAY-ERROR-52")
@pytest.mark.parametrize(("operation", "name"), UNKNOWN)
def test_a_404_has_no_body(target: Target, operation: str, name: str) -> None:
    call = calls.call(target, operation, path={name: calls.guid(target)})
    require(given(target.send(call), status(404)), no_body)

"""
MobilePay: refusals, and the members that are refused.
"""

from dataclasses import replace

import pytest

from payconform.checks import ABSENT, at, given, member_matches, require, status
from payconform.model import Call, Caller
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome, refused_with, require_refused, succeeded
from payconform.providers.mobilepay.profile import valid
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

LONG = "x" * 37
INVALID_TEXTS = {"too long": LONG, "an emoji": "a\N{GRINNING FACE}", "a line break": "a\nb"}
SPELLINGS = ("correlationId", "CorrelationId")
INVALID_AMOUNTS = {"zero": 0, "negative": -1}
MOVING = [
    pytest.param(name, marks=pytest.mark.needs("simulate_payment"))
    for name in ("capturePayment", "createRefund")
]
GROUPS = {
    "basic": "0 azAZ9",
    "punctuation": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    "more punctuation": "¦¯¨´×",
    "Nordic": "æÆøØåÅ",
    "accented": "äÄöÖšŠžŽâÂàÀáÁãÃéÉêÊëËèÈíÍîÎïÏìÌüÜûÛ",
    "more accented": "ùÙúÚôÔòÒóÓõÕÿýÝñÑ",
    "symbols": "«»ðþçß¤ÇµÐÞ±°ªº©§¶¼½¾¬®¢£¥¡¿¹²³",
}


def with_member(caller: Caller, operation: str, name: str, value: object) -> Call:
    """
    A call that is valid but for one member.
    """
    call = valid(operation, caller)
    return replace(call, body={**call.body, name: value})


@pytest.mark.rule("MOBILEPAY-ERROR-01")
def test_a_refusal_has_a_code_and_a_message(target: Target) -> None:
    answer = target.send(calls.payment(target, calls.guid(target)))
    given(answer, status(409))
    require(answer, member_matches("code", str, "[0-9]{4}"), member_matches("message", str, ".+"))


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


@pytest.mark.rule("MOBILEPAY-ERROR-16")
@pytest.mark.parametrize("operation", ["initiatePayment", "preparePayment"])
@pytest.mark.parametrize("fault", INVALID_TEXTS)
def test_an_invalid_order_id(target: Target, operation: str, fault: str) -> None:
    call = with_member(target, operation, "orderId", INVALID_TEXTS[fault])
    require(target.send(call), refused_with(400, "1113"))


@pytest.mark.rule("MOBILEPAY-ERROR-17")
@pytest.mark.parametrize("operation", ["initiatePayment", "paymentReady"])
@pytest.mark.parametrize("fault", INVALID_TEXTS)
def test_an_invalid_label(target: Target, operation: str, fault: str) -> None:
    call = with_member(target, operation, "merchantPaymentLabel", INVALID_TEXTS[fault])
    require(target.send(call), refused_with(400, "1117"))


@pytest.mark.rule("MOBILEPAY-ERROR-18")
@pytest.mark.parametrize(
    ("name", "code", "value"),
    [
        ("beaconId", "1100", "12345"),
        ("merchantPosId", "1111", LONG),
        ("name", "1112", LONG),
        ("callbackAlias", "1116", LONG),
    ],
)
def test_an_invalid_member_of_a_point_of_sale(
    target: Target, name: str, code: str, value: str
) -> None:
    call = with_member(target, "createPos", name, value)
    require(target.send(call), refused_with(400, code))


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
@pytest.mark.parametrize("group", GROUPS)
def test_valid_characters_are_accepted(target: Target, group: str) -> None:
    order = GROUPS[group].ljust(36, "x")
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

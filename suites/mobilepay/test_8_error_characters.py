"""
MobilePay: which characters a text may have, and how many.
"""

from dataclasses import replace

import pytest

from payconform.checks import given, require
from payconform.model import Call, Caller
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import KEY
from payconform.providers.mobilepay.checks import refused_with, succeeded, unbarred
from payconform.providers.mobilepay.forging import instead
from payconform.providers.mobilepay.profile import valid
from payconform.providers.mobilepay.texts import INVALID, LONGEST, VALID
from payconform.target import Target

HALF = 18
TEXTS = [
    pytest.param("initiatePayment", "merchantPaymentLabel", id="label"),
    pytest.param("paymentReady", "merchantPaymentLabel", id="label when ready"),
    pytest.param("createPos", "merchantPosId", id="merchantPosId"),
    pytest.param("createPos", "name", id="name"),
]
BRANDS = ("MPPOS12345", "POSDK12345", "POSFI12345")
LOCATIONS = ("10001", "aB-9_", "Øst-1")


def with_member(caller: Caller, operation: str, name: str, value: object) -> Call:
    """
    A call that is valid but for one member.
    """
    call = valid(operation, caller)
    return replace(call, body={**call.body, name: value})


def filled(caller: Caller, characters: str) -> str:
    """
    A text of the longest kind that begins with some characters, and is no other's.
    """
    mark = caller.fresh("x")[-12:]
    return characters + mark.rjust(LONGEST - len(characters), "x")


@pytest.mark.rule("MOBILEPAY-ERROR-16")
@pytest.mark.parametrize("operation", ["initiatePayment", "preparePayment"])
@pytest.mark.parametrize("fault", INVALID)
def test_an_invalid_order_id(target: Target, operation: str, fault: str) -> None:
    call = with_member(target, operation, "orderId", INVALID[fault])
    require(target.send(call), refused_with(400, "1113"))


@pytest.mark.rule("MOBILEPAY-ERROR-17")
@pytest.mark.parametrize("operation", ["initiatePayment", "paymentReady"])
@pytest.mark.parametrize("fault", INVALID)
def test_an_invalid_label(target: Target, operation: str, fault: str) -> None:
    call = with_member(target, operation, "merchantPaymentLabel", INVALID[fault])
    require(target.send(call), refused_with(400, "1117"))


@pytest.mark.rule("MOBILEPAY-ERROR-18")
@pytest.mark.parametrize(
    ("name", "code"), [("merchantPosId", "1111"), ("name", "1112"), ("callbackAlias", "1116")]
)
@pytest.mark.parametrize("fault", INVALID)
def test_an_invalid_text_of_a_point_of_sale(
    target: Target, name: str, code: str, fault: str
) -> None:
    call = with_member(target, "createPos", name, INVALID[fault])
    require(target.send(call), refused_with(400, code))


@pytest.mark.rule("MOBILEPAY-ERROR-44")
@pytest.mark.parametrize(("operation", "name"), TEXTS)
@pytest.mark.parametrize("group", VALID)
def test_valid_characters_of_a_text(target: Target, operation: str, name: str, group: str) -> None:
    for part in (VALID[group][:HALF], VALID[group][HALF:]):
        call = with_member(target, operation, name, filled(target, part))
        require(given(target.send(call), unbarred), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-45")
@pytest.mark.parametrize(
    "operation",
    [
        *("initiatePayment", "preparePayment", "createPos"),
        pytest.param("createRefund", marks=pytest.mark.needs("simulate_payment")),
    ],
)
def test_an_idempotency_key_of_36_characters(target: Target, operation: str) -> None:
    key = instead(target, KEY, filled(target, ""))
    require(given(target.send(valid(operation, target), key), unbarred), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-46")
@pytest.mark.parametrize("operation", ["getStores", "getDetailedStores"])
@pytest.mark.parametrize("brand", BRANDS)
def test_a_brand_of_each_form(target: Target, operation: str, brand: str) -> None:
    call = calls.stores(target, merchantBrandId=brand)
    require(target.send(replace(call, operation=operation)), succeeded)


@pytest.mark.rule("MOBILEPAY-ERROR-46")
@pytest.mark.parametrize("operation", ["getStores", "getDetailedStores"])
@pytest.mark.parametrize("location", LOCATIONS)
def test_a_location_of_five_characters(target: Target, operation: str, location: str) -> None:
    call = calls.stores(target, merchantLocationId=location)
    require(target.send(replace(call, operation=operation)), succeeded)

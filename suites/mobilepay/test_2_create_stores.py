"""
MobilePay: where points of sale and payments cannot be, and which names are free.
"""

import pytest

from payconform.checks import at, given, member_matches, require, status
from payconform.model import Call, Exchange, Signer
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import VAT
from payconform.providers.mobilepay.checks import any_order, refused_with, succeeded
from payconform.providers.mobilepay.forging import instead
from payconform.providers.mobilepay.story import Till
from payconform.target import Target

another_merchant = pytest.mark.needs("several_merchants")


def other(target: Target) -> Signer:
    """
    Signs for the integrator's other merchant.
    """
    return instead(target, VAT, target.credentials["other_merchant_vat"])


def others_pos(target: Target, taken: Call, name: str) -> Exchange:
    """
    The answer to the other merchant who wants a point of sale with a name that is taken.
    """
    members = {"storeId": calls.store(target, other(target)), name: taken.body[name]}
    return target.send(calls.pos(target, **members), other(target))


def digits(target: Target) -> str:
    return f"{int(target.fresh('beacon')[-12:], 16):015}"


@pytest.mark.rule("MOBILEPAY-CREATE-82")
@pytest.mark.needs("simulate_provider")
@pytest.mark.parametrize("make", [calls.payment, calls.preparation], ids=["initiate", "prepare"])
def test_a_payment_in_a_store_that_is_not_activated(target: Target, make: object) -> None:
    assert callable(make)
    store = target.cause("open_store", activated=False)["storeId"]
    till = Till(target, storeId=store)
    require(target.send(make(target, till.pos)), refused_with(409, "1204"))


@pytest.mark.rule("MOBILEPAY-CREATE-83")
def test_an_unknown_payment_is_not_made_ready(target: Target, till: Till) -> None:
    require(till.ready(calls.guid(target)), status(404))


@pytest.mark.rule("MOBILEPAY-CREATE-84")
def test_a_beacon_id_after_deletion(target: Target, till: Till) -> None:
    given(target.send(calls.of_pos(target, "deletePos", till.pos)), succeeded)
    require(target.send(calls.pos(target, beaconId=till.beacon)), succeeded)


@pytest.mark.rule("MOBILEPAY-CREATE-85")
@pytest.mark.parametrize("make", [calls.guid, digits], ids=["a GUID", "15 digits"])
def test_a_beacon_id_of_either_form(target: Target, make: object) -> None:
    assert callable(make)
    beacon = make(target)
    made = require(target.send(calls.pos(target, beaconId=beacon)), succeeded)
    shown = target.send(calls.of_pos(target, "getPos", str(at(made, "posId"))))
    require(shown, succeeded, member_matches("beaconId", str, f"(?i:{beacon})", beacon))


@another_merchant
@pytest.mark.rule("MOBILEPAY-CREATE-86")
def test_another_merchants_merchant_pos_id(target: Target) -> None:
    call = calls.pos(target)
    given(target.send(call), succeeded)
    require(others_pos(target, call, "merchantPosId"), succeeded)


@another_merchant
@pytest.mark.rule("MOBILEPAY-CREATE-87")
def test_another_merchants_beacon_id(target: Target) -> None:
    call = calls.pos(target)
    given(target.send(call), succeeded)
    require(others_pos(target, call, "beaconId"), refused_with(409, "1202"))


@pytest.mark.rule("MOBILEPAY-CREATE-88")
@pytest.mark.parametrize("types", [["QR"], ["NFC"], ["Bluetooth"], ["QR", "NFC", "Bluetooth"]])
def test_a_point_of_sale_of_any_beacon_type(target: Target, types: list[str]) -> None:
    made = require(target.send(calls.pos(target, supportedBeaconTypes=types)), succeeded)
    shown = target.send(calls.of_pos(target, "getPos", str(at(made, "posId"))))
    require(shown, succeeded, any_order("supportedBeaconTypes", types))

"""
MobilePay: points of sale.
"""

import pytest

from payconform.checks import at, given, member_matches, require
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import GUID, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.target import Target


@pytest.mark.rule("MOBILEPAY-CREATE-15")
def test_a_point_of_sale_is_created(target: Target) -> None:
    made = target.send(calls.pos(target))
    require(made, succeeded, member_matches("posId", str, GUID, "a GUID"))


@pytest.mark.rule("MOBILEPAY-CREATE-16")
@pytest.mark.parametrize("beacon", [..., None], ids=["left out", "null"])
def test_the_server_makes_a_beacon_id(target: Target, beacon: object) -> None:
    made = given(target.send(calls.pos(target, beaconId=beacon)), succeeded)
    shown = target.send(calls.of_pos(target, "getPos", str(at(made, "posId"))))
    require(shown, succeeded, member_matches("beaconId", str, GUID, "a GUID"))


@pytest.mark.rule("MOBILEPAY-CREATE-17")
def test_a_merchant_pos_id_in_use(target: Target) -> None:
    call = calls.pos(target)
    given(target.send(call), succeeded)
    again = calls.pos(target, merchantPosId=call.body["merchantPosId"])
    require(target.send(again), refused_with(409, "1200"))


@pytest.mark.rule("MOBILEPAY-CREATE-18")
def test_a_beacon_id_in_use(target: Target) -> None:
    call = calls.pos(target)
    given(target.send(call), succeeded)
    again = calls.pos(target, beaconId=call.body["beaconId"])
    require(target.send(again), refused_with(409, "1202"))


@pytest.mark.rule("MOBILEPAY-CREATE-19")
def test_an_unknown_store(target: Target) -> None:
    call = calls.pos(target, storeId=calls.guid(target))
    require(target.send(call), refused_with(409, "1002"))


@pytest.mark.rule("MOBILEPAY-CREATE-20")
def test_a_merchant_pos_id_after_deletion(target: Target) -> None:
    call = calls.pos(target)
    made = given(target.send(call), succeeded)
    given(target.send(calls.of_pos(target, "deletePos", str(at(made, "posId")))), succeeded)
    again = calls.pos(target, merchantPosId=call.body["merchantPosId"])
    require(target.send(again), succeeded)


@pytest.mark.rule("MOBILEPAY-CREATE-50")
@pytest.mark.parametrize("make", [calls.payment, calls.preparation], ids=["initiate", "prepare"])
def test_a_payment_at_a_deleted_point_of_sale(target: Target, till: Till, make: object) -> None:
    assert callable(make)
    given(target.send(calls.of_pos(target, "deletePos", till.pos)), succeeded)
    require(target.send(make(target, till.pos)), refused_with(409, "1000"))

"""
MobilePay: stores, points of sale, who is checked in, and refunds, read and found.
"""

import pytest

from payconform.checks import at, given, member, member_matches, require, shown_json, status
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import any_order, outcome, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

STORE = (
    "storeId",
    "storeName",
    "storeStreet",
    "storeZipCode",
    "storeCity",
    "brandName",
    "merchantBrandId",
    "merchantLocationId",
)


def holds(name: str, wanted: str) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        listed = at(exchange, name)
        there = isinstance(listed, list) and wanted in listed
        return None if there else Mismatch(f"{name} with {wanted}", shown_json(listed))

    return check


@pytest.mark.rule("MOBILEPAY-READ-09")
@pytest.mark.needs("simulate_payment")
def test_refunds_without_a_filter(target: Target, record: Record) -> None:
    record(outcome(target.send(calls.call(target, "queryRefundIds"))))


@pytest.mark.rule("MOBILEPAY-READ-10")
def test_points_of_sale_without_a_filter(target: Target, record: Record) -> None:
    record(outcome(target.send(calls.call(target, "getPosWithFilter"))))


@pytest.mark.rule("MOBILEPAY-READ-11")
def test_stores_without_a_filter(target: Target, record: Record) -> None:
    record(outcome(target.send(calls.call(target, "getStores"))))


@pytest.mark.rule("MOBILEPAY-READ-12")
def test_a_store_shows_its_members(target: Target) -> None:
    shown = target.send(calls.call(target, "getStore", path={"storeid": calls.store(target)}))
    require(shown, succeeded, *(member_matches(name, str) for name in STORE))


@pytest.mark.rule("MOBILEPAY-READ-12")
def test_detailed_stores_show_their_members(target: Target) -> None:
    store = calls.call(target, "getStore", path={"storeid": calls.store(target)})
    known = given(target.send(store), succeeded)
    query = {name: at(known, name) for name in ("merchantBrandId", "merchantLocationId")}
    shown = target.send(calls.call(target, "getDetailedStores", query=query))
    require(shown, succeeded, *(member_matches(f"0.{name}", str) for name in STORE))


@pytest.mark.rule("MOBILEPAY-READ-13")
def test_an_unknown_store_is_not_found(target: Target) -> None:
    call = calls.call(target, "getStore", path={"storeid": calls.guid(target)})
    require(target.send(call), status(404))


@pytest.mark.rule("MOBILEPAY-READ-14")
def test_a_point_of_sale_shows_what_it_was_created_with(target: Target) -> None:
    call = calls.pos(target, supportedBeaconTypes=["QR", "NFC"], requirePaymentBeforeCheckin=True)
    made = str(at(given(target.send(call), succeeded), "posId"))
    shown = target.send(calls.of_pos(target, "getPos", made))
    told = {"posId": made, **call.body}
    kinds = told.pop("supportedBeaconTypes")
    named = (member(name, value) for name, value in told.items())
    require(shown, succeeded, *named, any_order("supportedBeaconTypes", kinds))


@pytest.mark.rule("MOBILEPAY-READ-15")
@pytest.mark.parametrize("operation", ["getPos", "deletePos", "getCheckIn"])
def test_an_unknown_point_of_sale_is_not_found(target: Target, operation: str) -> None:
    require(target.send(calls.of_pos(target, operation, calls.guid(target))), status(404))


@pytest.mark.rule("MOBILEPAY-READ-16")
def test_a_deleted_point_of_sale_is_not_found(target: Target, till: Till) -> None:
    require(target.send(calls.of_pos(target, "deletePos", till.pos)), succeeded)
    require(target.send(calls.of_pos(target, "getPos", till.pos)), status(404))


@pytest.mark.rule("MOBILEPAY-READ-17")
@pytest.mark.parametrize("name", ["merchantPosId", "beaconId"])
def test_a_point_of_sale_is_found(target: Target, name: str) -> None:
    call = calls.pos(target)
    made = str(at(given(target.send(call), succeeded), "posId"))
    wanted = {name: call.body[name]}
    found = target.send(calls.call(target, "getPosWithFilter", query=wanted))
    if refused_with(400, "1121")(found) is None:  # too broad alone, no page tells which are
        narrow = {**wanted, "storeId": call.body["storeId"]}
        found = target.send(calls.call(target, "getPosWithFilter", query=narrow))
    require(found, succeeded, member("posIds", [made]))


@pytest.mark.rule("MOBILEPAY-READ-18")
def test_nobody_is_checked_in(target: Target, till: Till) -> None:
    shown = target.send(calls.of_pos(target, "getCheckIn", till.pos))
    delay = member_matches("pollDelayInMs", int, "[0-9]+")
    require(shown, succeeded, member("isUserCheckedIn", wanted=False), delay)


@pytest.mark.rule("MOBILEPAY-READ-19")
@pytest.mark.needs("simulate_payment")
def test_a_user_is_checked_in(till: Till) -> None:
    till.check_in()
    require(till.checked_in(wanted=True), succeeded, member("isUserCheckedIn", wanted=True))


@pytest.mark.rule("MOBILEPAY-READ-20")
@pytest.mark.needs("simulate_payment")
def test_a_refund_shows_its_members(target: Target, till: Till) -> None:
    payment, order = till.captured(), target.fresh("refund")
    made = given(till.refund(payment, refundOrderId=order), succeeded)
    refund = str(at(made, "refundId"))
    require(
        till.of_refund("getRefund", refund),
        succeeded,
        member("refundId", refund),
        member("paymentId", payment),
        member("refundOrderId", order),
        member("amount", calls.AMOUNT),
        member("currencyCode", calls.currency(target)),
        member_matches("status", str, "[A-Za-z]+"),
        member_matches("pollDelayInMs", int, "[0-9]+"),
    )


@pytest.mark.rule("MOBILEPAY-READ-21")
@pytest.mark.needs("simulate_payment")
def test_a_refund_is_found_by_its_payment(target: Target, till: Till) -> None:
    payment = till.captured()
    refund = str(at(given(till.refund(payment), succeeded), "refundId"))
    found = target.send(calls.call(target, "queryRefundIds", query={"paymentId": payment}))
    require(found, succeeded, member("refundIds", [refund]))


@pytest.mark.rule("MOBILEPAY-READ-22")
@pytest.mark.needs("simulate_payment")
def test_how_often_a_refund_may_be_read(till: Till, record: Record) -> None:
    shown = given(till.of_refund("getRefund", till.refunding()), succeeded)
    delay = at(shown, "pollDelayInMs")
    short = isinstance(delay, int) and delay < 1000
    record("less than a second" if short else "a second or more")


@pytest.mark.rule("MOBILEPAY-READ-31")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_whether_a_user_stays_checked_in(till: Till, record: Record) -> None:
    assert till.reserved()
    shown = given(till.checked_in(wanted=False), succeeded)
    record("stays" if at(shown, "isUserCheckedIn") is True else "is checked out")


@pytest.mark.rule("MOBILEPAY-READ-32")
def test_a_point_of_sale_is_searched_for_by_name(target: Target, record: Record) -> None:
    call = calls.pos(target)
    given(target.send(call), succeeded)
    query = {"merchantPosId": call.body["merchantPosId"]}
    record(outcome(target.send(calls.call(target, "getPosWithFilter", query=query))))


@pytest.mark.rule("MOBILEPAY-READ-33")
def test_a_store_is_found_by_brand_and_location(target: Target) -> None:
    own = calls.store(target)
    store = given(target.send(calls.call(target, "getStore", path={"storeid": own})), succeeded)
    query = {name: at(store, name) for name in ("merchantBrandId", "merchantLocationId")}
    found = target.send(calls.call(target, "getStores", query=query))
    require(found, succeeded, holds("storeIds", own))

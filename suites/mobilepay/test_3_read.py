"""
MobilePay: payments, read and found.
"""

import pytest

from payconform.checks import ABSENT, at, given, member, member_matches, require, status
from payconform.model import Exchange, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import AMOUNT
from payconform.providers.mobilepay.checks import outcome, reads, succeeded
from payconform.providers.mobilepay.story import PATIENCE, Till
from payconform.stories import Record
from payconform.target import Target

ISO = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}.*"
DAY_FIRST = r"\d{2}-\d{2}-\d{4} \d{2}:\d{2}:\d{2}.*"


def never_partial(exchange: Exchange) -> Mismatch | None:
    if at(exchange, "partialCapturePossible") in (ABSENT, None):
        return None
    return Mismatch("no partialCapturePossible", "one")


def met_the_user(exchange: Exchange) -> Mismatch | None:
    waits = reads("Initiated")(exchange) is None
    return Mismatch("another state", "Initiated still") if waits else None


@pytest.mark.rule("MOBILEPAY-READ-01")
def test_a_payment_shows_its_members(target: Target, till: Till) -> None:
    order = target.fresh("order")
    payment = till.initiated(orderId=order)
    require(
        till.read(payment),
        succeeded,
        member("paymentId", payment),
        member("posId", till.pos),
        member("orderId", order),
        member_matches("status", str, "[A-Za-z]+"),
        member_matches("pollDelayInMs", int, "[0-9]+"),
    )


@pytest.mark.rule("MOBILEPAY-READ-02")
def test_an_initiated_payment_shows_its_terms(target: Target, till: Till) -> None:
    shown = till.read(till.initiated(plannedCaptureDelay="LessThan24Hours"))
    terms = (
        member("currencyCode", calls.currency(target)),
        member("plannedCaptureDelay", "LessThan24Hours"),
    )
    require(shown, succeeded, member("amount", AMOUNT), *terms)


@pytest.mark.rule("MOBILEPAY-READ-03")
def test_an_unknown_payment_is_not_found(target: Target, till: Till) -> None:
    require(till.read(calls.guid(target)), status(404))


@pytest.mark.rule("MOBILEPAY-READ-04")
def test_a_payment_is_found_by_till_and_order(target: Target, till: Till) -> None:
    order = target.fresh("order")
    payment = till.initiated(orderId=order)
    found = till.find(posId=till.pos, orderId=order)
    require(found, succeeded, member("paymentIds", [payment]))


@pytest.mark.rule("MOBILEPAY-READ-04")
@pytest.mark.needs("simulate_payment")
def test_a_reserved_payment_is_found_too(target: Target, till: Till) -> None:
    order = target.fresh("order")
    payment = till.reserved(orderId=order)
    found = till.find(posId=till.pos, orderId=order)
    require(found, succeeded, member("paymentIds", [payment]))


@pytest.mark.rule("MOBILEPAY-READ-05")
@pytest.mark.needs("simulate_payment")
def test_of_two_with_one_order_the_newest_is_found(target: Target, till: Till) -> None:
    order = target.fresh("order")
    till.reserved(orderId=order)
    newest = till.initiated(orderId=order)
    found = till.find(posId=till.pos, orderId=order)
    require(found, succeeded, member("paymentIds", [newest]))


@pytest.mark.rule("MOBILEPAY-READ-06")
def test_a_cancelled_payment_is_not_listed(target: Target, till: Till) -> None:
    order = target.fresh("order")
    till.cancelled(till.initiated(orderId=order))
    require(till.find(posId=till.pos, orderId=order), succeeded, member("paymentIds", []))


@pytest.mark.rule("MOBILEPAY-READ-06")
@pytest.mark.needs("simulate_payment")
def test_a_captured_payment_is_not_listed(target: Target, till: Till) -> None:
    order = target.fresh("order")
    assert till.captured(orderId=order)
    require(till.find(posId=till.pos, orderId=order), succeeded, member("paymentIds", []))


@pytest.mark.rule("MOBILEPAY-READ-07")
@pytest.mark.needs("simulate_payment")
def test_a_captured_payment_is_found_by_its_order(target: Target, till: Till) -> None:
    order = target.fresh("order")
    payment = till.captured(orderId=order)
    found = till.find(orderId=order, state="Captured")
    require(found, succeeded, member("paymentIds", [payment]))


@pytest.mark.rule("MOBILEPAY-READ-08")
def test_payments_without_a_filter(till: Till, record: Record) -> None:
    record(outcome(till.find()))


@pytest.mark.rule("MOBILEPAY-READ-23")
def test_how_the_expiry_is_written(till: Till, record: Record) -> None:
    shown = given(till.read(till.initiated()), succeeded)
    if at(shown, "paymentExpiresAt") in (ABSENT, None):
        record("absent")
    elif member_matches("paymentExpiresAt", str, ISO)(shown) is None:
        record("ISO 8601")
    else:
        record(
            "another" if member_matches("paymentExpiresAt", str, DAY_FIRST)(shown) else "day first"
        )


@pytest.mark.rule("MOBILEPAY-READ-24")
@pytest.mark.needs("simulate_payment")
def test_a_reserved_payment_tells_if_parts_are_possible(till: Till) -> None:
    shown = till.read(till.reserved())
    require(shown, succeeded, member_matches("partialCapturePossible", bool))


@pytest.mark.rule("MOBILEPAY-READ-24")
def test_other_payments_do_not_tell(till: Till) -> None:
    require(till.read(till.initiated()), succeeded, never_partial)


@pytest.mark.rule("MOBILEPAY-READ-25")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_an_initiated_payment_when_a_user_checks_in(
    target: Target, till: Till, record: Record
) -> None:
    payment = till.initiated()
    till.check_in()
    met = target.until(lambda: till.read(payment), met_the_user, PATIENCE)
    record(str(at(given(met, succeeded, met_the_user), "status")))


@pytest.mark.rule("MOBILEPAY-READ-30")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_whether_a_check_in_is_read_at_once(till: Till, record: Record) -> None:
    payment = till.initiated()
    till.check_in()
    waits = reads("Initiated")(given(till.read(payment), succeeded)) is None
    record("later" if waits else "at once")

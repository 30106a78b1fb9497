"""
MobilePay: refunds of captured payments.
"""

import pytest

from payconform.checks import at, given, member_matches, require, status
from payconform.errors import Unexercised
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import AMOUNT
from payconform.providers.mobilepay.checks import (
    GUID,
    outcome,
    reads,
    refused_with,
    succeeded,
    unbarred,
)
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

DAY = 86400
HALF = AMOUNT / 2
BOTH_SPELLINGS = "ExpiredAndCapturr?ed"
TOO_MUCH = refused_with(409, "1367")


def paid_back(till: Till, payment: str, amount: float) -> None:
    """
    Refund a part of a payment, and capture the refund.
    """
    refund = str(at(given(till.refund(payment, amount=amount), succeeded), "refundId"))
    till.refund_settles(refund, "Reserved")
    given(till.of_refund("captureRefund", refund), succeeded)
    till.refund_settles(refund, "Captured")


@pytest.mark.rule("MOBILEPAY-REFUND-01")
def test_a_captured_payment_is_refunded(till: Till) -> None:
    made = given(till.refund(till.captured()), unbarred)
    require(made, succeeded, member_matches("refundId", str, GUID, "a GUID"))


@pytest.mark.rule("MOBILEPAY-REFUND-02")
def test_a_refund_becomes_reserved(till: Till) -> None:
    shown = till.refund_comes_to(till.refunding(), "Reserved")
    if reads("CancelledByMobilePay")(shown) is None:
        raise Unexercised("MobilePay could not reserve the refund")
    require(shown, succeeded, reads("Reserved"))


@pytest.mark.rule("MOBILEPAY-REFUND-03")
def test_a_reserved_refund_is_captured(till: Till) -> None:
    refund = till.refund_reserved()
    require(till.of_refund("captureRefund", refund), succeeded)
    require(till.refund_comes_to(refund, "Captured"), succeeded, reads("Captured"))


@pytest.mark.rule("MOBILEPAY-REFUND-04")
@pytest.mark.needs("control_clock")
@pytest.mark.parametrize("state", ["Initiated"])
def test_a_refund_that_is_initiated_is_not_captured(till: Till, state: str) -> None:
    refund = till.refunding()
    given(till.of_refund("getRefund", refund), reads(state))
    require(till.of_refund("captureRefund", refund), refused_with(409, "1351"))


@pytest.mark.rule("MOBILEPAY-REFUND-05")
@pytest.mark.parametrize(
    "state",
    [
        *("Prepared", "Initiated", "Paired", "IssuedToUser", "Reserved"),
        *("CancelledByClient", "CancelledByUser"),
        pytest.param("CancelledByMobilePay", marks=pytest.mark.needs("simulate_provider")),
        pytest.param("ExpiredAndCancelled", marks=pytest.mark.needs("control_clock")),
    ],
)
def test_a_payment_that_is_not_captured_is_not_refunded(till: Till, state: str) -> None:
    require(till.refund(till.brought(state)), refused_with(409, "1354"))


@pytest.mark.rule("MOBILEPAY-REFUND-06")
def test_an_unknown_payment_is_not_refunded(target: Target, till: Till) -> None:
    require(till.refund(calls.guid(target)), refused_with(409, "1001"))


@pytest.mark.rule("MOBILEPAY-REFUND-07")
def test_another_currency_is_not_refunded(target: Target, till: Till) -> None:
    other = calls.other_currency(target)
    require(till.refund(till.captured(), currencyCode=other), refused_with(409, "1365"))


@pytest.mark.rule("MOBILEPAY-REFUND-08")
def test_more_than_was_captured_is_not_refunded(till: Till) -> None:
    require(till.refund(till.captured(), amount=AMOUNT + 0.5), TOO_MUCH)


@pytest.mark.rule("MOBILEPAY-REFUND-09")
def test_a_payment_is_refunded_in_parts(till: Till) -> None:
    payment = till.captured()
    paid_back(till, payment, HALF)
    require(till.refund(payment, amount=HALF + 0.5), TOO_MUCH)
    paid_back(till, payment, HALF)
    require(till.refund(payment, amount=0.5), TOO_MUCH)


@pytest.mark.rule("MOBILEPAY-REFUND-10")
@pytest.mark.needs("control_clock")
def test_a_payment_is_refunded_for_90_days(target: Target, till: Till) -> None:
    payment = till.captured()
    target.advance(90 * DAY - 3600)
    require(given(till.refund(payment, amount=HALF), unbarred), succeeded)
    target.advance(7200)
    require(till.refund(payment, amount=1), refused_with(409, "1366"))


@pytest.mark.rule("MOBILEPAY-REFUND-04")
@pytest.mark.needs("simulate_provider")
@pytest.mark.parametrize("state", ["CancelledByMobilePay"])
def test_a_refund_that_mobilepay_cancelled_is_not_captured(
    target: Target, till: Till, state: str
) -> None:
    refund = till.refunding()
    target.cause("reject_refund", refundId=refund)
    given(till.of_refund("getRefund", refund), reads(state))
    require(till.of_refund("captureRefund", refund), refused_with(409, "1351"))


@pytest.mark.rule("MOBILEPAY-REFUND-11")
def test_an_unknown_refund_is_not_found(target: Target, till: Till) -> None:
    require(till.of_refund("getRefund", calls.guid(target)), status(404))


@pytest.mark.rule("MOBILEPAY-REFUND-12")
def test_an_unknown_refund_is_not_captured(target: Target, till: Till) -> None:
    require(till.of_refund("captureRefund", calls.guid(target)), refused_with(404, "1004"))


@pytest.mark.rule("MOBILEPAY-REFUND-13")
@pytest.mark.needs("control_clock")
def test_a_refund_is_captured_after_24_hours(target: Target, till: Till) -> None:
    refund = till.refund_reserved()
    target.advance(DAY - 60)
    require(till.of_refund("getRefund", refund), succeeded, reads("Reserved"))
    target.advance(120)
    shown = till.of_refund("getRefund", refund)
    require(shown, succeeded, member_matches("status", str, BOTH_SPELLINGS))


@pytest.mark.rule("MOBILEPAY-REFUND-14")
@pytest.mark.needs("control_clock")
def test_how_that_state_is_spelled(target: Target, till: Till, record: Record) -> None:
    refund = till.refund_reserved()
    target.advance(DAY + 60)
    shown = given(till.of_refund("getRefund", refund), succeeded)
    record(str(at(given(shown, member_matches("status", str, BOTH_SPELLINGS)), "status")))


@pytest.mark.rule("MOBILEPAY-REFUND-15")
def test_a_repeated_capture_of_a_refund(till: Till, record: Record) -> None:
    refund = till.refund_captured()
    record(outcome(till.of_refund("captureRefund", refund)))


@pytest.mark.rule("MOBILEPAY-REFUND-16")
@pytest.mark.needs("control_clock")
def test_capturing_a_refund_after_24_hours(target: Target, till: Till, record: Record) -> None:
    refund = till.refund_reserved()
    target.advance(DAY + 60)
    record(outcome(till.of_refund("captureRefund", refund)))


@pytest.mark.rule("MOBILEPAY-REFUND-17")
@pytest.mark.needs("control_clock")
def test_a_refund_beside_a_reserved_one(till: Till, record: Record) -> None:
    payment = till.captured()
    given(till.refund(payment), succeeded)
    second = till.refund(payment, amount=1)
    counts = TOO_MUCH(given(second, unbarred)) is None
    record(
        "it counts" if counts else "it does not" if succeeded(second) is None else outcome(second)
    )

"""
MobilePay: cancelling a refund: the customer was paid in cash, or nobody knows what became of it.
"""

import pytest

from payconform.checks import at, given, require, status
from payconform.errors import Unexercised
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome, reads, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

DAY = 86400
BY_CLIENT = reads("CancelledByClient")


@pytest.mark.rule("MOBILEPAY-CANCEL-40")
def test_a_reserved_refund_is_cancelled(till: Till) -> None:
    refund = till.refund_reserved()
    require(till.of_refund("cancelRefund", refund), succeeded)
    require(till.refund_comes_to(refund, "CancelledByClient"), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-41")
def test_a_new_refund_is_cancelled(till: Till) -> None:
    refund = till.refunding()
    cancelled = till.of_refund("cancelRefund", refund)
    if reads("CancelledByMobilePay")(till.of_refund("getRefund", refund)) is None:
        raise Unexercised("MobilePay could not reserve the refund")
    require(cancelled, succeeded)
    require(till.refund_comes_to(refund, "CancelledByClient"), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-42")
def test_a_captured_refund_is_not_cancelled(till: Till) -> None:
    refund = till.refund_captured()
    require(till.of_refund("cancelRefund", refund), refused_with(409, "1352"))


@pytest.mark.rule("MOBILEPAY-CANCEL-43")
def test_a_captured_refund_stays_captured(till: Till) -> None:
    refund = till.refund_captured()
    till.of_refund("cancelRefund", refund)
    require(till.of_refund("getRefund", refund), succeeded, reads("Captured"))


@pytest.mark.rule("MOBILEPAY-CANCEL-44")
@pytest.mark.needs("control_clock")
def test_a_refund_captured_on_expiry_is_not_cancelled(target: Target, till: Till) -> None:
    refund = till.refund_reserved()
    target.advance(DAY + 60)
    require(till.of_refund("cancelRefund", refund), refused_with(409, "1352"))


@pytest.mark.rule("MOBILEPAY-CANCEL-45")
@pytest.mark.needs("simulate_provider")
def test_a_refund_that_mobilepay_cancelled(target: Target, till: Till) -> None:
    refund = till.refunding()
    target.cause("reject_refund", refundId=refund)
    given(till.of_refund("getRefund", refund), reads("CancelledByMobilePay"))
    require(till.of_refund("cancelRefund", refund), refused_with(409, "1352"))


@pytest.mark.rule("MOBILEPAY-CANCEL-46")
def test_cancelling_a_refund_twice(till: Till, record: Record) -> None:
    refund = till.refund_reserved()
    till.refund_cancelled(refund)
    record(outcome(till.of_refund("cancelRefund", refund)))


@pytest.mark.rule("MOBILEPAY-CANCEL-47")
def test_an_unknown_refund_is_not_cancelled(target: Target, till: Till) -> None:
    require(till.of_refund("cancelRefund", calls.guid(target)), status(404))


@pytest.mark.rule("MOBILEPAY-CANCEL-48")
def test_a_refund_is_cancelled_because_the_customer_got_cash(till: Till) -> None:
    refund = till.refund_reserved()
    till.refund_cancelled(refund)
    require(till.of_refund("captureRefund", refund), refused_with(409, "1351"))
    require(till.refund_comes_to(refund, "CancelledByClient"), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-50")
def test_a_refund_whose_answer_was_lost(target: Target, till: Till) -> None:
    payment = till.captured()
    made = str(at(given(till.refund(payment), succeeded), "refundId"))
    search = calls.call(target, "queryRefundIds", query={"paymentId": payment})
    found = str(at(require(target.send(search), succeeded), "refundIds.0"))
    require(till.of_refund("cancelRefund", found), succeeded)
    require(till.refund_comes_to(made, "CancelledByClient"), succeeded, BY_CLIENT)

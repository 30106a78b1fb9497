"""
MobilePay: cancelling a payment, in every state, by the client and by the user.
"""

import pytest

from payconform.checks import at, given, member, require, status
from payconform.model import Exchange
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome, reads, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

WEEK = 7 * 86400
BY_CLIENT = reads("CancelledByClient")


def cancelled(till: Till, payment: str) -> Exchange:
    """
    A payment as it reads after a cancel that succeeds.
    """
    require(till.cancel(payment), succeeded)
    return till.comes_to(payment, "CancelledByClient")


@pytest.mark.rule("MOBILEPAY-CANCEL-01")
def test_an_initiated_payment_is_cancelled(till: Till) -> None:
    require(till.cancel(till.initiated()), succeeded)


@pytest.mark.rule("MOBILEPAY-CANCEL-02")
def test_a_cancelled_payment_reads_cancelled_by_client(till: Till) -> None:
    payment = till.initiated()
    given(till.cancel(payment), succeeded)
    require(till.comes_to(payment, "CancelledByClient"), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-03")
def test_a_prepared_payment_is_cancelled(till: Till) -> None:
    require(cancelled(till, till.prepared()), BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-04")
@pytest.mark.needs("simulate_payment")
def test_an_issued_payment_is_cancelled(till: Till) -> None:
    require(cancelled(till, till.issued()), BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-05")
@pytest.mark.needs("simulate_payment")
def test_a_reserved_payment_is_cancelled(till: Till) -> None:
    require(cancelled(till, till.reserved()), BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-06")
@pytest.mark.needs("simulate_payment")
def test_a_captured_payment_is_not_cancelled(till: Till) -> None:
    require(till.cancel(till.captured()), refused_with(409, "1300"))


@pytest.mark.rule("MOBILEPAY-CANCEL-07")
@pytest.mark.needs("simulate_payment")
def test_a_captured_payment_stays_captured(till: Till) -> None:
    payment = till.captured()
    till.cancel(payment)
    require(till.read(payment), succeeded, reads("Captured"))


@pytest.mark.rule("MOBILEPAY-CANCEL-08")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_an_expired_payment_is_not_cancelled(target: Target, till: Till) -> None:
    payment = till.reserved()
    target.advance(WEEK + 60)
    given(till.read(payment), reads("ExpiredAndCancelled"))
    require(till.cancel(payment), refused_with(409, "1300"))


@pytest.mark.rule("MOBILEPAY-CANCEL-09")
@pytest.mark.needs("simulate_payment")
def test_cancelling_a_paired_payment(till: Till, record: Record) -> None:
    record(outcome(till.cancel(till.paired())))


@pytest.mark.rule("MOBILEPAY-CANCEL-10")
def test_cancelling_twice(till: Till, record: Record) -> None:
    payment = till.initiated()
    till.cancelled(payment)
    record(outcome(till.cancel(payment)))


@pytest.mark.rule("MOBILEPAY-CANCEL-11")
def test_cancelling_twice_changes_nothing(till: Till) -> None:
    payment = till.initiated()
    till.cancelled(payment)
    till.cancel(payment)
    require(till.read(payment), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-12")
@pytest.mark.needs("simulate_payment")
def test_cancelling_after_the_user(till: Till, record: Record) -> None:
    payment = till.issued()
    given(till.cancel_by_user(), succeeded)
    till.settles(payment, "CancelledByUser")
    record(outcome(till.cancel(payment)))


@pytest.mark.rule("MOBILEPAY-CANCEL-13")
@pytest.mark.needs("simulate_provider")
def test_cancelling_after_mobilepay(target: Target, till: Till, record: Record) -> None:
    payment = till.initiated()
    target.cause("cancel_payment", paymentId=payment)
    given(till.read(payment), reads("CancelledByMobilePay"))
    record(outcome(till.cancel(payment)))


@pytest.mark.rule("MOBILEPAY-CANCEL-14")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("make", [Till.issued, Till.paired], ids=["IssuedToUser", "Paired"])
def test_the_user_cancels(till: Till, make: object) -> None:
    assert callable(make)
    payment = make(till)
    given(till.cancel_by_user(), succeeded)
    shown = till.comes_to(payment, "CancelledByUser")
    require(shown, succeeded, reads("CancelledByUser"))


@pytest.mark.rule("MOBILEPAY-CANCEL-15")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize(
    "state",
    [
        *("Prepared", "Initiated", "Reserved", "Captured", "CancelledByClient", "CancelledByUser"),
        pytest.param("CancelledByMobilePay", marks=pytest.mark.needs("simulate_provider")),
        pytest.param("ExpiredAndCancelled", marks=pytest.mark.needs("control_clock")),
    ],
)
def test_the_user_does_not_cancel_another_payment(till: Till, state: str) -> None:
    payment = till.brought(state)
    till.cancel_by_user()
    require(till.read(payment), succeeded, reads(state))


@pytest.mark.rule("MOBILEPAY-CANCEL-16")
def test_an_unknown_payment_is_not_cancelled(target: Target, till: Till) -> None:
    require(till.cancel(calls.guid(target)), status(404))


@pytest.mark.rule("MOBILEPAY-CANCEL-17")
@pytest.mark.parametrize("make", [Till.initiate, Till.prepare], ids=["initiate", "prepare"])
def test_a_payment_whose_answer_was_lost(target: Target, till: Till, make: object) -> None:
    assert callable(make)
    order = target.fresh("order")
    made = str(at(given(make(till, orderId=order), succeeded), "paymentId"))
    found = str(at(require(till.find(posId=till.pos, orderId=order), succeeded), "paymentIds.0"))
    require(till.cancel(found), succeeded)
    require(till.comes_to(made, "CancelledByClient"), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-18")
@pytest.mark.needs("simulate_payment")
def test_what_the_user_cancelled_stays_so(till: Till) -> None:
    payment = till.issued()
    given(till.cancel_by_user(), succeeded)
    till.settles(payment, "CancelledByUser")
    till.cancel(payment)
    require(till.read(payment), succeeded, reads("CancelledByUser"))


@pytest.mark.rule("MOBILEPAY-CANCEL-23")
@pytest.mark.needs("simulate_payment")
def test_a_cancel_checks_the_user_out(till: Till) -> None:
    till.cancelled(till.issued())
    require(till.checked_in(wanted=False), succeeded, member("isUserCheckedIn", wanted=False))


@pytest.mark.rule("MOBILEPAY-CANCEL-24")
@pytest.mark.needs("simulate_payment")
def test_a_cancelled_payment_is_not_captured(till: Till) -> None:
    payment = till.reserved()
    till.cancelled(payment)
    require(till.capture(payment), refused_with(409, "1304"))
    require(till.read(payment), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-25")
@pytest.mark.needs("simulate_payment")
def test_a_cancelled_payment_is_not_accepted(till: Till) -> None:
    payment = till.issued()
    till.cancelled(payment)
    till.send(till.accepting())
    require(till.read(payment), succeeded, BY_CLIENT)


@pytest.mark.rule("MOBILEPAY-CANCEL-26")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_a_paired_payment_stays_inactive(target: Target, till: Till, record: Record) -> None:
    payment = till.paired()
    target.advance(WEEK)
    shown = given(till.read(payment), succeeded)
    record(str(at(shown, "status")))


@pytest.mark.rule("MOBILEPAY-CANCEL-27")
@pytest.mark.needs("control_clock")
def test_an_initiated_payment_stays_inactive(target: Target, till: Till, record: Record) -> None:
    payment = till.initiated()
    target.advance(3600)
    record(str(at(given(till.read(payment), succeeded), "status")))


@pytest.mark.rule("MOBILEPAY-CANCEL-35")
@pytest.mark.needs("control_clock")
def test_whether_a_cancel_is_read_at_once(till: Till, record: Record) -> None:
    payment = till.initiated()
    given(till.cancel(payment), succeeded)
    shown = given(till.read(payment), succeeded)
    record("later" if BY_CLIENT(shown) else "at once")


@pytest.mark.rule("MOBILEPAY-CANCEL-36")
@pytest.mark.needs("simulate_payment")
def test_a_payment_is_cancelled_after_its_point_of_sale(target: Target, till: Till) -> None:
    payment = till.reserved()
    given(target.send(calls.of_pos(target, "deletePos", till.pos)), succeeded)
    require(cancelled(till, payment), BY_CLIENT)

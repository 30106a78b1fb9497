"""
MobilePay: a user accepts, the client captures.
"""

import pytest

from payconform.checks import at, given, json_body, member, require, status
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import AMOUNT
from payconform.providers.mobilepay.checks import outcome, reads, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

DAY = 86400
PART = 5.0
PARTLY = "5"  # the user whose payments can be captured in part
paying = pytest.mark.needs("simulate_payment")
waiting = pytest.mark.needs("simulate_payment", "control_clock")


@paying
@pytest.mark.rule("MOBILEPAY-PAY-01")
def test_an_accepted_payment_is_reserved(till: Till) -> None:
    payment = till.issued()
    given(till.send(till.accepting()), succeeded)
    require(till.comes_to(payment, "Reserved"), succeeded, reads("Reserved"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-02")
def test_a_reserved_payment_is_captured(till: Till) -> None:
    payment = till.reserved()
    require(till.capture(payment), succeeded)
    require(till.comes_to(payment, "Captured"), succeeded, reads("Captured"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-03")
def test_a_repeated_capture_is_answered_as_before(till: Till) -> None:
    payment = till.captured()
    require(till.capture(payment), succeeded)


@paying
@pytest.mark.rule("MOBILEPAY-PAY-04")
def test_a_capture_of_another_amount_is_refused(till: Till) -> None:
    payment = till.captured(calls.phone(till.caller, PARTLY))  # else it may be a part (1308)
    require(till.capture(payment, PART), refused_with(409, "1307"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-05")
@pytest.mark.parametrize(
    "state",
    [
        *("Prepared", "Initiated", "Paired", "IssuedToUser", "CancelledByUser"),
        pytest.param("CancelledByMobilePay", marks=pytest.mark.needs("simulate_provider")),
    ],
)
def test_a_payment_that_is_not_reserved_is_not_captured(till: Till, state: str) -> None:
    payment = till.brought(state)
    require(till.capture(payment), refused_with(409, "1304"))
    require(till.read(payment), succeeded, reads(state))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-06")
def test_more_than_the_reserved_amount_is_not_captured(till: Till) -> None:
    payment = till.reserved()
    require(till.capture(payment, AMOUNT + 1), refused_with(409, "1305"))
    require(till.read(payment), succeeded, reads("Reserved"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-07")
def test_a_part_is_captured_where_that_is_possible(till: Till) -> None:
    payment = till.reserved(calls.phone(till.caller, PARTLY))
    given(till.read(payment), member("partialCapturePossible", wanted=True))
    require(till.capture(payment, PART), succeeded)
    require(till.comes_to(payment, "Captured"), succeeded, reads("Captured"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-08")
def test_a_part_is_not_captured_where_that_is_not_possible(till: Till) -> None:
    payment = till.reserved()
    given(till.read(payment), member("partialCapturePossible", wanted=False))
    require(till.capture(payment, PART), refused_with(409, "1308"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-09")
def test_an_unknown_payment_is_not_captured(target: Target, till: Till) -> None:
    require(till.capture(calls.guid(target)), status(404))


@waiting
@pytest.mark.rule("MOBILEPAY-PAY-10")
def test_a_reservation_lives_seven_days(target: Target, till: Till) -> None:
    payment = till.reserved()
    target.advance(7 * DAY - 60)
    require(till.read(payment), succeeded, reads("Reserved"))
    target.advance(120)
    require(till.read(payment), succeeded, reads("ExpiredAndCancelled"))


@waiting
@pytest.mark.rule("MOBILEPAY-PAY-11")
def test_a_reservation_planned_for_longer(target: Target, till: Till, record: Record) -> None:
    payment = till.reserved(plannedCaptureDelay="LessThan14Days")
    target.advance(8 * DAY)
    record(str(at(given(till.read(payment), succeeded), "status")))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-12")
def test_the_body_of_a_refunds_capture(till: Till, record: Record) -> None:
    answer = given(till.of_refund("captureRefund", till.refund_reserved()), succeeded)
    record("no body" if json_body(answer) is None else "a body")


@pytest.mark.rule("MOBILEPAY-PAY-13")
def test_the_status_of_a_success_without_a_body(till: Till, record: Record) -> None:
    answer = given(till.cancel(till.initiated()), succeeded)
    record("204" if status(204)(answer) is None else "200")


@paying
@pytest.mark.rule("MOBILEPAY-PAY-14")
def test_the_amount_after_a_part_was_captured(till: Till, record: Record) -> None:
    payment = till.reserved(calls.phone(till.caller, PARTLY))
    given(till.capture(payment, PART), succeeded)
    shown = given(till.read(payment), succeeded)
    record("the captured amount" if at(shown, "amount") == PART else "the reserved amount")


@paying
@pytest.mark.rule("MOBILEPAY-PAY-15")
def test_a_payment_outlives_its_point_of_sale(target: Target, till: Till) -> None:
    payment = till.reserved()
    given(target.send(calls.of_pos(target, "deletePos", till.pos)), succeeded)
    require(till.capture(payment), succeeded)


@waiting
@pytest.mark.rule("MOBILEPAY-PAY-16")
def test_an_expired_payment_is_not_captured(target: Target, till: Till) -> None:
    payment = till.reserved()
    target.advance(7 * DAY + 60)
    require(till.capture(payment), refused_with(409, "1304"))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-30")
def test_a_repeated_capture_after_a_refund(till: Till, record: Record) -> None:
    payment = till.captured()
    given(till.refund(payment, amount=PART), succeeded)
    record(outcome(till.capture(payment)))


@paying
@pytest.mark.rule("MOBILEPAY-PAY-31")
def test_the_rest_is_captured_after_a_part(till: Till, record: Record) -> None:
    payment = till.reserved(calls.phone(till.caller, PARTLY))
    given(till.capture(payment, PART), succeeded)
    till.settles(payment, "Captured")
    record(outcome(till.capture(payment, AMOUNT - PART)))

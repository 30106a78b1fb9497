"""
Amazon Pay: what the documents leave open about cancelling.
"""

import pytest

from payconform.checks import at, given, json_body
from payconform.errors import Unexercised
from payconform.model import Exchange
from payconform.providers.amazonpay import calls
from payconform.providers.amazonpay.checks import fate, succeeded
from payconform.stories import Record
from payconform.target import Target

PAYING = pytest.mark.needs("simulate_payment")
MANDATORY = (
    "merchantId",
    "chargeIdType",
    "chargeId",
    "cancelIntent",
    "cancellationReason",
    "noteToCustomer",
)


def cancel(target: Target, order: str, **members: object) -> Exchange:
    return target.send(calls.cancel(target, order, **members))


def told(answer: Exchange, *statuses: str) -> str:
    """
    The status of a success if it is one of these, refused, or another answer.
    """
    if succeeded(answer):
        return "refused"
    found = at(answer, "status")
    return str(found) if found in statuses else "another answer"


@pytest.mark.rule("AMAZONPAY-CANCEL-20")
def test_a_second_cancel(target: Target, order: str, record: Record) -> None:
    first = given(cancel(target, order), succeeded)
    second = cancel(target, order)
    if succeeded(second):
        record("refused")
    else:
        record("the same answer" if json_body(first) == json_body(second) else "another answer")


@pytest.mark.rule("AMAZONPAY-CANCEL-21")
def test_a_cancel_of_no_qr(target: Target, record: Record) -> None:
    record(told(cancel(target, target.fresh("nobody")), "Approved"))


@pytest.mark.rule("AMAZONPAY-CANCEL-22")
@pytest.mark.needs("control_clock")
def test_a_cancel_of_an_expired_qr(target: Target, order: str, record: Record) -> None:
    target.advance(calls.LIFE + 1)
    record(told(cancel(target, order), "Approved"))


@pytest.mark.rule("AMAZONPAY-CANCEL-23")
@PAYING
def test_a_cancel_of_a_refunded_charge(target: Target, paid: str, record: Record) -> None:
    given(target.send(calls.refund(target, paid)), succeeded)
    record(told(cancel(target, paid), "RefundApplicable"))


@pytest.mark.rule("AMAZONPAY-CANCEL-24")
@PAYING
def test_a_payment_after_the_cancel(target: Target, order: str, record: Record) -> None:
    given(cancel(target, order), succeeded)
    target.cause("pay", orderId=order)
    answer = given(target.send(calls.status(target, order)), succeeded)
    record("it is paid" if at(answer, "status") == "SUCCESS" else "it is not paid")


@pytest.mark.rule("AMAZONPAY-CANCEL-25")
def test_a_refund_without_a_cancel(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, cancelIntent=["REFUND"])))


@pytest.mark.rule("AMAZONPAY-CANCEL-26")
def test_a_cancel_without_any_intent(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, cancelIntent=[])))


@pytest.mark.rule("AMAZONPAY-CANCEL-27")
def test_an_unknown_intent(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, cancelIntent=["CANCEL_TOKEN", "TEA"])))


@pytest.mark.rule("AMAZONPAY-CANCEL-28")
def test_an_intent_that_is_named_twice(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, cancelIntent=["CANCEL_TOKEN", "CANCEL_TOKEN"])))


@pytest.mark.rule("AMAZONPAY-CANCEL-29")
def test_another_kind_of_id(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, chargeIdType="AmazonTxnId")))


@pytest.mark.rule("AMAZONPAY-CANCEL-30")
def test_an_unknown_reason(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, cancellationReason="TEA_IS_READY")))


@pytest.mark.rule("AMAZONPAY-CANCEL-31")
@pytest.mark.parametrize("missing", MANDATORY)
def test_a_cancel_without_a_member(
    target: Target, order: str, missing: str, record: Record
) -> None:
    record(fate(cancel(target, order, **{missing: ...})))


@pytest.mark.rule("AMAZONPAY-CANCEL-32")
def test_a_long_note(target: Target, order: str, record: Record) -> None:
    record(fate(cancel(target, order, noteToCustomer="x" * 201)))


@pytest.mark.rule("AMAZONPAY-CANCEL-33")
@PAYING
def test_a_cancel_after_a_failed_payment(target: Target, order: str, record: Record) -> None:
    target.cause("fail", orderId=order)
    record(told(cancel(target, order), "Approved"))


@pytest.mark.rule("AMAZONPAY-CANCEL-34")
@PAYING
def test_a_refund_after_a_cancel_with_its_refund(target: Target, paid: str, record: Record) -> None:
    cancelled = given(cancel(target, paid), succeeded)
    if at(cancelled, "status") != "RefundApplicable":
        raise Unexercised("the cancel does not make a refund applicable")
    again = target.send(calls.refund(target, paid))
    record("it cannot" if succeeded(again) else "it can")

"""
MobilePay: cancels and captures whose answers come late, get lost, or tell of a failure; and what is
taken back although nobody knows what it is called.
"""

import pytest

from payconform.checks import at, given, require
from payconform.errors import Unexercised
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import reads, succeeded
from payconform.providers.mobilepay.story import LONG, MISHAPS, Till
from payconform.target import Target

LOST = pytest.mark.parametrize(
    "mishap",
    [
        pytest.param("", id="we hang up"),
        *(pytest.param(one, marks=pytest.mark.needs("inject_faults")) for one in MISHAPS),
    ],
)
BY_CLIENT = reads("CancelledByClient")
CANCELLABLE = pytest.mark.parametrize(
    "state",
    [
        *("Prepared", "Initiated"),
        *(
            pytest.param(state, marks=pytest.mark.needs("simulate_payment"))
            for state in ("IssuedToUser", "Reserved")
        ),
    ],
)


@LOST
@CANCELLABLE
@pytest.mark.rule("MOBILEPAY-CANCEL-60")
def test_a_cancel_without_an_answer_is_repeated(
    target: Target, till: Till, state: str, mishap: str
) -> None:
    payment = till.brought(state)
    target.lose(till.cancelling(payment), mishap)
    given(till.cancel(payment))
    require(till.comes_to(payment, "CancelledByClient"), succeeded, BY_CLIENT)


@LOST
@pytest.mark.rule("MOBILEPAY-CANCEL-60")
def test_after_a_cancel_without_an_answer_the_payment_is_read(
    target: Target, till: Till, mishap: str
) -> None:
    payment = till.initiated()
    target.lose(till.cancelling(payment), mishap)
    if BY_CLIENT(given(till.read(payment), succeeded)):
        given(till.cancel(payment))
    require(till.comes_to(payment, "CancelledByClient"), succeeded, BY_CLIENT)


@LOST
@pytest.mark.rule("MOBILEPAY-CANCEL-61")
@pytest.mark.needs("simulate_payment")
def test_a_refunds_cancel_without_an_answer_is_repeated(
    target: Target, till: Till, mishap: str
) -> None:
    refund = till.refund_reserved()
    target.lose(calls.of_refund(target, "cancelRefund", refund), mishap)
    given(till.of_refund("cancelRefund", refund))
    require(till.refund_comes_to(refund, "CancelledByClient"), succeeded, BY_CLIENT)


@LOST
@pytest.mark.rule("MOBILEPAY-PAY-60")
@pytest.mark.needs("simulate_payment")
def test_a_capture_without_an_answer_is_repeated(target: Target, till: Till, mishap: str) -> None:
    payment = till.reserved()
    target.lose(till.capturing(payment), mishap)
    require(target.until(lambda: till.capture(payment), succeeded, LONG), succeeded)
    require(till.comes_to(payment, "Captured"), succeeded, reads("Captured"))


@pytest.mark.needs("inject_faults")
@pytest.mark.parametrize("mishap", ["late", "500_after_effect", "dropped_after_effect"])
@pytest.mark.rule("MOBILEPAY-CANCEL-17")
@pytest.mark.parametrize("make", [calls.payment, calls.preparation], ids=["initiate", "prepare"])
def test_a_payment_that_nobody_answered_for_is_cancelled(
    target: Target, till: Till, make: object, mishap: str
) -> None:
    assert callable(make)
    order = target.fresh("order")
    target.lose(make(target, till.pos, orderId=order), mishap)
    found = at(require(till.find(posId=till.pos, orderId=order), succeeded), "paymentIds.0")
    require(till.cancel(str(found)), succeeded)
    require(till.comes_to(str(found), "CancelledByClient"), succeeded, BY_CLIENT)
    require(till.initiate(), succeeded)


@pytest.mark.needs("inject_faults")
@pytest.mark.parametrize("mishap", ["late", "500_after_effect", "dropped_after_effect"])
@pytest.mark.rule("MOBILEPAY-CANCEL-50")
@pytest.mark.needs("simulate_payment")
def test_a_refund_that_nobody_answered_for_is_cancelled(
    target: Target, till: Till, mishap: str
) -> None:
    payment = till.captured()
    target.lose(calls.refund(target, payment), mishap)
    search = calls.call(target, "queryRefundIds", query={"paymentId": payment})
    found = at(require(target.send(search), succeeded), "refundIds")
    if len(found) != 1:
        raise Unexercised(f"{len(found)} refunds are listed of one")
    till.refund_settles(found[0], "Reserved")
    require(till.of_refund("cancelRefund", found[0]), succeeded)
    require(till.refund_comes_to(found[0], "CancelledByClient"), succeeded, BY_CLIENT)

"""
MobilePay: refunds that a store cannot pay, and the references of refunds.
"""

import pytest

from payconform.checks import given, require
from payconform.providers.mobilepay.calls import AMOUNT
from payconform.providers.mobilepay.checks import outcome, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")


@pytest.mark.rule("MOBILEPAY-REFUND-40")
@pytest.mark.needs("simulate_provider")
def test_a_refund_that_the_store_cannot_pay(target: Target) -> None:
    store = target.cause("open_store", balance=AMOUNT / 2)["storeId"]
    till = Till(target, storeId=store)
    payment = till.captured()
    require(till.refund(payment), refused_with(409, "1368"))
    given(till.refund(payment, amount=AMOUNT / 2), succeeded)


@pytest.mark.rule("MOBILEPAY-REFUND-41")
def test_a_long_refund_order_id(till: Till, record: Record) -> None:
    record(outcome(till.refund(till.captured(), refundOrderId="x" * 37)))

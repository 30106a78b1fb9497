"""
MobilePay: what belongs to another integrator, or to another of the integrator's merchants, is
refused with a code of its own.
"""

import pytest

from payconform.checks import require
from payconform.model import Call, Exchange
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import VAT
from payconform.providers.mobilepay.checks import reads, refused_with, succeeded
from payconform.providers.mobilepay.forging import instead
from payconform.providers.mobilepay.story import Till
from payconform.target import Target

another_integrator = pytest.mark.needs("second_merchant")
another_merchant = pytest.mark.needs("several_merchants")


def about_payment(target: Target, operation: str, payment: str) -> Call:
    body = {"paymentReady": calls.terms(), "capturePayment": {"amount": calls.AMOUNT}}
    return calls.of_payment(target, operation, payment, body.get(operation))


def as_other(target: Target, call: Call) -> Exchange:
    """
    The answer to a call for the integrator's other merchant.
    """
    return target.send(call, instead(target, VAT, target.credentials["other_merchant_vat"]))


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-12")
@pytest.mark.parametrize(
    "operation", ["queryPayment", "paymentReady", "capturePayment", "cancelPayment"]
)
def test_another_integrators_payment(target: Target, operation: str) -> None:
    theirs = Till(target.second())
    payment = theirs.prepared()
    require(target.send(about_payment(target, operation, payment)), refused_with(403, "1401"))
    require(theirs.read(payment), succeeded, reads("Prepared"))


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-13")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("operation", ["getRefund", "captureRefund", "cancelRefund"])
def test_another_integrators_refund(target: Target, operation: str) -> None:
    theirs = Till(target.second()).refund_reserved()
    answer = target.send(calls.of_refund(target, operation, theirs))
    require(answer, refused_with(403, "1402"))


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-14")
@pytest.mark.parametrize("operation", ["getPos", "deletePos", "getCheckIn"])
def test_another_integrators_point_of_sale(target: Target, operation: str) -> None:
    theirs = Till(target.second()).pos
    require(target.send(calls.of_pos(target, operation, theirs)), refused_with(403, "1400"))


@another_integrator
@pytest.mark.rule("MOBILEPAY-AUTH-14")
@pytest.mark.parametrize("make", [calls.payment, calls.preparation], ids=["initiate", "prepare"])
def test_a_payment_at_another_integrators_point_of_sale(target: Target, make: object) -> None:
    assert callable(make)
    theirs = Till(target.second()).pos
    require(target.send(make(target, theirs)), refused_with(403, "1400"))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-15")
@pytest.mark.parametrize(
    ("operation", "code"),
    [
        ("queryPayment", "1411"),
        ("paymentReady", "1406"),
        ("capturePayment", "1407"),
        ("cancelPayment", "1408"),
    ],
)
def test_another_merchants_payment(target: Target, till: Till, operation: str, code: str) -> None:
    payment = till.prepared()
    answer = as_other(target, about_payment(target, operation, payment))
    require(answer, refused_with(403, code))
    require(till.read(payment), succeeded, reads("Prepared"))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-16")
@pytest.mark.parametrize(("operation", "code"), [("getPos", "1410"), ("deletePos", "1409")])
def test_another_merchants_point_of_sale(
    target: Target, till: Till, operation: str, code: str
) -> None:
    answer = as_other(target, calls.of_pos(target, operation, till.pos))
    require(answer, refused_with(403, code))


@another_merchant
@pytest.mark.rule("MOBILEPAY-AUTH-17")
def test_another_merchants_store(target: Target) -> None:
    other = calls.store(target, instead(target, VAT, target.credentials["other_merchant_vat"]))
    require(target.send(calls.pos(target, storeId=other)), refused_with(403, "1403"))

"""
Liars about refunds.
"""

from decimal import Decimal

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    answering,
    asked,
    changed,
    on_success,
    tells,
    tolerates,
    yielding,
)
from payconform.providers.maib.simulation.refusals import refusal
from payconform.providers.maib.simulation.state import Payment
from payconform.simulator.faults import Later, Proceed, edited, met
from payconform.simulator.visit import Visit


def _payment(visit: Visit) -> Payment | None:
    payment: Payment | None = visit.session.state.payments.get(visit.path.get("payId", ""))
    return payment


@answering("MAIB-REFUND-01", "refundPayment")
def a_full_refund_is_answered_refunded(visit: Visit, proceed: Proceed) -> Response:
    if "amount" in asked(visit):
        return proceed(visit)
    return on_success(visit, proceed, "result.status", "Refunded")


@answering("MAIB-REFUND-02", "refundPayment")
def a_refund_of_a_part_has_no_id(visit: Visit, proceed: Proceed) -> Response:
    if "amount" not in asked(visit):
        return proceed(visit)
    return on_success(visit, proceed, "result.refundId", ...)


tells("the_moment_of_a_refund_is_lost", "MAIB-REFUND-03", "getPayment", "result.refundedAt", ...)


@answering("MAIB-REFUND-04", "refundPayment")
def a_payment_is_refunded_twice(visit: Visit, proceed: Proceed) -> Response:
    payment = _payment(visit)
    if payment is not None and not payment.rest:
        payment.refunded = Decimal(0)
    return proceed(visit)


@answering("MAIB-REFUND-05", "refundPayment")
def a_refund_that_is_too_large_is_cut(visit: Visit, proceed: Proceed) -> Response:
    payment, amount = _payment(visit), asked(visit).get("amount", 0)
    if payment is not None and amount > payment.rest > 0:
        return proceed(changed(visit, amount=float(payment.rest)))
    return proceed(visit)


@answering("MAIB-REFUND-06", "refundPayment")
def the_refusal_names_the_whole_payment(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), _payment(visit)
    if b"14016" in response.body and payment is not None:
        return edited(response, "errors.0.errorArgs.refundableAmount", str(payment.amount))
    return response


tolerates("a_refund_needs_no_reason", "MAIB-REFUND-07", "refundPayment", "reason", "none given")


@answering("MAIB-REFUND-08", "refundPayment")
def only_one_refund_is_allowed(visit: Visit, proceed: Proceed) -> Response:
    payment = _payment(visit)
    if payment is not None and payment.refunded:
        return refusal(visit, "14015", paymentId=visit.path["payId"])
    return proceed(visit)


@answering("MAIB-REFUND-09", "refundPayment")
def each_part_is_held_against_the_whole(visit: Visit, proceed: Proceed) -> Response:
    payment = _payment(visit)
    if payment is None or not payment.rest:
        return proceed(visit)
    before, payment.refunded = payment.refunded, Decimal(0)
    response = proceed(visit)
    payment.refunded = min(payment.amount, payment.refunded + before)
    return response


@answering("MAIB-REFUND-10", "refundPayment")
def a_refused_refund_refunds(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), _payment(visit)
    if response.status in (400, 422) and payment is not None:
        payment.refunded, payment.settles = payment.amount, visit.session.clock.now()
    return response


@yielding("MAIB-REFUND-11", "refundPayment")
async def two_refunds_at_once_both_succeed(visit: Visit, proceed: Later) -> Response:
    payment = _payment(visit)
    if payment is not None and payment.rest:
        as_it_was = payment.refunded
        await met(visit)
        payment.refunded = as_it_was
    return await proceed(visit)

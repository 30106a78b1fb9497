"""
Liars about cancelling payments.
"""

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import (
    answering,
    asked,
    leaves,
    lets_pass,
    lost,
    payment_of,
    refuses,
    restates,
    yielding,
)
from payconform.providers.mobilepay.simulation.answers import refusal, success
from payconform.simulator.faults import Later, Proceed, met
from payconform.simulator.visit import Visit

restates("a_cancel_is_answered_202", "MOBILEPAY-CANCEL-01", 200, 202, "cancelPayment")
leaves(
    "a_cancel_changes_nothing",
    "MOBILEPAY-CANCEL-02",
    "cancelPayment",
    ("CancelledByClient", "Initiated"),
)
refuses("a_prepared_payment_is_stuck", "MOBILEPAY-CANCEL-03", "1300", "cancelPayment", "Prepared")
refuses("issued_payments_are_stuck", "MOBILEPAY-CANCEL-04", "1300", "cancelPayment", "IssuedToUser")
refuses("a_reserved_payment_is_stuck", "MOBILEPAY-CANCEL-05", "1300", "cancelPayment", "Reserved")
lets_pass(
    "a_captured_payment_says_cancelled",
    "MOBILEPAY-CANCEL-06",
    "1300",
    "cancelPayment",
    state="Captured",
)
leaves(
    "a_refused_cancel_cancels_what_was_captured",
    "MOBILEPAY-CANCEL-07",
    "cancelPayment",
    ("Captured", "CancelledByClient"),
)
lets_pass(
    "an_expired_payment_says_cancelled",
    "MOBILEPAY-CANCEL-08",
    "1300",
    "cancelPayment",
    state="ExpiredAndCancelled",
)
leaves(
    "a_second_cancel_revives_the_payment",
    "MOBILEPAY-CANCEL-11",
    "cancelPayment",
    ("CancelledByClient", "Initiated"),
    before="CancelledByClient",
)
leaves(
    "the_users_cancel_is_taken_for_the_clients",
    "MOBILEPAY-CANCEL-14",
    "userSimulationCancelPayment",
    ("CancelledByUser", "CancelledByClient"),
)
leaves(
    "the_user_cancels_a_reserved_payment",
    "MOBILEPAY-CANCEL-15",
    "userSimulationCancelPayment",
    ("Reserved", "CancelledByUser"),
)
restates("an_unknown_payment_says_cancelled", "MOBILEPAY-CANCEL-16", 404, 200, "cancelPayment")


@answering("MOBILEPAY-CANCEL-17", "queryPaymentIds")
def a_prepared_payment_is_not_found(visit: Visit, proceed: Proceed) -> Response:
    known = visit.session.state.payments.values()
    prepared = any(
        one.status == "Prepared" and f"orderId={one.order}" in visit.request.target for one in known
    )
    return success({"paymentIds": []}) if prepared else proceed(visit)


leaves(
    "the_client_takes_the_users_cancel_over",
    "MOBILEPAY-CANCEL-18",
    "cancelPayment",
    ("CancelledByUser", "CancelledByClient"),
)


@answering("MOBILEPAY-CANCEL-23", "cancelPayment")
def a_cancel_keeps_the_user_checked_in(visit: Visit, proceed: Proceed) -> Response:
    payment, points = payment_of(visit), visit.session.state.points
    pos = points.get(payment.pos) if payment is not None else None
    user = pos.user if pos is not None else ""
    response = proceed(visit)
    if pos is not None:
        pos.user = user
    return response


lets_pass(
    "a_cancelled_payment_says_captured",
    "MOBILEPAY-CANCEL-24",
    "1304",
    "capturePayment",
    state="CancelledByClient",
)
leaves(
    "the_user_revives_a_cancelled_payment",
    "MOBILEPAY-CANCEL-25",
    "userSimulationAcceptPayment",
    ("CancelledByClient", "Reserved"),
)


@yielding("MOBILEPAY-CANCEL-19", "cancelPayment")
async def two_cancels_at_once_undo_each_other(visit: Visit, proceed: Later) -> Response:
    payment = payment_of(visit)
    reserved = payment is not None and payment.status == "Reserved"
    await met(visit)
    if payment is not None and reserved and payment.status == "CancelledByClient":
        payment.status = "Reserved"
        return Response(200)
    return await proceed(visit)


@yielding("MOBILEPAY-CANCEL-20", "cancelPayment", "userSimulationAcceptPayment")
async def an_acceptance_overlooks_a_cancel(visit: Visit, proceed: Later) -> Response:
    payment = payment_of(visit)
    issued = payment is not None and payment.status == "IssuedToUser"
    if not issued or payment is None:
        return await proceed(visit)
    await met(visit)
    response = await proceed(visit)
    if asked(visit).get("phoneNumber") or payment.status == "CancelledByClient":
        payment.status = "Reserved"
    return response


@yielding("MOBILEPAY-CANCEL-21", "cancelPayment", "capturePayment")
async def a_capture_beside_a_cancel_is_lost(visit: Visit, proceed: Later) -> Response:
    payment = payment_of(visit)
    if payment is not None and payment.status == "Reserved":
        await met(visit)
        return lost(visit, payment) or await proceed(visit)
    return await proceed(visit)


@answering("MOBILEPAY-CANCEL-36", "cancelPayment")
def what_was_reserved_at_a_deleted_point_of_sale_is_stuck(
    visit: Visit, proceed: Proceed
) -> Response:
    payment, points = payment_of(visit), visit.session.state.points
    gone = payment is not None and payment.pos not in points
    return refusal(visit, "1300") if gone else proceed(visit)

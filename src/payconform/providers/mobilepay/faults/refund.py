"""
Liars about refunds, and about cancelling them.
"""

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import (
    DONE,
    Moved,
    answering,
    asked,
    code_of,
    leaves,
    lets_pass,
    lost,
    recodes,
    refund_of,
    refuses,
    restates,
    tells,
    tolerates,
    yielding,
)
from payconform.providers.mobilepay.simulation.answers import refusal, success
from payconform.simulator.faults import Later, Proceed, edited, met
from payconform.simulator.visit import Visit

DAY = 86400.0

tells("a_refund_id_is_a_number", "MOBILEPAY-REFUND-01", "createRefund", "refundId", 1)


@answering("MOBILEPAY-REFUND-02", "getRefund")
def a_refund_stays_initiated(visit: Visit, proceed: Proceed) -> Response:
    return _reading(visit, proceed, ("Reserved", "Initiated"))


leaves(
    "a_refunds_capture_changes_nothing",
    "MOBILEPAY-REFUND-03",
    "captureRefund",
    ("Captured", "Reserved"),
)
lets_pass(
    "an_initiated_refund_says_captured",
    "MOBILEPAY-REFUND-04",
    "1351",
    "captureRefund",
    state="Initiated",
)


@answering("MOBILEPAY-REFUND-05", "createRefund")
def any_payment_is_refunded(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    early = code_of(response) == "1354"
    return success({"refundId": visit.session.guid()}) if early else response


recodes(
    "refunding_an_unknown_payment_gets_404", "MOBILEPAY-REFUND-06", "1001", "404", "createRefund"
)


@answering("MOBILEPAY-REFUND-07", "createRefund")
def any_currency_is_refunded(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    other = code_of(response) == "1365"
    return success({"refundId": visit.session.guid()}) if other else response


tolerates(
    "too_much_is_refunded_as_the_whole",
    "MOBILEPAY-REFUND-08",
    "createRefund",
    lambda body: {"amount": min(12.5, body.get("amount", 0))},
)


@answering("MOBILEPAY-REFUND-09", "createRefund")
def earlier_refunds_do_not_count(visit: Visit, proceed: Proceed) -> Response:
    refunds = visit.session.state.refunds
    known = dict(refunds)
    refunds.clear()
    response = proceed(visit)
    known.update(refunds)
    refunds.update(known)
    return response


@answering("MOBILEPAY-REFUND-10", "createRefund")
def refunds_end_after_30_days(visit: Visit, proceed: Proceed) -> Response:
    payment = visit.session.state.payments.get(asked(visit).get("paymentId", ""))
    old = payment is not None and visit.session.clock.now() - payment.captured_at > 30 * DAY
    return refusal(visit, "1366") if old and payment.captured_at else proceed(visit)


restates("an_unknown_refund_gets_409", "MOBILEPAY-REFUND-11", 404, 409, "getRefund")
recodes(
    "capturing_an_unknown_refund_tells_nothing",
    "MOBILEPAY-REFUND-12",
    "1004",
    "404",
    "captureRefund",
)


@answering("MOBILEPAY-REFUND-13", "getRefund")
def a_refund_is_cancelled_on_expiry(visit: Visit, proceed: Proceed) -> Response:
    return _reading(visit, proceed, ("ExpiredAndCaptured", "CancelledByMobilePay"))


refuses("a_reserved_refund_is_stuck", "MOBILEPAY-CANCEL-40", "1352", "cancelRefund", "Reserved")
refuses("a_new_refund_is_stuck", "MOBILEPAY-CANCEL-41", "1352", "cancelRefund", "Initiated")
lets_pass(
    "a_captured_refund_says_cancelled",
    "MOBILEPAY-CANCEL-42",
    "1352",
    "cancelRefund",
    state="Captured",
)
leaves(
    "a_refused_cancel_cancels_a_captured_refund",
    "MOBILEPAY-CANCEL-43",
    "cancelRefund",
    ("Captured", "CancelledByClient"),
)


@answering("MOBILEPAY-CANCEL-44", "cancelRefund")
def a_refund_captured_on_expiry_says_cancelled(visit: Visit, proceed: Proceed) -> Response:
    response, refund = proceed(visit), refund_of(visit)
    expired = refund is not None and refund.status == "ExpiredAndCaptured"
    return DONE if expired else response


lets_pass(
    "a_rejected_refund_says_cancelled",
    "MOBILEPAY-CANCEL-45",
    "1352",
    "cancelRefund",
    state="CancelledByMobilePay",
)
restates("an_unknown_refund_says_cancelled", "MOBILEPAY-CANCEL-47", 404, 200, "cancelRefund")
lets_pass(
    "a_cancelled_refund_says_captured",
    "MOBILEPAY-CANCEL-48",
    "1351",
    "captureRefund",
    state="CancelledByClient",
)


@yielding("MOBILEPAY-CANCEL-49", "cancelRefund", "captureRefund")
async def a_refunds_capture_beside_a_cancel_is_lost(visit: Visit, proceed: Later) -> Response:
    refund = refund_of(visit)
    if refund is not None and refund.status == "Reserved":
        await met(visit)
        return lost(visit, refund) or await proceed(visit)
    return await proceed(visit)


@answering("MOBILEPAY-CANCEL-50", "queryRefundIds")
def a_new_refund_is_not_found(visit: Visit, proceed: Proceed) -> Response:
    refunds = visit.session.state.refunds.values()
    new = any(one.status == "Initiated" for one in refunds)
    return success({"refundIds": []}) if new else proceed(visit)


def _reading(visit: Visit, proceed: Proceed, moved: Moved) -> Response:
    response, refund = proceed(visit), refund_of(visit)
    wrong = refund is not None and refund.status == moved[0]
    return edited(response, "status", moved[1]) if wrong else response

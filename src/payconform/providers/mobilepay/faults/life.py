"""
Liars that are honest at first: only a longer history shows them.
"""

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import (
    DONE,
    answering,
    code_of,
    payment_of,
    refund_of,
)
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("MOBILEPAY-LIFE-02", "queryPayment")
def every_other_read_of_what_ended_differs(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    if payment is None or payment.status not in ("Captured", "CancelledByClient"):
        return response
    payment.terms["reads"] = reads = payment.terms.get("reads", 0) + 1
    return response if reads % 2 else edited(response, "status", "CancelledByMobilePay")


@answering("MOBILEPAY-CANCEL-06", "cancelPayment", "createRefund")
def a_refunded_payment_says_cancelled(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    known = visit.session.state.refunds.values()
    refunded = payment is not None and any(one.payment == payment.id for one in known)
    return DONE if refunded and code_of(response) == "1300" else response


@answering("MOBILEPAY-CANCEL-48", "captureRefund", "cancelRefund")
def a_refund_cancelled_at_once_says_captured(visit: Visit, proceed: Proceed) -> Response:
    refund = refund_of(visit)
    new = refund is not None and refund.status == "Initiated"
    response = proceed(visit)
    if new and refund is not None and visit.operation.id == "cancelRefund":
        refund.terms["at_once"] = True
    early = refund is not None and refund.terms.get("at_once")
    return DONE if early and code_of(response) == "1351" else response

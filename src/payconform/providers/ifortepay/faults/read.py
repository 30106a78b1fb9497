"""
Liars about where a transaction stands.
"""

from payconform.model import Response
from payconform.providers.ifortepay.faults.lies import answering, asked, changed, known, tells
from payconform.providers.ifortepay.simulation.answers import success
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

STATUS, ENDED = "transaction_status", b'"CANCELED"'

tells("a_status_is_of_no_table", "IFORTEPAY-READ-01", "inquire", STATUS, "OPEN", b'"ACTIVE"')
tells("an_inquiry_tells_no_status", "IFORTEPAY-READ-01", "inquire", STATUS, ...)
tells("an_inquiry_is_answered_0", "IFORTEPAY-READ-01", "inquire", "response_code", "0")
tells("a_live_qr_reads_expired", "IFORTEPAY-READ-02", "inquire", STATUS, "EXPIRED", b'"ACTIVE"')
tells("a_paid_qr_stays_active", "IFORTEPAY-READ-03", "inquire", STATUS, "ACTIVE", b'"PAID"')
tells("an_expired_qr_stays_active", "IFORTEPAY-READ-04", "inquire", STATUS, "ACTIVE", b'"EXPIRED"')
tells("a_cancelled_qr_has_two_l", "IFORTEPAY-READ-05", "inquire", STATUS, "CANCELLED", ENDED)
tells("a_cancelled_qr_stays_active", "IFORTEPAY-READ-05", "inquire", STATUS, "ACTIVE", ENDED)
tells("an_inquiry_tells_no_amount", "IFORTEPAY-READ-08", "inquire", "payment_details.amount", ...)
tells(
    "a_moment_has_no_offset",
    "IFORTEPAY-READ-09",
    "inquire",
    "payment_details.expired_time",
    "2026-01-02 03:04:05",
)
tells("a_voided_payment_stays_paid", "IFORTEPAY-REFUND-06", "inquire", STATUS, "PAID", b'"VOID"')


@answering("IFORTEPAY-READ-06", "inquire")
def an_inquiry_needs_no_channel(visit: Visit, proceed: Proceed) -> Response:
    absent = "payment_channel" not in asked(visit) and bool(asked(visit))
    return proceed(changed(visit, payment_channel="NOBU")) if absent else proceed(visit)


@answering("IFORTEPAY-READ-06", "inquire")
def an_inquiry_needs_no_order(visit: Visit, proceed: Proceed) -> Response:
    named, absent = known(visit), "order_id" not in asked(visit)
    return proceed(changed(visit, order_id=named.order)) if named and absent else proceed(visit)


@answering("IFORTEPAY-READ-07", "inquire")
def an_unknown_transaction_is_expired(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"no such transaction" not in response.body:
        return response
    return success(visit, {**asked(visit), STATUS: "EXPIRED"})

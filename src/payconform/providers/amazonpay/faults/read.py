"""
Liars about the status of a QR.
"""

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import answering, asked, authentic, tells
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

tells("a_status_names_no_order", "AMAZONPAY-READ-01", "getStatus", "merchantOrderId", ...)
tells("a_status_has_no_amount", "AMAZONPAY-READ-01", "getStatus", "amount", ...)
tells(
    "a_status_is_in_lower_case", "AMAZONPAY-READ-02", "getStatus", "status", "pending", b"PENDING"
)
tells("a_cancelled_qr_has_gone", "AMAZONPAY-READ-02", "getStatus", "status", "GONE", b"CANCELLED")
tells("a_paid_qr_stays_pending", "AMAZONPAY-READ-03", "getStatus", "status", "PENDING", b"SUCCESS")
tells("a_failed_payment_pends", "AMAZONPAY-READ-04", "getStatus", "status", "PENDING", b"FAILED")
tells("a_status_is_in_paise", "AMAZONPAY-READ-06", "getStatus", "amount", 1234)


@answering("AMAZONPAY-READ-05", "getStatus")
def a_status_needs_no_order(visit: Visit, proceed: Proceed) -> Response:
    return _anyway(visit, proceed, "merchantOrderId")


@answering("AMAZONPAY-READ-05", "getStatus")
def a_status_needs_no_merchant(visit: Visit, proceed: Proceed) -> Response:
    return _anyway(visit, proceed, "merchantId")


def _anyway(visit: Visit, proceed: Proceed, member: str) -> Response:
    response = proceed(visit)
    if response.status < 400 or member in asked(visit) or b"Authorization" in response.body:
        return response
    merchant = visit.session.credentials["merchant_id"]
    return authentic(visit, {"merchantId": merchant, "status": "PENDING", "amount": 1.0})

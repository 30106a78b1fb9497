"""
The status of a QR.
"""

from payconform.model import Response
from payconform.providers.amazonpay.simulation.answers import refusal, success
from payconform.providers.amazonpay.simulation.state import Qr
from payconform.simulator.visit import Visit, obeys


@obeys("AMAZONPAY-LIFE-02", "AMAZONPAY-READ-01", "AMAZONPAY-READ-06")
def get_status(visit: Visit) -> Response:
    """
    A QR's status, and its amount.
    """
    session, asked = visit.session, visit.body
    qr = session.state.qrs.get(asked["merchantOrderId"])
    if qr is None and session.choice("unknown_order") == "s404":
        return refusal(visit, "IdentifierNotFound", "No QR has this merchantOrderId")
    told: float | str = qr.amount if qr else "0.00"
    if session.choice("status_amount") == "number":
        told = float(told)
    status = standing(visit, qr) if qr else "NO_RECORD_FOUND"
    names = {name: asked[name] for name in ("merchantId", "merchantOrderId")}
    return success(visit, {**names, "status": status, "amount": told})


@obeys(
    "AMAZONPAY-LIFE-01",
    "AMAZONPAY-LIFE-03",
    "AMAZONPAY-READ-02",
    "AMAZONPAY-READ-03",
    "AMAZONPAY-READ-04",
)
def standing(visit: Visit, qr: Qr) -> str:
    """
    Where a QR stands.
    """
    choice = visit.session.choice
    if qr.charge is not None:
        taken_back = qr.cancelled is not None and not qr.charge.rest
        return choice("refunded_status").upper() if taken_back else "SUCCESS"
    if qr.failed:
        return "FAILED"
    if qr.cancelled is not None:
        return choice("cancelled_status").upper()
    if qr.expires <= visit.session.clock.now():
        return choice("expired_status").upper()
    return choice("unpaid_status").upper()

"""
Cancelling a QR, in the three outcomes that are documented.
"""

from typing import Any

from payconform.model import Response
from payconform.providers.amazonpay.simulation.answers import invalid, refusal, success
from payconform.providers.amazonpay.simulation.ipn import notify
from payconform.providers.amazonpay.simulation.state import Charge, Qr, iso
from payconform.simulator.visit import Visit, obeys


@obeys("AMAZONPAY-CANCEL-08", "AMAZONPAY-CANCEL-11")
def cancel(visit: Visit) -> Response:
    """
    Cancel a QR that is named by its orderId.
    """
    session, asked = visit.session, visit.body
    alone = bool(asked["cancelIntent"]) and "CANCEL_TOKEN" not in asked["cancelIntent"]
    if alone and session.choice("refund_intent_alone") == "refuse":
        return invalid(visit, "cancelIntent")
    qr = session.state.qrs.get(asked["chargeId"])
    if qr is None:
        if session.choice("cancel_unknown") == "refuse":
            return refusal(visit, "InvalidChargeId", "No QR has this chargeId")
        return success(visit, approved(visit, "0.00"))
    if qr.cancelled is not None and session.choice("second_cancel") == "refuse":
        return refusal(visit, "InvalidChargeId", "The QR is cancelled already")
    if refused := _not_cancellable(visit, qr):
        return refused
    first, qr.cancelled = qr.cancelled is None, qr.cancelled or session.clock.now()
    if qr.charge is not None:
        return success(visit, charged(visit, qr, qr.charge))
    if first and session.choice("cancel_notified") == "yes":
        notify(visit, qr, "ChargeNotification", "Declined")
    return success(visit, approved(visit, qr.amount))


@obeys("AMAZONPAY-CANCEL-01", "AMAZONPAY-CANCEL-05", "AMAZONPAY-CANCEL-06")
def approved(visit: Visit, amount: str) -> dict[str, Any]:
    """
    The answer where nobody paid: no charge is named.
    """
    return {"merchantId": visit.body["merchantId"], "status": "Approved", "amount": amount}


@obeys(
    *(f"AMAZONPAY-CANCEL-{number:02}" for number in (2, 3, 4, 7, 9, 10)),
)
def charged(visit: Visit, qr: Qr, charge: Charge) -> dict[str, Any]:
    """
    The answer where somebody paid; the money goes back where that was asked for.
    """
    session = visit.session
    wanted = "REFUND" in visit.body["cancelIntent"]
    if wanted and charge.rest and session.choice("refund_after_cancel") == "refuse":
        charge.refunded, charge.updated = charge.amount, session.clock.now()
    return {
        "merchantId": visit.body["merchantId"],
        "chargeId": qr.order,
        "amazonChargeId": charge.id,
        "status": "RefundApplicable" if wanted else "RefundApplicableButNotRequested",
        "amount": qr.amount,
        "createTime": iso(charge.created),
        "updateTime": iso(charge.updated),
    }


def _not_cancellable(visit: Visit, qr: Qr) -> Response | None:
    session = visit.session
    if qr.cancelled is not None:
        return None
    if qr.charge is not None:
        over = not qr.charge.rest and session.choice("cancel_refunded") == "refuse"
    elif qr.failed:
        over = session.choice("cancel_failed") == "refuse"
    else:
        expired = qr.expires <= session.clock.now()
        over = expired and session.choice("cancel_expired") == "refuse"
    return refusal(visit, "InvalidChargeId", "The QR cannot be cancelled") if over else None

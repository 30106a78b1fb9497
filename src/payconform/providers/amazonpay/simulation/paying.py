"""
What a customer does: pays, or tries in vain.
"""

import json
from decimal import Decimal

from payconform.model import Response
from payconform.providers.amazonpay.simulation.ipn import notify
from payconform.providers.amazonpay.simulation.state import Charge, Qr, digits
from payconform.simulator.visit import Visit, obeys


@obeys("AMAZONPAY-LIFE-04")
def pay(visit: Visit) -> Response:
    """
    Event: a customer pays a QR (`orderId`); the answer tells whether that came about.
    """
    qr = _found(visit)
    if isinstance(qr, Response):
        return qr
    session, now = visit.session, visit.session.clock.now()
    shut = qr.cancelled is not None and session.choice("pay_cancelled") == "refuse"
    if qr.charge is not None or qr.expires <= now or shut:
        return _said(200, {"status": "REFUSED"})
    paid = f"P04-{digits(session, 7)}-{digits(session, 7)}"
    qr.charge = Charge(paid, Decimal(qr.amount), now, now)
    session.state.charges[paid] = qr
    notify(visit, qr, "ChargeNotification", "Completed")
    return _said(200, {"status": "SUCCESS", "amazonChargeId": paid})


def fail(visit: Visit) -> Response:
    """
    Event: a customer tries to pay a QR (`orderId`), and the bank declines.
    """
    qr = _found(visit)
    if isinstance(qr, Response):
        return qr
    qr.failed = qr.charge is None
    return _said(200, {"status": "FAILED"})


def _found(visit: Visit) -> Qr | Response:
    qr: Qr | None = visit.session.state.qrs.get(str(visit.body.get("orderId")))
    return qr or _said(404, {"problem": "no QR has this orderId"})


def _said(status: int, told: dict[str, str]) -> Response:
    return Response(status, (), json.dumps(told).encode("utf-8"))

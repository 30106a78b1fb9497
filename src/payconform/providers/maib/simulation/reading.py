"""
How a QR and a payment read.
"""

from typing import Any

from payconform.model import Response
from payconform.providers.maib.simulation.finding import find_payment, find_qr
from payconform.providers.maib.simulation.refusals import success
from payconform.providers.maib.simulation.state import Payment, Qr, iso
from payconform.simulator.visit import Visit, obeys

SHOWN = (
    "amount",
    "amountMin",
    "amountMax",
    "description",
    "orderId",
    "callbackUrl",
    "redirectUrl",
    "expiresAt",
)


@obeys(
    *(f"MAIB-READ-0{number}" for number in (1, 2, 3, 4, 6, 7)),
    *(f"MAIB-READ-{number}" for number in range(11, 21)),
    "MAIB-LIFE-01",
)
def get_qr(visit: Visit) -> Response:
    """
    The details of a QR.
    """
    qr = find_qr(visit, visit.path["qrId"])
    return qr if isinstance(qr, Response) else success(qr_details(visit, qr))


@obeys(*(f"MAIB-READ-{number}" for number in range(60, 66)))
def get_payment(visit: Visit) -> Response:
    """
    The details of a payment.
    """
    payment = find_payment(visit)
    return payment if isinstance(payment, Response) else success(payment_details(visit, payment))


def qr_details(visit: Visit, qr: Qr) -> dict[str, Any]:
    """
    A QR as read back.
    """
    session, terms = visit.session, qr.terms
    now = session.clock.now()
    details = {
        "qrId": qr.id,
        "extensionId": _extension_id(visit, qr),
        "status": qr.status(now),
        "type": qr.type,
        "url": qr.url,
        "amountType": qr.asked["amountType"],
        "currency": qr.asked["currency"],
        "createdAt": iso(qr.created),
        "updatedAt": iso(qr.changed(now)),
        "terminalId": qr.asked.get("terminalId"),
    }
    details |= {name: terms.get(name) for name in SHOWN}
    if session.choice("reason_shown") == "show":
        details["reason"] = qr.reason
    return _without_unset(visit, details)


def payment_details(visit: Visit, payment: Payment) -> dict[str, Any]:
    """
    A payment as read back.
    """
    now = visit.session.clock.now()
    status = payment.status(now)
    refunded = iso(payment.settles) if status == "Refunded" else None
    return _without_unset(visit, payment.details | {"status": status, "refundedAt": refunded})


def _without_unset(visit: Visit, details: dict[str, Any]) -> dict[str, Any]:
    if visit.session.choice("unset_members") == "as_null":
        return details
    return {name: value for name, value in details.items() if value is not None}


def _extension_id(visit: Visit, qr: Qr) -> str | None:
    if qr.extension is None:
        return None
    if qr.extension.active or visit.session.choice("extension_id_after_cancel") == "keep":
        return qr.extension.id
    return None

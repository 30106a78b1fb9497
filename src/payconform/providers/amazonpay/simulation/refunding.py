"""
Refunds, and reading them back.
"""

from decimal import Decimal
from typing import Any

from payconform.model import Response
from payconform.providers.amazonpay.simulation.answers import invalid, refusal, success
from payconform.providers.amazonpay.simulation.generating import PAISA
from payconform.providers.amazonpay.simulation.ipn import notify
from payconform.providers.amazonpay.simulation.state import Charge, Qr, digits, iso
from payconform.simulator.visit import Visit, obeys


@obeys(*(f"AMAZONPAY-REFUND-{number:02}" for number in (1, 3, 4, 6)))
def refund(visit: Visit) -> Response:
    """
    Give back a charge, or a part of it.
    """
    session, asked = visit.session, visit.body
    if known := session.state.refunds.get(asked["refundId"]):
        if session.choice("repeated_refund_id") == "refuse":
            return refusal(visit, "DuplicateRefundId", "refundId was used before")
        return success(visit, known, int(session.choice("refund_code")[1:]))
    by_merchant = asked["chargeIdType"] == "MerchantTxnId"
    named = session.state.qrs if by_merchant else session.state.charges
    qr = named.get(asked["chargeId"])
    amount = Decimal(asked["amount"])
    if refused := _not_refundable(visit, qr, amount):
        return refused
    qr.charge.refunded += amount
    qr.charge.updated = session.clock.now()
    details = told(visit, qr.charge, amount)
    session.state.refunds[asked["refundId"]] = details
    if session.choice("refund_notified") == "yes":
        notify(visit, qr, "RefundNotification", "Completed")
    return success(visit, details, int(session.choice("refund_code")[1:]))


@obeys(*(f"AMAZONPAY-REFUND-{number:02}" for number in (2, 8, 9, 10)))
def told(visit: Visit, charge: Charge, amount: Decimal) -> dict[str, Any]:
    """
    A refund as it is answered.
    """
    session, number = visit.session, visit.session.choice("refund_amounts") == "number"
    return {
        "refundId": visit.body["refundId"],
        "amazonRefundId": f"{charge.id}-R{digits(session, 7)}",
        "amount": float(amount) if number else f"{amount:.2f}",
        "refundedFee": 0.0 if number else "0.00",
        "currencyCode": "INR",
        "status": session.choice("new_refund").capitalize(),
        "createTime": iso(session.clock.now()),
        "updateTime": iso(session.clock.now()),
    }


@obeys("AMAZONPAY-REFUND-26")
def get_refund(visit: Visit) -> Response:
    """
    A refund as it was answered.
    """
    details = visit.session.state.refunds.get(visit.body["txnId"])
    if details is None:
        return refusal(visit, "InvalidRefundId", "No refund has this id")
    return success(visit, details)


@obeys("AMAZONPAY-REFUND-05", "AMAZONPAY-REFUND-07")
def _not_refundable(visit: Visit, qr: Qr | None, amount: Decimal) -> Response | None:
    if amount < PAISA and visit.session.choice("small_refund") == "refuse":
        return invalid(visit, "amount")
    if qr is None:
        return refusal(visit, "InvalidChargeId", "No charge has this chargeId")
    if qr.charge is None:
        return refusal(visit, "ChargeNotApproved", "Nothing was paid")
    if amount > qr.charge.rest:
        return refusal(visit, "ExcessRefundAmount", "More than is left of the charge")
    return None

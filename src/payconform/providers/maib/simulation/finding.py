"""
Finding what a request names.
"""

from payconform.model import Response
from payconform.providers.maib.simulation.refusals import refusal
from payconform.providers.maib.simulation.state import Payment, Qr
from payconform.simulator.visit import Visit, obeys


@obeys(
    "MAIB-AUTH-10",
    "MAIB-CANCEL-06",
    "MAIB-CANCEL-10",
    "MAIB-CANCEL-44",
    "MAIB-CREATE-90",
    "MAIB-LIFE-02",
    "MAIB-PAY-04",
    "MAIB-READ-05",
)
def find_qr(visit: Visit, qr_id: str) -> Qr | Response:
    """
    A QR of this merchant, or the refusal of an id that names none.
    """
    qr: Qr | None = visit.session.state.qrs.get(qr_id.lower())
    return qr or refusal(visit, "13000", qrId=qr_id)


@obeys("MAIB-AUTH-10", "MAIB-READ-66")
def find_payment(visit: Visit) -> Payment | Response:
    """
    The payment that the path names, or the refusal of an id that names none.
    """
    pay_id = visit.path["payId"]
    payment: Payment | None = visit.session.state.payments.get(pay_id.lower())
    if payment is not None:
        return payment
    if visit.session.choice("unknown_payment") == "c12001":
        return refusal(visit, "12001", error="no payment has this id")
    return refusal(visit, "14003", miaPaymentId=pay_id)

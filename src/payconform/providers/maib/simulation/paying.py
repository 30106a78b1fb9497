"""
The sandbox's simulated payment.
"""

from decimal import Decimal
from typing import Any

from payconform.model import Response
from payconform.providers.maib.signing import CENT
from payconform.providers.maib.simulation.finding import find_qr
from payconform.providers.maib.simulation.notices import announce
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.providers.maib.simulation.state import Payment, Qr, iso, money
from payconform.simulator.visit import Visit, obeys

COMMISSION = Decimal("0.01")  # a hundredth of the amount: the documents give no rate
LARGEST = 100_000


@obeys(
    "MAIB-PAY-01",
    "MAIB-PAY-02",
    "MAIB-PAY-03",
    "MAIB-PAY-07",
    "MAIB-PAY-09",
    "MAIB-PAY-18",
    "MAIB-PAY-19",
    "MAIB-PAY-20",
)
def pay_test(visit: Visit) -> Response:
    """
    Settle a QR, keep the payment, and announce it by callback.
    """
    session, asked = visit.session, visit.body
    qr = find_qr(visit, asked["qrId"])
    if isinstance(qr, Response):
        return qr
    if refused := _not_payable(visit, qr) or _another_amount(visit, qr):
        return refused
    _settle(visit, qr)
    payment = _keep(visit, qr)
    told = {
        name: value
        for name, value in payment.details.items()
        if name not in ("description", "terminalId", "referenceId") and value is not None
    }
    told = {"qrStatus": qr.status(session.clock.now()), **told}
    announce(visit, qr, told | {"referenceId": payment.details["referenceId"]})
    told.pop("extensionId", None)
    name = "signature" if session.choice("test_pay_key") == "signature" else "signatureKey"
    return success(told | {name: session.credentials["signature_key"]})


def _settle(visit: Visit, qr: Qr) -> None:
    now = visit.session.clock.now()
    qr.paid, qr.used = True, now
    if qr.type != "Static" or visit.session.choice("static_after_payment") == "paid":
        qr.settle("Paid", now)
    elif qr.settled != "Active":
        qr.settle("Active", now)


def _keep(visit: Visit, qr: Qr) -> Payment:
    session, asked, terms = visit.session, visit.body, qr.terms
    now, amount = session.clock.now(), money(asked["amount"])
    details: dict[str, Any] = {
        "qrId": qr.id,
        "extensionId": qr.extension.id if qr.extension else None,
        "orderId": terms.get("orderId"),
        "payId": session.guid(),
        "referenceId": f"MIA{int(session.guid()[:8], 16):010}",
        "amount": float(amount),
        "commission": float((amount * COMMISSION).quantize(CENT)),
        "currency": "MDL",
        "description": terms.get("description"),
        "payerName": asked["payerName"],
        "payerIban": asked["iban"],
        "executedAt": iso(now),
        "terminalId": qr.asked.get("terminalId"),
    }
    payment = Payment(details, amount, now)
    session.state.payments[details["payId"]] = payment
    return payment


@obeys("MAIB-CANCEL-11", "MAIB-LIFE-03", "MAIB-LIFE-04", "MAIB-PAY-08")
def _not_payable(visit: Visit, qr: Qr) -> Response | None:
    session = visit.session
    status = qr.status(session.clock.now())
    if status == "Paid" and qr.type == "Static":
        return None
    if status in ("Cancelled", "Paid"):
        if session.choice(f"pay_{status.lower()}") == "invalid_request":
            return refusal(visit, "12001", error=f"the QR is {status}")
        return refusal(visit, "14019", state=status)
    if status != "Active" and session.choice(f"pay_{status.lower()}") == "wrong_state":
        return refusal(visit, "14019", state=status)
    bare = qr.type == "Hybrid" and not (qr.extension and qr.extension.active)
    if bare and session.choice("pay_without_extension") == "wrong_state":
        return refusal(visit, "14019", state=status)
    return None


def _another_amount(visit: Visit, qr: Qr) -> Response | None:
    amount, terms = visit.body["amount"], qr.terms
    if not CENT <= amount <= LARGEST:
        return refusal(visit, "12000", parameter="amount")
    if qr.asked["amountType"] == "Fixed" and "amount" in terms:
        differs, switch = amount != terms["amount"], "amount_differs"
    else:
        low, high = terms.get("amountMin", 0), terms.get("amountMax", LARGEST)
        differs, switch = not low <= amount <= high, "amount_outside"
    if differs and visit.session.choice(switch) == "refuse":
        return refusal(visit, "12000", parameter="amount")
    return None

"""
What maib's operations do once a request is authentic and well-formed.
"""

import json
from decimal import Decimal
from typing import Any

from payconform.model import Response
from payconform.providers.maib import signing
from payconform.providers.maib.refusals import JSON, refusal, success
from payconform.providers.maib.shape import limits, two_decimals
from payconform.providers.maib.state import Qr, iso, seconds
from payconform.signing.literals import Literal
from payconform.simulator.outbox import Letter
from payconform.simulator.visit import Visit, obeys

FIRST_DELAY = 1.0  # seconds from payment to callback: not documented, short
RESENDS = {
    "ecommerce": (10.0, 60.0, 300.0, 600.0, 3600.0, 43200.0, 86400.0),
    "every_minute": (60.0,) * 7,
}
OPTIONAL = ("orderId", "amountMin", "amountMax", "callbackUrl", "redirectUrl", "terminalId")
COMMISSION = Decimal("0.01")
LARGEST = 100_000


@obeys("MAIB-CREATE-01", "MAIB-CREATE-02", "MAIB-CREATE-03", "MAIB-CREATE-04", "MAIB-CREATE-05")
def create_qr(visit: Visit) -> Response:
    """
    A new Active QR.
    """
    if refused := limits(visit):
        return refused
    session, asked = visit.session, visit.body
    now, qr_id = session.clock.now(), session.guid()
    expires = seconds(asked["expiresAt"]) if asked["type"] == "Dynamic" else None
    url = f"https://mia-qr.example/1/m/{qr_id.replace('-', '')}"
    qr = Qr(qr_id, url, asked, expires or float("inf"), now, now)
    session.state.qrs[qr_id] = qr
    result = {"qrId": qr_id, "type": asked["type"], "url": url}
    if "orderId" in asked:
        session.state.orders[asked["orderId"]] = qr_id
        result["orderId"] = asked["orderId"]
    if expires is not None:
        result["expiresAt"] = asked["expiresAt"]
    return success(result)


@obeys(
    "MAIB-READ-01", "MAIB-READ-02", "MAIB-READ-03", "MAIB-READ-04", "MAIB-READ-06", "MAIB-READ-07"
)
def get_qr(visit: Visit) -> Response:
    """
    The details of a QR.
    """
    qr = _find(visit, visit.path["qrId"])
    return qr if isinstance(qr, Response) else success(_details(visit, qr))


@obeys("MAIB-CANCEL-01", "MAIB-CANCEL-02", "MAIB-CANCEL-03", "MAIB-CANCEL-09", "MAIB-CANCEL-10")
def cancel_qr(visit: Visit) -> Response:
    """
    End an Active QR.
    """
    session = visit.session
    qr = _find(visit, visit.path["qrId"])
    if isinstance(qr, Response):
        return qr
    if not visit.body["reason"].strip() and session.choice("blank_reason") == "refuse":
        return refusal(visit, "12000", parameter="reason")
    if refused := _not_cancellable(visit, qr):
        return refused
    qr.settle("Cancelled", session.clock.now())
    if session.choice("callback_on_cancel") == "send":
        _announce(visit, qr, {"qrStatus": "Cancelled"})
    return success({"qrId": qr.id, "status": "Cancelled"})


@obeys("MAIB-PAY-01", "MAIB-PAY-02", "MAIB-PAY-03")
def pay_test(visit: Visit) -> Response:
    """
    The sandbox's simulated payment: settles a QR and announces it by callback.
    """
    session, asked = visit.session, visit.body
    qr = _find(visit, asked["qrId"])
    if isinstance(qr, Response):
        return qr
    if refused := _not_payable(visit, qr):
        return refused
    if not 0 < asked["amount"] <= LARGEST:
        return refusal(visit, "12000", parameter="amount")
    now = session.clock.now()
    if qr.asked["type"] == "Dynamic":
        qr.settle("Paid", now)
    amount = two_decimals(asked["amount"])
    payment = {
        "qrId": qr.id,
        "qrStatus": qr.status(now),
        **({"orderId": qr.asked["orderId"]} if "orderId" in qr.asked else {}),
        "payId": session.guid(),
        "amount": float(amount),
        "commission": float((amount * COMMISSION).quantize(COMMISSION)),
        "currency": "MDL",
        "payerName": asked["payerName"],
        "payerIban": asked["iban"],
        "executedAt": iso(now),
    }
    _announce(visit, qr, payment | {"referenceId": f"MIA{int(session.guid()[:8], 16):010}"})
    name = "signature" if session.choice("test_pay_key") == "signature" else "signatureKey"
    return success(payment | {name: session.credentials["signature_key"]})


@obeys(*(f"MAIB-CALLBACK-0{number}" for number in range(1, 8)))
def _announce(visit: Visit, qr: Qr, result: dict[str, Any]) -> None:
    session = visit.session
    url = qr.asked.get("callbackUrl")
    if url is None:
        return
    members = {"terminalId": qr.asked.get("terminalId"), "qrId": qr.id, **result}
    body = signed(members, session.credentials["signature_key"])
    delays = (FIRST_DELAY, *RESENDS[session.choice("resend_schedule")])
    letter = Letter(url, JSON, body, delays, session.clock.now() + FIRST_DELAY)
    session.post(letter)
    if session.choice("duplicate_callback") == "once":
        session.post(Letter(url, JSON, body, (), letter.due + FIRST_DELAY))


def accepts(status: int) -> bool:
    """
    A callback counts as delivered on 200 only.
    """
    return status == 200


def signed(result: dict[str, Any], key: str) -> bytes:
    """
    A callback body with its signature over the numbers as they are written in it.
    """
    literal = {
        name: Literal(json.dumps(value)) if isinstance(value, (int, float)) else value
        for name, value in result.items()
    }
    signature = signing.sign(literal, key).value
    return json.dumps({"result": result, "signature": signature}).encode("utf-8")


@obeys("MAIB-READ-05", "MAIB-CANCEL-06", "MAIB-PAY-04", "MAIB-AUTH-10")
def _find(visit: Visit, qr_id: str) -> Qr | Response:
    qr = visit.session.state.qrs.get(qr_id.lower())
    if qr is not None:
        found: Qr = qr
        return found
    return refusal(visit, "13000", qrId=qr_id)


@obeys("MAIB-CANCEL-04", "MAIB-CANCEL-05", "MAIB-CANCEL-17")
def _not_cancellable(visit: Visit, qr: Qr) -> Response | None:
    status = qr.status(visit.session.clock.now())
    if status == "Cancelled":
        return refusal(visit, "14005", qrId=qr.id)
    if status == "Paid":
        if visit.session.choice("cancel_paid") == "invalid_request":
            return refusal(visit, "12001", error="the QR is paid")
        return refusal(visit, "14019", state=status)
    if status == "Expired" and visit.session.choice("cancel_expired") == "wrong_state":
        return refusal(visit, "14019", state=status)
    return None


@obeys("MAIB-CANCEL-11")
def _not_payable(visit: Visit, qr: Qr) -> Response | None:
    status = qr.status(visit.session.clock.now())
    if status == "Cancelled" and visit.session.choice("pay_cancelled") == "invalid_request":
        return refusal(visit, "12001", error="the QR is cancelled")
    if status != "Active":
        return refusal(visit, "14019", state=status)
    low, high = qr.asked.get("amountMin", 0), qr.asked.get("amountMax", LARGEST)
    if qr.asked["amountType"] == "Fixed":
        low = high = qr.asked["amount"]
    differs = not low <= visit.body["amount"] <= high
    if differs and visit.session.choice("amount_differs") == "refuse":
        return refusal(visit, "12000", parameter="amount")
    return None


def _details(visit: Visit, qr: Qr) -> dict[str, Any]:
    now = visit.session.clock.now()
    details = {
        "qrId": qr.id,
        "status": qr.status(now),
        "type": qr.asked["type"],
        "url": qr.url,
        "amountType": qr.asked["amountType"],
        "amount": qr.asked.get("amount"),
        "currency": qr.asked["currency"],
        "description": qr.asked["description"],
        "createdAt": iso(qr.created),
        "updatedAt": iso(min(qr.expires, now) if qr.status(now) == "Expired" else qr.updated),
        "expiresAt": qr.asked.get("expiresAt"),
    }
    details |= {name: qr.asked.get(name) for name in OPTIONAL}
    if visit.session.choice("unset_members") == "as_null":
        return details
    return {name: value for name, value in details.items() if value is not None}

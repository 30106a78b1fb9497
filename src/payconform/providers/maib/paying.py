"""
What a payer sees of maib's QRs, and how one learns that they were paid.
"""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

from payconform.checks import at, given, member_matches
from payconform.model import Bill, Call, Caller, Exchange, Standing
from payconform.providers.maib import calls
from payconform.providers.maib.checks import succeeded
from payconform.qr import Promise

LAG = 10  # seconds within which the list must show the payment of a QR that reads as Paid
OVER = ("Cancelled", "Expired", "Inactive")


def bill(created: Exchange) -> Bill:
    """
    The URL of a new Fixed QR, which is its content, and the terms that were asked for.

    Raises:
        Blocked: the answer holds no URL.

    """
    content = str(at(given(created, member_matches("result.url", str, ".+")), "result.url"))
    terms = _terms(created)
    ends = terms.get("expiresAt")
    return Bill(
        content,
        Decimal(str(terms["amount"])),
        str(terms["currency"]),
        datetime.fromisoformat(ends) if ends else None,
    )


def promise(created: Exchange) -> Promise:
    """
    The url of a new QR: a link, of which no document says that it tells amount or order.
    """
    del created
    return Promise("result.url", "https")


def standing(caller: Caller, created: Exchange) -> Standing:
    """
    The list of payments tells at once that a QR was paid, and by which payment.
    """
    qr_id = str(at(created, "result.qrId"))
    if payment := _listed(_payments(caller, qr_id), qr_id):
        return Standing(paid=True, payable=False, payment=payment)
    status = at(caller.send(Call("getQr", path={"qrId": qr_id})), "result.status")
    if status != "Paid":
        return Standing(paid=False, payable=status not in OVER)
    return Standing(paid=True, payable=False, payment=_listed_later(caller, qr_id))


def pay(caller: Caller, created: Exchange) -> str:
    """
    Simulate the payment of a new QR.
    """
    amount = _terms(created)["amount"]
    qr_id = str(at(created, "result.qrId"))
    return calls.id_of(caller.send(calls.payment(qr_id, amount=amount)), "payId")


def _terms(created: Exchange) -> dict[str, Any]:
    asked: dict[str, Any] = json.loads(created.request.body)
    return {**asked, **asked.get("extension", {})}


def _payments(caller: Caller, qr_id: str) -> Exchange:
    return caller.send(calls.page("listPayments", qrId=qr_id, order="desc"))


def _listed(answer: Exchange, qr_id: str) -> str:
    items = at(answer, "result.items") if succeeded(answer) is None else []
    for item in items if isinstance(items, list) else []:
        if isinstance(item, dict) and item.get("qrId") == qr_id:
            return str(item.get("payId", ""))
    return ""


def _listed_later(caller: Caller, qr_id: str) -> str:
    for _ in range(LAG):
        caller.wait(1)
        if payment := _listed(_payments(caller, qr_id), qr_id):
            return payment
    return ""

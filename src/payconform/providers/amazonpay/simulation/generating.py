"""
New QRs.
"""

from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from payconform.model import Response
from payconform.providers.amazonpay.calls import EXPIRY
from payconform.providers.amazonpay.simulation.answers import invalid, refusal, success
from payconform.providers.amazonpay.simulation.state import Qr
from payconform.simulator.visit import Visit, obeys

SHORTEST, LONGEST = 60, 600  # seconds that a QR may live
PAISA = Decimal("0.01")


@obeys("AMAZONPAY-CREATE-01", "AMAZONPAY-CREATE-02", "AMAZONPAY-CREATE-03", "AMAZONPAY-CREATE-04")
def generate(visit: Visit) -> Response:
    """
    A QR that can be paid until it expires.
    """
    session, asked = visit.session, visit.body
    try:
        amount = Decimal(asked["amount"])
        small = amount < PAISA
        ends = datetime.strptime(asked["expiryTimestamp"], EXPIRY).replace(tzinfo=UTC).timestamp()
    except (InvalidOperation, ValueError):
        return invalid(visit, "amount or expiryTimestamp")
    if small and session.choice("small_amount") == "refuse":
        return invalid(visit, "amount")
    ahead = ends - session.clock.now()
    # Whole seconds are written: what is left of one has passed already.
    if not SHORTEST - 1 <= ahead <= LONGEST and session.choice("expiry_outside") == "refuse":
        return invalid(visit, "expiryTimestamp")
    order = asked["orderId"]
    if order in session.state.qrs and session.choice("repeated_order_id") == "refuse":
        return refusal(visit, "DuplicateChargeId", "orderId was used before")
    shown = link(visit, asked, amount)
    session.state.qrs[order] = Qr(order, asked["amount"], ends, shown)
    token = order if session.choice("token_id") == "order_id" else session.guid()
    return success(visit, {"tokenId": token, "qrPayload": {"qrString": shown}})


@obeys(*(f"AMAZONPAY-QR-0{number}" for number in range(1, 8)))
def link(visit: Visit, asked: dict[str, Any], amount: Decimal) -> str:
    """
    What the QR shows: a UPI link with everything that a payer's app asks for.
    """
    del visit
    parameters = {
        "pa": "payconform@yapl",
        "amzn_mt": "pro",
        "cu": "INR",
        "mc": "5411",
        "am": f"{amount:.2f}",
        "tid": asked["orderId"],
        "tr": asked["orderId"],
        "pn": asked["storeId"],
    }
    pairs = [f"{name}={quote(value, safe='')}" for name, value in parameters.items()]
    return f"upi://pay?{'&'.join(pairs)}"

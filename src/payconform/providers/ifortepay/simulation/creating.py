"""
New QRs.
"""

from datetime import datetime
from typing import Any

from payconform.model import Response
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.simulation import qris
from payconform.providers.ifortepay.simulation.answers import (
    details,
    invalid,
    named,
    refusal,
    success,
)
from payconform.providers.ifortepay.simulation.callbacks import expire_later
from payconform.providers.ifortepay.simulation.openness import form_refused
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.visit import Visit, obeys

SHORTEST, LONGEST = 900, 3600  # seconds that a QR may live
LIFE = {"m15": 900, "m60": 3600}
LARGEST = 10_000_000  # rupiah: the highest limit that is named


@obeys(*(f"IFORTEPAY-CREATE-{number:02}" for number in (5, 7, 9, 14, 15)))
def create(visit: Visit) -> Response:
    """
    A QR that can be paid until it expires.
    """
    session, asked = visit.session, visit.body
    if wrong := _faulty(visit, asked):
        return invalid(visit, wrong)
    if known := session.state.externals.get(asked["external_id"]):
        repeated = session.choice("repeated_external_id")
        if repeated == "refuse":
            return refusal(visit, "01", "external_id was used before")
        if repeated == "replay":
            return success(visit, told(visit, known))
    try:
        expires = _expiry(visit, asked["payment_details"])
    except (ValueError, OverflowError):
        return invalid(visit, "expired_time")
    made = Transaction(
        id=session.guid(),
        external=asked["external_id"],
        order=asked["order_id"],
        channel=asked["payment_channel"],
        system="QR",
        asked=asked,
        created=session.clock.now(),
        expires=expires,
        acting=visit.request.header(signing.SUB_MERCHANT),
    )
    made.content = qris.content(visit, made)
    session.state.add(made)
    expire_later(visit, made)
    return success(visit, told(visit, made))


@obeys("IFORTEPAY-CREATE-02", "IFORTEPAY-CREATE-03", "IFORTEPAY-CREATE-04")
def told(visit: Visit, made: Transaction) -> dict[str, Any]:
    """
    A QR as it is answered.
    """
    return {
        **named(visit, made),
        "currency": made.asked["currency"],
        "payment_details": details(made),
        "qr_response": {"qr_string": made.content},
    }


def _faulty(visit: Visit, asked: dict[str, Any]) -> str:
    session, amount = visit.session, asked["payment_details"]["amount"]
    if len(qris.digits(amount)) > qris.MOST:
        return "amount"
    if amount > LARGEST and session.choice("large_amount") == "refuse":
        return "amount"
    if "item_details" in asked and form_refused(visit, asked["item_details"]):
        return "item_details"
    if "callback_url" not in asked and session.choice("without_callback_url") == "refuse":
        return "callback_url"
    return ""


def _expiry(visit: Visit, asked: dict[str, Any]) -> float:
    session, now = visit.session, visit.session.clock.now()
    if "expired_time" not in asked:
        return now + LIFE[session.choice("default_lifetime")]
    ends = datetime.fromisoformat(asked["expired_time"]).timestamp()
    if not SHORTEST - 1 <= ends - now <= LONGEST:
        raise ValueError("outside 15 to 60 minutes")
    return ends

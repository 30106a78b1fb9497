"""
maib's callbacks: what they hold, how they are signed, when they are sent again.
"""

import json
from typing import Any

from payconform.providers.maib import signing
from payconform.providers.maib.simulation.refusals import JSON
from payconform.providers.maib.simulation.state import Qr
from payconform.signing.literals import Literal
from payconform.simulator.outbox import Letter
from payconform.simulator.visit import Visit, obeys

FIRST_DELAYS = {"s1": 1.0, "s30": 30.0}
RESENDS = {
    "ecommerce": (10.0, 60.0, 300.0, 600.0, 3600.0, 43200.0, 86400.0),
    "every_minute": (60.0,) * 7,
}


@obeys(
    *(f"MAIB-CALLBACK-0{number}" for number in range(1, 8)),
    *(f"MAIB-CALLBACK-{number}" for number in (10, 11, 12, 13, 17)),
    "MAIB-CONTRACT-02",
)
def announce(visit: Visit, qr: Qr, result: dict[str, Any]) -> None:
    """
    Call back about a payment, where the QR asks for it.
    """
    if url := qr.terms.get("callbackUrl"):
        members = {"terminalId": qr.asked.get("terminalId"), "qrId": qr.id, **result}
        send(visit, url, members)


def send(visit: Visit, url: str, result: dict[str, Any]) -> None:
    """
    Leave a signed callback to be delivered.
    """
    session = visit.session
    body = signed(result, session.credentials["signature_key"])
    first = FIRST_DELAYS[session.choice("callback_delay")]
    delays = (first, *RESENDS[session.choice("resend_schedule")])
    letter = Letter(url, JSON, body, delays, session.clock.now() + first)
    session.post(letter)
    if session.choice("duplicate_callback") == "once":
        session.post(Letter(url, JSON, body, (), letter.due + first))


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

"""
Callbacks: what they hold, when they are sent, and when again.
"""

import json
import math
from typing import Any

from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.simulation.answers import JSON, cased, details, standing
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.outbox import Letter
from payconform.simulator.visit import Visit, obeys

FIRST = 1.0
AGAIN = {"s30": 30.0, "s300": 300.0, "s3600": 3600.0}


def accepts(status: int) -> bool:
    """
    A callback counts as delivered on 200 only.
    """
    return status == 200


def call_back(visit: Visit, known: Transaction) -> None:
    """
    Tell at once where a transaction stands now.
    """
    _send(visit, known, standing(visit, known), visit.session.clock.now())


@obeys("IFORTEPAY-CALLBACK-08")
def expire_later(visit: Visit, known: Transaction) -> None:
    """
    Tell of a QR's expiry when it comes; `withdraw` takes that back.
    """
    silent = known.channel == "NOBU" and visit.session.choice("nobu_expiry_calls_back") == "no"
    if not silent:
        _send(visit, known, cased(visit, "status_case", "EXPIRED"), known.expires)


def withdraw(visit: Visit, known: Transaction) -> None:
    """
    Take back the callback about an expiry that will not come.
    """
    outbox, waiting = visit.session.outbox, []
    while letter := outbox.next_due(math.inf):
        waiting.append(letter)
    for letter in waiting:
        if letter.due != known.expires + FIRST or known.id.encode("ascii") not in letter.body:
            outbox.post(letter)


@obeys(
    *(f"IFORTEPAY-CALLBACK-{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 13)),
    "IFORTEPAY-CONTRACT-02",
)
def _send(visit: Visit, known: Transaction, status: str, moment: float) -> None:
    session, url = visit.session, known.asked.get("callback_url")
    if not isinstance(url, str) or not url:
        return
    body = json.dumps(_members(visit, known, status)).encode("utf-8")
    key = session.credentials["hash_key"]
    proof = signing.sign_callback(key, known.id, known.external, known.order)
    headers = (*JSON, (signing.CALLBACK, proof.value))
    again = AGAIN[session.choice("retry_after")]
    session.post(Letter(url, headers, body, (FIRST, again, again), moment + FIRST))


def _members(visit: Visit, known: Transaction, status: str) -> dict[str, Any]:
    repeated = {name: known.asked[name] for name in ("additional_data",) if name in known.asked}
    return {
        "transaction_id": known.id,
        "external_id": known.external,
        "order_id": known.order,
        "merchant_id": visit.session.credentials["merchant_id"],
        "reference_id": f"{int(known.created)}_{known.order}",
        "currency": known.asked["currency"],
        "payment_method": cased(visit, "callback_method_case", "wallet"),
        "payment_channel": known.channel,
        "payment_system": known.system,
        "transaction_status": status,
        "response_code": "00",
        "response_message": "SUCCESS",
        "payment_details": details(known),
        **repeated,
    }

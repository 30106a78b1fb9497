"""
What a customer does, and what no request of the API here brings about.
"""

import json
from typing import Any

from payconform.model import Response
from payconform.providers.ifortepay.simulation.callbacks import call_back, expire_later, withdraw
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.visit import Visit

LIFE = 3600  # seconds that a payment link lives


def pay(visit: Visit) -> Response:
    """
    Event: a customer pays (`transaction_id`); the answer tells whether that came about.
    """
    known, now = _known(visit), visit.session.clock.now()
    if known is None:
        return _said(404, {"problem": "no transaction has this transaction_id"})
    if not known.payable(now):
        return _said(200, {"status": "REFUSED"})
    known.paid = now
    withdraw(visit, known)
    call_back(visit, known)
    return _said(200, {"status": "PAID"})


def expire(visit: Visit) -> Response:
    """
    Event: the time of a transaction (`transaction_id`) is over.
    """
    known, now = _known(visit), visit.session.clock.now()
    if known is None:
        return _said(404, {"problem": "no transaction has this transaction_id"})
    if known.payable(now):
        withdraw(visit, known)
        known.expires = now
        expire_later(visit, known)
    return _said(200, {"status": "EXPIRED" if known.paid is None else "REFUSED"})


def link(visit: Visit) -> Response:
    """
    Event: a payment link is made (`payment_channel`, `external_id`, `order_id`), by an operation
    that is not modelled.
    """
    session, asked = visit.session, visit.body
    now = session.clock.now()
    details = {"amount": 15000, "transaction_description": "payconform"}
    made = Transaction(
        id=session.guid(),
        external=str(asked["external_id"]),
        order=str(asked["order_id"]),
        channel=str(asked["payment_channel"]),
        system="JUMPAPP",
        asked={"currency": "IDR", "payment_details": details},
        created=now,
        expires=now + LIFE,
    )
    session.state.add(made)
    return _said(200, {"transaction_id": made.id})


def _known(visit: Visit) -> Transaction | None:
    named = str(visit.body.get("transaction_id"))
    found: Transaction | None = visit.session.state.transactions.get(named)
    return found


def _said(status: int, told: dict[str, Any]) -> Response:
    return Response(status, (), json.dumps(told).encode("utf-8"))

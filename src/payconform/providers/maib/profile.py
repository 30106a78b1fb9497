"""
How to speak to maib: bearer tokens, valid calls, what to take back at the end.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from payconform.checks import Judgement, at, given
from payconform.model import Call, Caller, Exchange, Headers, Mismatch
from payconform.providers.maib import (
    bearer,
    calls,
    checks,
    doctor,
    entries,
    lifecycle,
    paying,
    states,
)
from payconform.providers.maib.judging import answers, payments, qrs, refusals
from payconform.providers.maib.judging.history import History

CREDENTIALS = frozenset({"client_id", "client_secret"})
CALLBACK_CREDENTIALS = frozenset({"signature_key"})
SECRET_MEMBERS = frozenset({"accessToken", "signatureKey", "signature"})
CREATES = frozenset({"createQr", "createHybridQr"})
SIGNED = frozenset({"callback"})
PERSONAL_MEMBERS = frozenset({"payerName", "payerIban", "iban"})
MADE_UP = re.compile("[a-z]+-[0-9a-f]{12}")  # an order id as a run makes it up for itself alone

STATES = states.STATES

preflight = calls.preflight
identity = bearer.identity
stranger = bearer.stranger
valid = calls.valid
reading = calls.reading
succeeded = checks.succeeded
bill = paying.bill
promise = paying.promise
standing = paying.standing
pay = paying.pay
require_refused = checks.require_refused
fate = checks.fate
cases = doctor.cases
offered = lifecycle.offered
steps = lifecycle.steps
history = lifecycle.History


def undo(exchange: Exchange) -> Call | None:
    """
    Cancel the QR that a create call made.
    """
    qr_id = at(exchange, "result.qrId") if exchange.operation in CREATES else None
    return _cancel(qr_id) if isinstance(qr_id, str) else None


def undone(exchange: Exchange) -> bool:
    """
    Cancelled now, or in a state that cannot be cancelled any more.
    """
    return exchange.response is not None and exchange.response.status in (200, 409)


def trace(sent: Exchange) -> Call | None:
    """
    The list of QRs with the orderId of a create call, if it is one that nobody else makes up.
    """
    order = _order(sent)
    return None if order is None else calls.page("listQrs", orderId=order)


def traced(sent: Exchange, answer: Exchange) -> list[Call]:
    """
    Cancel those of the QRs listed that have its orderId: a list need not heed its filter.
    """
    listed = zip(entries.entries(answer, "qrId"), entries.entries(answer, "orderId"), strict=True)
    order = _order(sent)
    return [_cancel(one) for one, its in listed if isinstance(one, str) and its == order]


def verify_callback(
    body: bytes, headers: Headers, credentials: Mapping[str, str]
) -> Mismatch | None:
    """
    What is wrong with the signature in a callback's body.
    """
    del headers
    return doctor.verify(body, credentials["signature_key"])


def provoke_callback(caller: Caller, url: str) -> None:
    """
    Have a QR with this callbackUrl paid.
    """
    asked = Call("createQr", body=calls.dynamic(caller, callbackUrl=url))
    given(caller.send(calls.payment(calls.made(caller, asked))), succeeded)


def wrong_secret(operation: str, caller: Caller) -> tuple[Call, str]:
    """
    A token request with a secret that is not the merchant's, and that secret.
    """
    del operation
    secret = calls.unknown_id(caller)
    body = {"clientId": caller.credentials["client_id"], "clientSecret": secret}
    return Call("obtainToken", body=body), secret


def judgements(recorded: Sequence[Exchange], credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    What can be judged of recorded traffic.
    """
    yield from answers.judgements(credentials)
    yield from refusals.judgements()
    known = History(recorded)
    yield from qrs.judgements(known)
    yield from payments.judgements(known)


def _order(sent: Exchange) -> str | None:
    try:
        body = json.loads(sent.request.body)
        orders = [body.get("orderId"), (body.get("extension") or {}).get("orderId")]
    except (ValueError, AttributeError, RecursionError):
        return None
    own = (one for one in orders if isinstance(one, str) and MADE_UP.fullmatch(one))
    return next(own, None)


def _cancel(qr_id: str) -> Call:
    return Call("cancelQr", path={"qrId": qr_id}, body={"reason": "payconform cleans up"})

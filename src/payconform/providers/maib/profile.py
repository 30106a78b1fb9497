"""
How to speak to maib: bearer tokens, valid calls, what to take back at the end.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from payconform.checks import Judgement, asked, at, given, status
from payconform.model import Call, Caller, Exchange, Headers, Identity, Mismatch, Request
from payconform.providers.maib import (
    calls,
    checks,
    doctor,
    entries,
    lifecycle,
    paying,
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
TOKEN_PATH = "/v2/auth/token"  # noqa: S105 - a path
SHORT_LIFE = 300  # seconds, where an answer does not say
MARGIN = timedelta(seconds=5)  # a token this close to its end is renewed first
NEVER_ISSUED = "eyJhbGciOiJIUzI1NiJ9.e30.bmV2ZXIgaXNzdWVk"

preflight = calls.preflight
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


class Bearer:
    """
    Adds the newest bearer token, obtained when first needed and again when it nears its end.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._token = ""
        self._renew_at = datetime.min.replace(tzinfo=UTC)

    def __call__(self, request: Request) -> Request:
        """
        Sign a request; the token operation needs no token.

        Raises:
            Blocked: no token was issued.

        """
        if request.target == TOKEN_PATH:
            return request
        if self._renew_at <= self._caller.now():
            given(self._caller.send(preflight(self._caller.credentials)), status(200))
        return with_token(request, self._token)

    def notice(self, exchange: Exchange) -> None:
        """
        Hold the newest token: whether an older one stays valid is not documented (MAIB-AUTH-12).
        """
        if exchange.operation != "obtainToken":
            return
        token = at(exchange, "result.accessToken")
        own = asked(exchange).get("clientId") == self._caller.credentials["client_id"]
        if own and isinstance(token, str):
            lifetime = at(exchange, "result.expiresIn")
            seconds = lifetime if isinstance(lifetime, int) else SHORT_LIFE
            self._token = token
            self._renew_at = self._caller.now() + timedelta(seconds=seconds) - MARGIN


def identity(caller: Caller) -> Identity:
    """
    The merchant's own signer.
    """
    return Bearer(caller)


def with_token(request: Request, token: str) -> Request:
    """
    The request with a bearer token.
    """
    return replace(request, headers=(*request.headers, ("Authorization", f"Bearer {token}")))


def stranger(request: Request) -> Request:
    """
    A bearer token of the right form that nobody issued.
    """
    return with_token(request, NEVER_ISSUED)


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

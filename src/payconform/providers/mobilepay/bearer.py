"""
Who sends a call: bearer tokens, and the headers that every call carries.
"""

import base64
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from payconform.checks import at, given, status
from payconform.model import Caller, Exchange, Identity, Request
from payconform.providers.mobilepay import calls

TOKEN_PATH = "/integrator-authentication/connect/token"  # noqa: S105 - a path
CREATING_PATHS = frozenset(
    f"/pos/v10/{path}" for path in ("payments", "payments/prepare", "refunds", "pointofsales")
)
MARGIN = timedelta(seconds=5)  # a token this close to its end is renewed first
SHORT_LIFE = 300  # seconds, where an answer does not say
NEVER_ISSUED = "eyJhbGciOiJSUzI1NiJ9.e30.bmV2ZXIgaXNzdWVk"


class Bearer:
    """
    Adds the newest bearer token, and of the headers that every call carries those that are missing.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._token = ""
        self._renew_at = datetime.min.replace(tzinfo=UTC)

    def __call__(self, request: Request) -> Request:
        """
        Sign a request; one for a token carries the client's own credentials.

        Raises:
            Blocked: no token was issued.

        """
        known = self._caller.credentials
        if request.target == TOKEN_PATH:
            return basic(request, known["client_id"], known["client_secret"])
        if self._renew_at <= self._caller.now():
            given(self._caller.send(calls.preflight(known)), status(200))
        usual = {
            calls.VERSION: calls.OUR_VERSION,
            calls.VAT: known["merchant_vat"],
            calls.CLIENT: known["client_id"],  # older pages ask for it
        }
        if request.method == "POST" and request.target in CREATING_PATHS:
            usual[calls.KEY] = self._caller.fresh("key")
        return with_token(completed(request, usual), self._token)

    def notice(self, exchange: Exchange) -> None:
        """
        Hold the newest token that is bound to no merchant.
        """
        token = at(exchange, "access_token")
        if exchange.operation != "obtainToken" or not isinstance(token, str):
            return
        if b"merchant_vat" not in exchange.request.body:
            lifetime = at(exchange, "expires_in")
            seconds = lifetime if isinstance(lifetime, int) else SHORT_LIFE
            self._token = token
            self._renew_at = self._caller.now() + timedelta(seconds=seconds) - MARGIN


def identity(caller: Caller) -> Identity:
    """
    The integrator's own signer.
    """
    return Bearer(caller)


def completed(request: Request, headers: Mapping[str, str]) -> Request:
    """
    The request with those headers that it does not have yet.
    """
    missing = [(name, value) for name, value in headers.items() if request.header(name) is None]
    return replace(request, headers=(*request.headers, *missing))


def with_token(request: Request, token: str) -> Request:
    """
    The request with a bearer token.
    """
    return completed(request, {"Authorization": f"Bearer {token}"})


def basic(request: Request, client: str, secret: str) -> Request:
    """
    The request with a client's credentials in Basic form, unless it has others.
    """
    proof = base64.b64encode(f"{client}:{secret}".encode()).decode("ascii")
    return completed(request, {"Authorization": f"Basic {proof}"})


def stranger(request: Request) -> Request:
    """
    A bearer token of the right form that nobody issued.
    """
    return with_token(request, NEVER_ISSUED)

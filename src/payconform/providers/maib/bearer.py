"""
The bearer token of a merchant: obtained when it is needed, renewed in time.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from payconform.checks import asked, at, given, status
from payconform.model import Caller, Exchange, Identity, Request
from payconform.providers.maib.calls import preflight

TOKEN_PATH = "/v2/auth/token"  # noqa: S105 - a path
SHORT_LIFE = 300  # seconds, where an answer does not say
MARGIN = timedelta(seconds=5)  # a token this close to its end is renewed first
NEVER_ISSUED = "eyJhbGciOiJIUzI1NiJ9.e30.bmV2ZXIgaXNzdWVk"


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

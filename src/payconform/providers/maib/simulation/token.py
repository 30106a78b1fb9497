"""
Access tokens of the simulator: issuing them, and finding the merchant they belong to.
"""

import base64
import json
from functools import lru_cache
from typing import Any

import orjson

from payconform.model import Request, Response
from payconform.providers.maib.bearer import TOKEN_PATH
from payconform.providers.maib.simulation.refusals import refusal, success, unauthorized
from payconform.signing.digests import same
from payconform.simulator.visit import Visit, obeys

LIFETIMES = {"s300": 300, "s1800": 1800}
HEADER = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")


def identify(request: Request) -> str | None:
    """
    The clientId that a request claims: from its bearer token, or from a token request's body.
    """
    if request.target.partition("?")[0] == TOKEN_PATH:
        body = parsed(request.body)
        claimed = body.get("clientId") if isinstance(body, dict) else None
        return claimed if isinstance(claimed, str) else None
    return _subject(bearer(request))


def bearer(request: Request) -> str:
    """
    The bearer token of a request, or an empty text.
    """
    scheme, _, token = (request.header("authorization") or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def parsed(body: bytes) -> Any:
    """
    A JSON body, or None where it is not JSON that holds text.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        return None


def authenticate(visit: Visit) -> Visit | Response:
    """
    Step: let a live token pass; the token operation needs none.
    """
    if visit.operation.id == "obtainToken":
        return visit
    expires = visit.session.state.tokens.get(bearer(visit.request))
    if expires is None or expires <= visit.session.clock.now():
        return unauthorized(visit)
    return visit


@obeys(
    "MAIB-AUTH-01", "MAIB-AUTH-02", "MAIB-AUTH-03", "MAIB-AUTH-09", "MAIB-AUTH-11", "MAIB-ERROR-02"
)
def obtain_token(visit: Visit) -> Response:
    """
    Issue a token for the right secret.
    """
    session = visit.session
    if not same(str(visit.body["clientSecret"]), session.credentials["client_secret"]) or not same(
        str(visit.body["clientId"]), session.credentials["client_id"]
    ):
        return wrong_secret(visit)
    lifetime = LIFETIMES[session.choice("token_lifetime")]
    token = _minted(session.credentials["client_id"], session.guid())
    if session.choice("token_overlap") == "revoke":
        session.state.tokens.clear()
    session.state.tokens[token] = session.clock.now() + lifetime
    return success({"accessToken": token, "expiresIn": lifetime, "tokenType": "Bearer"})


@obeys("MAIB-AUTH-04", "MAIB-AUTH-16", "MAIB-ERROR-05")
def wrong_secret(visit: Visit) -> Response:
    """
    401 with 11000.
    """
    return refusal(visit, "11000")


@obeys("MAIB-AUTH-05")
def missing_credentials(visit: Visit) -> Response:
    """
    12007; which HTTP status it has is not documented.
    """
    status = int(visit.session.choice("missing_credentials_status")[1:])
    return refusal(visit, "12007", status)


def _minted(client_id: str, nonce: str) -> str:
    claims = json.dumps({"sub": client_id, "jti": nonce}).encode("utf-8")
    payload = base64.urlsafe_b64encode(claims).decode("ascii").rstrip("=")
    return f"{HEADER}.{payload}.{nonce.replace('-', '')}"


@lru_cache(maxsize=1024)
def _subject(token: str) -> str | None:
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    subject = claims.get("sub") if isinstance(claims, dict) else None
    return subject if isinstance(subject, str) else None

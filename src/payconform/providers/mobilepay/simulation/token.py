"""
Access tokens: issuing them, and finding the integrator they belong to.
"""

import base64
import binascii
import json
from functools import lru_cache
from urllib.parse import parse_qsl

from payconform.model import Request, Response
from payconform.providers.mobilepay.simulation.answers import success, unauthorized
from payconform.providers.mobilepay.simulation.state import Token
from payconform.signing.digests import same
from payconform.simulator.visit import Visit, obeys

LIFETIME = 3700  # seconds, as in the documents' sample
HEADER = base64.urlsafe_b64encode(b'{"alg":"RS256","typ":"JWT"}').decode().rstrip("=")


def identify(request: Request) -> str | None:
    """
    The client id that a request claims: by its bearer token, or in Basic form.
    """
    scheme, _, proof = (request.header("authorization") or "").partition(" ")
    if scheme.lower() == "basic":
        return _basic(proof)[0]
    return _client(proof.strip()) if scheme.lower() == "bearer" else None


def token_of(visit: Visit) -> Token | None:
    """
    What the token of a request is good for; None where it was not issued.
    """
    proof = (visit.request.header("authorization") or "").partition(" ")[2].strip()
    token: Token | None = visit.session.state.tokens.get(proof)
    return token


def authenticate(visit: Visit) -> Visit | Response:
    """
    Step: let a live token pass; the token operation needs none.
    """
    if visit.operation.id == "obtainToken":
        return visit
    token = token_of(visit)
    if token is None or token.expires <= visit.session.clock.now():
        return unauthorized(visit)
    return visit


@obeys("MOBILEPAY-AUTH-01", "MOBILEPAY-AUTH-02", "MOBILEPAY-AUTH-03", "MOBILEPAY-AUTH-66")
def obtain_token(visit: Visit) -> Response:
    """
    Issue a token for the right secret.
    """
    session = visit.session
    proof = (visit.request.header("authorization") or "").partition(" ")[2]
    client, secret = _basic(proof)
    known = session.credentials
    if not same(secret, known["client_secret"]) or not same(client, known["client_id"]):
        return wrong_secret(visit)
    asked = dict(parse_qsl(visit.request.body.decode("latin-1"), keep_blank_values=True))
    if asked.get("grant_type") != "client_credentials":
        return Response(400)
    token = _minted(client, asked.get("merchant_vat"), session.guid())
    expires = session.clock.now() + LIFETIME
    session.state.tokens[token] = Token(expires, asked.get("merchant_vat"))
    return success(
        {
            "access_token": token,
            "expires_in": LIFETIME,
            "token_type": "Bearer",
            "scope": "integrator_scope",
        }
    )


@obeys("MOBILEPAY-AUTH-04", "MOBILEPAY-ERROR-06")
def wrong_secret(visit: Visit) -> Response:
    """
    401 that gives nothing away.
    """
    return unauthorized(visit)


def _minted(client: str, vat: str | None, nonce: str) -> str:
    claims = {"client_id": client, "jti": nonce} | ({} if vat is None else {"merchant_vat": vat})
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode("ascii").rstrip("=")
    return f"{HEADER}.{payload}.{nonce.replace('-', '')}"


def _basic(proof: str) -> tuple[str, str]:
    try:
        client, _, secret = base64.b64decode(proof, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return "", ""
    return client, secret


@lru_cache(maxsize=1024)
def _client(token: str) -> str | None:
    payload = token.split(".")[1] if token.count(".") == 2 else ""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return None
    client = claims.get("client_id") if isinstance(claims, dict) else None
    return client if isinstance(client, str) else None

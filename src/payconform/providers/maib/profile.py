"""
How to speak to maib: bearer tokens, valid calls, what to take back at the end.
"""

import uuid
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from payconform.checks import at, given, status
from payconform.model import Call, Caller, Exchange, Headers, Mismatch, Request, Signer, unsigned
from payconform.providers.maib import signing

CREDENTIALS = frozenset({"client_id", "client_secret"})
SECRET_MEMBERS = frozenset({"accessToken", "signatureKey", "signature"})
CALLBACK = "notifyPayment"
MARGIN = timedelta(seconds=5)  # a token this close to its end is renewed first
PAYER = {"iban": "MD88AG000000011621810140", "currency": "MDL", "payerName": "John D."}
NEVER_ISSUED = "eyJhbGciOiJIUzI1NiJ9.e30.bmV2ZXIgaXNzdWVk"


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    A token request.
    """
    secrets = {"clientId": credentials["client_id"], "clientSecret": credentials["client_secret"]}
    return Call("obtainToken", body=secrets)


def signer(caller: Caller) -> Signer:
    """
    Adds a bearer token, obtained when first needed and again when it nears its end.
    """
    held: tuple[str, datetime] | None = None

    def sign(request: Request) -> Request:
        nonlocal held
        if request.target == "/v2/auth/token":
            return request
        if held is None or held[1] <= caller.now():
            held = obtain_token(caller)
        return with_token(request, held[0])

    return sign


def obtain_token(caller: Caller) -> tuple[str, datetime]:
    """
    A new access token, and when it should be renewed.

    Raises:
        Blocked: none was issued.

    """
    issued = given(caller.send(preflight(caller.credentials), unsigned), status(200))
    token, lifetime = at(issued, "result.accessToken"), at(issued, "result.expiresIn")
    seconds = lifetime if isinstance(lifetime, int) else 300
    return str(token), caller.now() + timedelta(seconds=seconds) - MARGIN


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


def dynamic(caller: Caller, **members: object) -> dict[str, object]:
    """
    The body of a valid Dynamic Fixed QR, with members replaced; `...` leaves one out.
    """
    body: dict[str, object] = {
        "type": "Dynamic",
        "expiresAt": in_future(caller, minutes=10),
        "amountType": "Fixed",
        "amount": 50.0,
        "currency": "MDL",
        "description": "payconform",
        "orderId": caller.fresh("order"),
    }
    body |= members
    return {name: value for name, value in body.items() if value is not ...}


def in_future(caller: Caller, **ahead: float) -> str:
    """
    An expiresAt so far ahead of the target's present.
    """
    return (caller.now() + timedelta(**ahead)).isoformat(timespec="seconds")


def valid(operation: str, caller: Caller) -> Call:
    """
    A call that succeeds; a QR that it stands on is created first.
    """
    if operation == "obtainToken":
        return preflight(caller.credentials)
    if operation == "createQr":
        return Call("createQr", body=dynamic(caller))
    qr_id = str(at(given(caller.send(valid("createQr", caller)), status(200)), "result.qrId"))
    if operation == "payTest":
        return Call("payTest", body={"qrId": qr_id, "amount": 50.0, **PAYER})
    body = {"reason": "payconform"} if operation == "cancelQr" else None
    return Call(operation, path={"qrId": qr_id}, body=body)


def unknown_id(caller: Caller) -> str:
    """
    A GUID that names nothing.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, caller.fresh("unknown")))


def undo(exchange: Exchange) -> Call | None:
    """
    Cancel the QR that a create call made.
    """
    qr_id = at(exchange, "result.qrId")
    if exchange.operation != "createQr" or not isinstance(qr_id, str):
        return None
    return Call("cancelQr", path={"qrId": qr_id}, body={"reason": "payconform cleans up"})


def undone(exchange: Exchange) -> bool:
    """
    Cancelled now, or in a state that cannot be cancelled any more.
    """
    return exchange.response is not None and exchange.response.status in (200, 409)


def verify_callback(
    body: bytes, headers: Headers, credentials: Mapping[str, str]
) -> Mismatch | None:
    """
    What is wrong with the signature in a callback's body.
    """
    del headers
    return signing.verify(body, credentials["signature_key"])


def provoke_callback(caller: Caller, url: str) -> None:
    """
    Have a QR with this callbackUrl paid.
    """
    asked = Call("createQr", body=dynamic(caller, callbackUrl=url))
    qr_id = at(given(caller.send(asked), status(200)), "result.qrId")
    paid = Call("payTest", body={"qrId": qr_id, "amount": 50.0, **PAYER})
    given(caller.send(paid), status(200))


def wrong_secret(operation: str, caller: Caller) -> tuple[Call, str]:
    """
    A token request with a secret that is not the merchant's, and that secret.
    """
    del operation
    secret = unknown_id(caller)
    body = {"clientId": caller.credentials["client_id"], "clientSecret": secret}
    return Call("obtainToken", body=body), secret

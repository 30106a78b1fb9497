"""
maib's error table and error envelope (documents: API errors, HTTP status codes).
"""

import json
from typing import Any

import orjson

from payconform.model import Headers, Response
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit, obeys

JSON: Headers = (("content-type", "application/json; charset=utf-8"),)
FULL_NAME = "maib.merchant.payments-"

# Code to HTTP status and message. None: the documents give no status (rule MAIB-ERROR-09).
TABLE: dict[str, tuple[int | None, str]] = {
    "11000": (401, "Invalid credentials. Please check 'clientId' and 'clientSecret'."),
    "12000": (None, "Parameter {parameter} is invalid."),
    "12001": (None, "Provided request is invalid: {error}."),
    "12002": (None, "Currency {currency} is invalid."),
    "12004": (None, "QR type {actualValue} is invalid."),
    "12006": (None, "'expiresAt' field must be in future. Provided value: {actualValue}."),
    "12007": (None, "Please provide 'clientId' and 'clientSecret'."),
    "13000": (404, "QR {qrId} is not found."),
    "14001": (409, "'expiresAt' field must be in future."),
    "14005": (409, "QR {qrId} is already cancelled."),
    "14007": (409, "QR code with a Fixed amount type must have amount set."),
    "14008": (409, "QR code with a Controlled amount type must have min or max amount set."),
    "14019": (409, "QR code's state does not allow this operation: {state}."),
}


def success(result: Any) -> Response:
    """
    The success envelope around a result.
    """
    return Response(200, JSON, orjson.dumps({"result": result, "ok": True}))


@obeys("MAIB-ERROR-01")
def refusal(visit: Visit, /, code: str, status: int | None = None, **args: Any) -> Response:
    """
    The error envelope for a code of the table; `args` fill its message and its errorArgs.
    """
    return _envelope(visit.session, code, status, args)


@obeys("MAIB-AUTH-06", "MAIB-AUTH-07", "MAIB-AUTH-08")
def unauthorized(visit: Visit) -> Response:
    """
    401 for a bearer token that is missing, unknown or expired.
    """
    if visit.session.choice("unauthorized_body") == "empty":
        return Response(401)
    return _named(401, "401", "Unauthorized.")


@obeys("MAIB-ERROR-07")
def unsupported_media(visit: Visit) -> Response:
    """
    415 for a body that is not declared as JSON.
    """
    del visit
    return _named(415, "415", "Unsupported media type.")


def unrouted(visit: Visit) -> Response:
    """
    404 for a path that does not exist.
    """
    return wrong_verb(visit) if visit.allowed else _named(404, "404", "Not found.")


@obeys("MAIB-ERROR-06")
def wrong_verb(visit: Visit) -> Response:
    """
    405 with Allow for a verb that the path does not have.
    """
    return _named(405, "405", "Method not allowed.", (("allow", ", ".join(visit.allowed)),))


def _envelope(session: Session, code: str, status: int | None, args: dict[str, Any]) -> Response:
    documented, message = TABLE[code]
    if documented is None and status is None:
        status = int(session.choice("validation_status")[1:])
    written = FULL_NAME + code if session.choice("error_code_form") == "full" else code
    error: dict[str, Any] = {"errorCode": written, "errorMessage": message.format(**args)}
    if args:
        error["errorArgs"] = {name: str(value) for name, value in args.items()}
    body = json.dumps({"errors": [error], "ok": False}).encode("utf-8")
    return Response(status or documented or 400, JSON, body)


def _named(status: int, code: str, message: str, headers: Headers = ()) -> Response:
    # The documents give these statuses no error code; the number of the status stands in.
    error = {"errorCode": code, "errorMessage": message}
    body = json.dumps({"errors": [error], "ok": False}).encode("utf-8")
    return Response(status, (*JSON, *headers), body)

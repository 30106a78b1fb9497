"""
maib's envelopes, of successes and of errors (documents: API errors, HTTP status codes).
"""

import json
from typing import Any

import orjson

from payconform.model import Headers, Response
from payconform.providers.maib.codes import TABLE
from payconform.simulator.visit import Visit, obeys

JSON: Headers = (("content-type", "application/json; charset=utf-8"),)
FULL_NAME = "maib.merchant.payments-"


def success(result: Any) -> Response:
    """
    The success envelope around a result.
    """
    return Response(200, JSON, orjson.dumps({"result": result, "ok": True}))


@obeys(
    "MAIB-ERROR-01",
    "MAIB-ERROR-11",
    "MAIB-ERROR-12",
    "MAIB-ERROR-13",
    "MAIB-CONTRACT-01",
    "MAIB-FUZZ-01",
    "MAIB-FUZZ-02",
)
def refusal(visit: Visit, /, code: str, status: int | None = None, **args: Any) -> Response:
    """
    The error envelope for a code of the table; `args` fill its message and its errorArgs.
    """
    session, (documented, message) = visit.session, TABLE[code]
    if status is None:
        status = documented or int(session.choice("validation_status")[1:])
    written = FULL_NAME + code if session.choice("error_code_form") == "full" else code
    error: dict[str, Any] = {"errorCode": written, "errorMessage": message.format(**args)}
    if args:
        error["errorArgs"] = {name: str(value) for name, value in args.items()}
    return _error(status, error)


@obeys("MAIB-AUTH-06", "MAIB-AUTH-07", "MAIB-AUTH-08")
def unauthorized(visit: Visit) -> Response:
    """
    401 for a bearer token that is missing, unknown or expired.
    """
    if visit.session.choice("unauthorized_body") == "empty":
        return Response(401)
    return named(401, "401", "Unauthorized.")


@obeys("MAIB-ERROR-07")
def unsupported_media(visit: Visit) -> Response:
    """
    415 for a body that is not declared as JSON.
    """
    del visit
    return named(415, "415", "Unsupported media type.")


def gateway_refusal(visit: Visit) -> Response:
    """
    The body of a gateway that a public client saw instead of the error envelope.
    """
    return Response(400, JSON, orjson.dumps({"supportId": visit.session.guid()}))


@obeys("MAIB-ERROR-15")
def unrouted(visit: Visit) -> Response:
    """
    404 for a path that does not exist.
    """
    return wrong_verb(visit) if visit.allowed else named(404, "404", "Not found.")


@obeys("MAIB-ERROR-06", "MAIB-ERROR-14")
def wrong_verb(visit: Visit) -> Response:
    """
    405 with Allow for a verb that the path does not have.
    """
    return named(405, "405", "Method not allowed.", (("allow", ", ".join(visit.allowed)),))


def named(status: int, code: str, message: str, headers: Headers = ()) -> Response:
    """
    A status that the documents give no error code: its own number stands in for one.
    """
    return _error(status, {"errorCode": code, "errorMessage": message}, headers)


def _error(status: int, error: dict[str, Any], headers: Headers = ()) -> Response:
    body = json.dumps({"errors": [error], "ok": False}).encode("utf-8")
    return Response(status, (*JSON, *headers), body)

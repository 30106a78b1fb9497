"""
Answers, each with an id and a date of its own, and signed.
"""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from payconform.model import Headers, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.signer import host
from payconform.simulator.visit import Visit, obeys

JSON: Headers = (("content-type", "application/json"),)
STATUSES = {
    "AuthorizationFailed": 401,
    "AuthorizationExpired": 401,
    "LimitExceeded": 403,
    "IdentifierNotFound": 404,
    "MethodNotAllowed": 405,
    "UnsupportedMediaType": 415,
}


@obeys("AMAZONPAY-AUTH-20", "AMAZONPAY-CONTRACT-01")
def success(visit: Visit, content: Mapping[str, Any], status: int = 200) -> Response:
    """
    A success, signed.
    """
    return signed(visit, answer(visit, status, json.dumps(content).encode("utf-8")))


@obeys("AMAZONPAY-CALLBACK-01")
def empty(visit: Visit) -> Response:
    """
    A success without a body.
    """
    made = answer(visit, 200, b"")
    return signed(visit, made) if visit.session.choice("signed_empty_answer") == "yes" else made


@obeys("AMAZONPAY-ERROR-02", "AMAZONPAY-ERROR-03", "AMAZONPAY-ERROR-04")
def refusal(visit: Visit, code: str, message: str, status: int | None = None) -> Response:
    """
    A code and a sentence that gives nothing away.
    """
    body = json.dumps({"code": code, "message": message}).encode("utf-8")
    made = answer(visit, status or STATUSES.get(code, 400), body)
    known = signing.AUTHORIZATION.fullmatch(visit.request.header("authorization") or "")
    if not known or known[2] != visit.session.credentials["access_key_id"]:
        return made  # whose secret would sign it?
    return signed(visit, made) if visit.session.choice("signed_refusals") == "yes" else made


@obeys(
    "AMAZONPAY-CALLBACK-02",
    "AMAZONPAY-ERROR-01",
    "AMAZONPAY-FIELD-01",
    "AMAZONPAY-FUZZ-01",
    "AMAZONPAY-FUZZ-02",
    "AMAZONPAY-READ-05",
)
def invalid(visit: Visit, member: str) -> Response:
    """
    The refusal of an argument; in payment calls its code is not documented.
    """
    message = f"{member} is missing or invalid"
    registering = visit.operation.id == "registerIpn"
    if not registering and visit.session.choice("invalid_argument") == "validation_error":
        return refusal(visit, "ValidationError", message, 422)
    return refusal(visit, "InvalidArguments", message)


@obeys("AMAZONPAY-AUTH-21", "AMAZONPAY-AUTH-22", "AMAZONPAY-FUZZ-03")
def answer(visit: Visit, status: int, body: bytes) -> Response:
    """
    An answer with its id and its date, not signed.
    """
    session = visit.session
    date = datetime.fromtimestamp(session.clock.now(), UTC).strftime(signing.STAMP)
    told = ((signing.REQUEST_ID, session.guid()), (signing.DATE, date), ("x-amz-rid", "payconform"))
    return Response(status, (*JSON, *told), body)


def signed(visit: Visit, response: Response) -> Response:
    """
    An answer with the signature that stands for it, in place of any it had.
    """
    credentials = visit.session.credentials
    repeated = (
        visit.request.method == "GET" and visit.session.choice("get_answer") == "query_repeated"
    )
    reading = signing.Reading(query_repeated=repeated)
    canonical = signing.canonical_response(visit.request, response, host(credentials), reading)
    date = response.header(signing.DATE) or ""
    made = signing.sign(canonical, date, credentials["secret_key"])
    others = tuple(one for one in response.headers if one[0] != signing.SIGNATURE)
    return replace(response, headers=(*others, (signing.SIGNATURE, made.value)))


def unrouted(visit: Visit) -> Response:
    """
    404 for a path that does not exist, and for a verb that it does not have, 405 if so chosen.
    """
    if visit.allowed and visit.session.choice("wrong_verb") == "s405":
        return refusal(visit, "MethodNotAllowed", f"This path takes {', '.join(visit.allowed)}")
    return refusal(visit, "NotFound", "There is no such operation", 404)

"""
Answers: successes with and without a body, and refusals by their codes.
"""

import json
from typing import Any

import orjson

from payconform.model import Headers, Response
from payconform.providers.mobilepay.codes import TABLE
from payconform.simulator.visit import Visit, obeys

JSON: Headers = (("content-type", "application/json; charset=utf-8"),)


def success(content: Any) -> Response:
    """
    A success with a body.
    """
    return Response(200, JSON, orjson.dumps(content))


def done(visit: Visit) -> Response:
    """
    A success without a body.
    """
    return Response(204 if visit.session.choice("empty_success") == "s204" else 200)


@obeys("MOBILEPAY-ERROR-01", "MOBILEPAY-ERROR-04", "MOBILEPAY-ERROR-05", "MOBILEPAY-CONTRACT-01")
def refusal(visit: Visit, code: str) -> Response:
    """
    A refusal with a code of the table.
    """
    session, (status, message) = visit.session, TABLE[code]
    camel = session.choice("correlation_member") == "camel"
    body = {"code": code, "message": message}
    body["correlationId" if camel else "CorrelationId"] = session.guid()
    if "Refund" in visit.operation.id and session.choice("refund_origin") == "pos":
        body["origin"] = "PoS"
    return Response(status, JSON, json.dumps(body).encode("utf-8"))


@obeys(
    "MOBILEPAY-AUTH-05",
    "MOBILEPAY-AUTH-06",
    "MOBILEPAY-AUTH-07",
    "MOBILEPAY-AUTH-08",
)
def unauthorized(visit: Visit) -> Response:
    """
    401 without a body.
    """
    del visit
    return Response(401)


@obeys(
    "MOBILEPAY-CREATE-83",
    "MOBILEPAY-READ-03",
    "MOBILEPAY-READ-13",
    "MOBILEPAY-READ-15",
    "MOBILEPAY-READ-16",
    "MOBILEPAY-CANCEL-16",
    "MOBILEPAY-CANCEL-47",
    "MOBILEPAY-PAY-09",
    "MOBILEPAY-REFUND-11",
    "MOBILEPAY-REFUND-12",
    "MOBILEPAY-AUTH-11",
    "MOBILEPAY-ERROR-52",
)
def not_found(visit: Visit) -> Response:
    """
    404, with a code for the capture of a refund alone.
    """
    return refusal(visit, "1004") if visit.operation.id == "captureRefund" else Response(404)


def unrouted(visit: Visit) -> Response:
    """
    404 for a path that does not exist, 405 for a verb that it does not have.
    """
    if visit.allowed:
        return Response(405, (("allow", ", ".join(visit.allowed)),))
    return Response(404)

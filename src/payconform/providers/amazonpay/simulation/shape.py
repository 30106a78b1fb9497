"""
Steps that look at what a request says: media type, query, body.
"""

import json
from typing import Any
from urllib.parse import parse_qsl

from payconform.model import Response
from payconform.providers.amazonpay.simulation.answers import invalid, refusal, unrouted
from payconform.providers.amazonpay.simulation.authentication import another_merchant
from payconform.providers.amazonpay.simulation.openness import left_open, settled
from payconform.simulator.visit import Visit

PATHS = {"getCharge": "charge", "getRefund": "refund"}


def path_is_served(visit: Visit) -> Visit | Response:
    """
    Step: of the two paths for the status of a refund only one exists.
    """
    path = PATHS.get(visit.operation.id)
    if path is None or path == visit.session.choice("refund_status_path"):
        return visit
    return unrouted(visit._replace(allowed=()))


def arguments_first(visit: Visit) -> Visit | Response:
    """
    Step: where arguments are looked at before the signature, what is wrong with them.
    """
    if visit.session.choice("refusal_order") == "signature_first":
        return visit
    learned = shape(visit)
    return learned if isinstance(learned, Response) else visit


def shape(visit: Visit) -> Visit | Response:
    """
    Step: query or body are of the documented shape, and name the merchant; they become the body.
    """
    return _query(visit) if visit.request.method == "GET" else _body(visit)


def _query(visit: Visit) -> Visit | Response:
    asked = dict(parse_qsl(visit.request.target.partition("?")[2], keep_blank_values=True))
    if refused := another_merchant(visit, asked.get("merchantId")):
        return refused
    for error in visit.operation.query_validator.iter_errors(asked):
        return invalid(visit, named(error))
    return visit.with_body(asked)


def _body(visit: Visit) -> Visit | Response:
    session = visit.session
    declared = (visit.request.header("content-type") or "").partition(";")[0].strip().lower()
    if declared != "application/json" and session.choice("other_media_type") == "refuse":
        return refusal(visit, "UnsupportedMediaType", "The body must be application/json")
    body = parsed(visit.request.body)
    if not isinstance(body, dict):
        return invalid(visit, "The body")
    if refused := another_merchant(visit, body.get("merchantId")):
        return refused
    unknown = body.keys() - {*visit.operation.properties, "expiryTimeStamp"}
    if unknown and session.choice("unknown_member") == "refuse":
        return invalid(visit, min(unknown))
    body = settled(visit, body)
    for error in visit.operation.validator.iter_errors(body):
        if not left_open(visit, error, body):
            return _misshapen(visit, error)
    return visit.with_body(body)


def _misshapen(visit: Visit, error: Any) -> Response:
    for rule in visit.operation.rules_at(error.instance_path[:1]):
        visit.session.tally[rule,] += 1
    return invalid(visit, named(error))


def named(error: Any) -> str:
    """
    The member that an error is about.
    """
    path = error.instance_path
    return str(path[0] if path else error.kind.as_dict().get("property", "The body"))


def parsed(body: bytes) -> Any:
    """
    A JSON body; None where it is not JSON in UTF-8, or hides half of a surrogate pair.
    """
    try:
        document = json.loads(body.decode("utf-8"))
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError):
        return None
    return document

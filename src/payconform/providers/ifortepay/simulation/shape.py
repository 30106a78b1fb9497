"""
Steps that look at what a request says: media type and body.
"""

import json
from typing import Any

from payconform.model import Response
from payconform.providers.ifortepay.simulation.answers import invalid, refusal
from payconform.providers.ifortepay.simulation.openness import left_open, settled
from payconform.simulator.visit import Visit


def members_first(visit: Visit) -> Visit | Response:
    """
    Step: where members are looked at before the signature, what is wrong with them.
    """
    if visit.session.choice("refusal_order") == "signature_first":
        return visit
    learned = shape(visit)
    return learned if isinstance(learned, Response) else visit


def shape(visit: Visit) -> Visit | Response:
    """
    Step: the body is of the documented shape, as far as that is closed.
    """
    session = visit.session
    declared = (visit.request.header("content-type") or "").partition(";")[0].strip().lower()
    if declared != "application/json" and session.choice("other_media_type") == "refuse":
        return refusal(visit, "01", "The body must be application/json")
    body = parsed(visit.request.body)
    if not isinstance(body, dict):
        return invalid(visit, "The body")
    unknown = body.keys() - visit.operation.properties.keys()
    if unknown and session.choice("unknown_member") == "refuse":
        return invalid(visit, "A member")
    body = settled(visit, body)
    for error in visit.operation.validator.iter_errors(body):
        if not left_open(visit, error):
            return _misshapen(visit, error)
    return visit.with_body(body)


def _misshapen(visit: Visit, error: Any) -> Response:
    path = error.instance_path
    for rule in visit.operation.rules_at(path):
        visit.session.tally[rule,] += 1
    return invalid(visit, str(path[-1] if path else error.kind.as_dict().get("property", "It")))


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

"""
Steps that look at what a request says before it acts: media type, ids, query, body.
"""

import re
from typing import Any
from urllib.parse import parse_qsl

import orjson

from payconform.model import Response
from payconform.providers.mobilepay.checks import GUID
from payconform.providers.mobilepay.codes import MEMBERS
from payconform.providers.mobilepay.simulation.answers import not_found, refusal
from payconform.simulator.visit import Visit, obeys

OLD_DELAY, OLD_TYPE = "Within24Hours", "BluetoothMP1"
MEDIA = re.compile(r"application/json|text/json|application/[\w.-]+\+json", re.IGNORECASE)


@obeys("MOBILEPAY-ERROR-22")
def media_type(visit: Visit) -> Visit | Response:
    """
    Step: a body is declared as JSON.
    """
    if visit.operation.validator is None:
        return visit
    declared = (visit.request.header("content-type") or "").partition(";")[0].strip()
    if MEDIA.fullmatch(declared) or visit.session.choice("other_media_type") == "accept":
        return visit
    return Response(415)


def ids(visit: Visit) -> Visit | Response:
    """
    Step: an id in the path is a GUID.
    """
    if all(re.fullmatch(GUID, value) for value in visit.path.values()):
        return visit
    unknown = visit.session.choice("malformed_id") == "not_found"
    return not_found(visit) if unknown else refusal(visit, "1099")


def query(visit: Visit) -> Visit | Response:
    """
    Step: the query has the documented form; it becomes the visit's body.
    """
    validator = visit.operation.query_validator
    if validator is None:
        return visit
    written = dict(parse_qsl(visit.request.target.partition("?")[2], keep_blank_values=True))
    asked = {name: written[name] for name in visit.operation.query if name in written}
    for error in validator.iter_errors(asked):
        return invalid(visit, str(error.instance_path[0]) if error.instance_path else "")
    return visit.with_body(asked)


@obeys("MOBILEPAY-ERROR-20", "MOBILEPAY-ERROR-44", "MOBILEPAY-READ-55")
def shape(visit: Visit) -> Visit | Response:
    """
    Step: the body is JSON of the documented shape.
    """
    if visit.operation.validator is None:
        return visit
    try:
        body = orjson.loads(visit.request.body)
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        return refusal(visit, "1099")
    body = _in_todays_words(visit, body)
    for error in visit.operation.validator.iter_errors(body):
        return invalid(visit, _member(error))
    if _finer(body.get("amount")) and visit.session.choice("three_decimals") == "refuse":
        return invalid(visit, "amount")
    unknown = body.keys() - visit.operation.properties.keys()
    if unknown and visit.session.choice("unknown_member") == "refuse":
        return refusal(visit, "1099")
    return visit.with_body({name: body[name] for name in body if name not in unknown})


@obeys(
    *(f"MOBILEPAY-ERROR-{number}" for number in (15, 16, 17, 18, 19, 26)),
    "MOBILEPAY-FIELD-01",
    "MOBILEPAY-FIELD-02",
    "MOBILEPAY-FUZZ-01",
    "MOBILEPAY-FUZZ-02",
)
def invalid(visit: Visit, member: str) -> Response:
    """
    The refusal of a member, with its own code where it has one.
    """
    return refusal(visit, MEMBERS.get(member, "1099"))


def _in_todays_words(visit: Visit, body: dict[str, Any]) -> dict[str, Any]:
    """
    The body with the names that older revisions had for its values replaced, if they are taken.
    """
    told, choice = dict(body), visit.session.choice
    if told.get("plannedCaptureDelay") == OLD_DELAY and choice("old_delay") == "accept":
        told["plannedCaptureDelay"] = "LessThan24Hours"
    if told.get("supportedBeaconTypes") == [OLD_TYPE] and choice("old_beacon_type") == "accept":
        told["supportedBeaconTypes"] = ["Bluetooth"]
    return told


def _finer(amount: object) -> bool:
    return isinstance(amount, float) and round(amount, 2) != amount


def _member(error: Any) -> str:
    missing = error.kind.as_dict().get("property")
    return str(missing or (error.instance_path[0] if error.instance_path else ""))

"""
Steps that look at what a request says before it acts: media type, ids, query, body.
"""

import re
from collections.abc import Mapping
from math import isfinite
from typing import Any
from urllib.parse import parse_qsl

from payconform.model import Response
from payconform.providers.maib.checks import GUID
from payconform.providers.maib.simulation.limits import LIMITS
from payconform.providers.maib.simulation.openness import left_open, settled
from payconform.providers.maib.simulation.refusals import (
    gateway_refusal,
    refusal,
    unsupported_media,
)
from payconform.providers.maib.simulation.state import seconds
from payconform.providers.maib.simulation.token import missing_credentials, parsed, wrong_secret
from payconform.simulator.visit import Visit, obeys

NUMBERS = {"integer": int, "number": float}
NUMBER = re.compile(r"-?[0-9]{1,400}(\.[0-9]{1,400})?([eE][+-]?[0-9]{1,3})?")


def media_type(visit: Visit) -> Visit | Response:
    """
    Step: a body must be declared as JSON.
    """
    if visit.operation.validator is None or _needs_no_body(visit):
        return visit
    header = visit.request.header("content-type")
    if header is None and visit.session.choice("missing_content_type") == "accept":
        return visit
    declared = (header or "").partition(";")[0].strip().lower()
    return visit if declared == "application/json" else unsupported_media(visit)


def path_is_guid(visit: Visit) -> Visit | Response:
    """
    Step: an id in the path is a GUID.
    """
    for name, value in visit.path.items():
        if not re.fullmatch(GUID, value):
            if visit.session.choice("malformed_qr_id") == "invalid":
                return refusal(visit, "12000", parameter=name)
            if name == "qrId":
                return refusal(visit, "13000", qrId=value)
            return refusal(visit, "14003", miaPaymentId=value)
    return visit


def query(visit: Visit) -> Visit | Response:
    """
    Step: the query has the documented members; they become the visit's body.
    """
    validator = visit.operation.query_validator
    if validator is None:
        return visit
    written = visit.request.target.partition("?")[2]
    given = dict(parse_qsl(written, keep_blank_values=True))
    asked = {
        name: _typed(given[name], parameter["schema"])
        for name, parameter in visit.operation.query.items()
        if name in given
    }
    for error in validator.iter_errors(asked):
        if not error.instance_path and visit.session.choice("list_without_paging") == "accept":
            continue
        return _misasked(visit, error)
    for name, value in asked.items():
        if name.endswith(("AtFrom", "AtTo")) and seconds(value) is None:
            return refusal(visit, "12000", parameter=name)
    return visit.with_body(asked)


def shape(visit: Visit) -> Visit | Response:
    """
    Step: the body is JSON of the documented shape.
    """
    if visit.operation.validator is None:
        return visit
    if not visit.request.body and (answered := _bodyless(visit)):
        return answered
    body = parsed(visit.request.body)
    if not isinstance(body, dict):
        return no_json_object(visit)
    for error in visit.operation.validator.iter_errors(body):
        if not left_open(visit, error, body):
            return _misshapen(visit, error, body)
    if refused := _unknown_members(visit, body):
        return refused
    known = {name: body[name] for name in visit.operation.properties if name in body}
    return visit.with_body(settled(known))


@obeys("MAIB-ERROR-03", "MAIB-ERROR-04", "MAIB-ERROR-16", "MAIB-ERROR-17", "MAIB-FIELD-01")
def no_json_object(visit: Visit) -> Response:
    """
    A refusal that shows nothing of what went wrong inside.
    """
    return refusal(visit, "12001", error="the body is not a JSON object")


def _needs_no_body(visit: Visit) -> bool:
    body = visit.operation.definition.get("requestBody", {})
    return not visit.request.body and not body.get("required", False)


def _bodyless(visit: Visit) -> Visit | Response | None:
    if not _needs_no_body(visit):
        gateway = visit.session.choice("empty_body") == "gateway"
        # MAIB-CANCEL-24: a gateway's own body was seen for this operation alone.
        return gateway_refusal(visit) if gateway and visit.operation.id == "cancelQr" else None
    if visit.session.choice("bodyless_extension_cancel") == "accept":
        return visit.with_body({})
    return None


def _typed(text: str, schema: Mapping[str, Any]) -> Any:
    kind = NUMBERS.get(schema.get("type", ""))
    if kind is None or not NUMBER.fullmatch(text):
        return text
    if kind is float:
        return number if isfinite(number := float(text)) else text
    return int(text) if text.lstrip("-").isdecimal() else text


def _misasked(visit: Visit, error: Any) -> Response:
    path = error.instance_path
    name = str(path[0]) if path else error.kind.as_dict().get("property", "query")
    _count(visit, [name])
    if name in ("sortBy", "order"):
        return refusal(visit, "12003")
    if name in ("status", "type"):
        code = {"status": "12005", "type": "12004"}[name]
        return refusal(visit, code, actualValue=_shown(error.instance))
    return refusal(visit, "12000", parameter=name)


@obeys("MAIB-FIELD-02", "MAIB-FIELD-03", "MAIB-FIELD-04")
def _misshapen(visit: Visit, error: Any, body: dict[str, Any]) -> Response:
    path = error.instance_path
    missing = error.kind.as_dict().get("property")
    parameter = str(missing or (path[-1] if path else "body"))
    _count(visit, [*path, missing] if missing else path)
    if visit.operation.id == "obtainToken":
        return missing_credentials(visit) if missing else wrong_secret(visit)
    if missing == "amount" and "amountType" in visit.operation.properties:
        return refusal(visit, "14007" if body.get("amountType") == "Fixed" else "14008")
    if missing in LIMITS:
        return refusal(visit, "14008")
    if not missing and parameter == "currency":
        return refusal(visit, "12002", currency=_shown(error.instance))
    if not missing and parameter == "type":
        return refusal(visit, "12004", actualValue=_shown(error.instance))
    if visit.session.choice("validation_code") == "c12001":
        return refusal(visit, "12001", error=f"{parameter} is invalid")
    return refusal(visit, "12000", parameter=parameter)


def _count(visit: Visit, path: list[str | int]) -> None:
    for rule in visit.operation.rules_at(path):
        visit.session.tally[rule,] += 1


def _unknown_members(visit: Visit, body: dict[str, Any]) -> Response | None:
    known = visit.operation.properties.keys()
    if body.keys() <= known:
        return None
    unknown = body.keys() - known
    if visit.session.choice("unknown_member") == "refuse":
        return refusal(visit, "12000", parameter=min(unknown))
    return None


def _shown(value: Any) -> str:
    return str(value)[:100]

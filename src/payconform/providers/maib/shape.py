"""
Steps that look at a request's body before it acts: media type, JSON, and the documented shape.
"""

from decimal import Decimal
from typing import Any

from payconform.model import Response
from payconform.providers.maib.refusals import refusal, unsupported_media
from payconform.providers.maib.state import seconds
from payconform.providers.maib.token import missing_credentials, parsed, wrong_secret
from payconform.simulator.visit import Visit, obeys

MINUTE, SIXTY_DAYS = 60, 60 * 24 * 3600
LIMITS = {"amountMin", "amountMax"}


def media_type(visit: Visit) -> Visit | Response:
    """
    Step: a body must be declared as JSON.
    """
    declared = (visit.request.header("content-type") or "").partition(";")[0].strip().lower()
    if visit.operation.validator is not None and declared != "application/json":
        return unsupported_media(visit)
    return visit


def shape(visit: Visit) -> Visit | Response:
    """
    Step: the body is JSON of the documented shape.
    """
    if visit.operation.validator is None:
        return visit
    body = parsed(visit.request.body)
    if not isinstance(body, dict):
        return no_json_object(visit)
    for error in visit.operation.validator.iter_errors(body):
        if not _left_open(visit, error, body):
            return _misshapen(visit, error, body)
    return _unknown_members(visit, body) or visit.with_body(body)


@obeys("MAIB-ERROR-03", "MAIB-ERROR-04")
def no_json_object(visit: Visit) -> Response:
    """
    A refusal that shows nothing of what went wrong inside.
    """
    return refusal(visit, "12001", error="the body is not a JSON object")


def limits(visit: Visit) -> Response | None:
    """
    The limits of a create request that JSON Schema cannot state.
    """
    body = visit.body
    if body["type"] == "Dynamic" and (refused := _expiry(visit, body["expiresAt"])):
        return refused
    if body["amountType"] == "Controlled" and (refused := _range(visit)):
        return refused
    order = body.get("orderId")
    repeated = order is not None and order in visit.session.state.orders
    if repeated and visit.session.choice("repeated_order_id") == "refuse":
        return refusal(visit, "12000", parameter="orderId")
    return None


@obeys("MAIB-CREATE-20", "MAIB-CREATE-21", "MAIB-CREATE-22")
def _expiry(visit: Visit, text: str) -> Response | None:
    ahead = seconds(text)
    if ahead is None:
        return refusal(visit, "12000", parameter="expiresAt")
    ahead -= visit.session.clock.now()
    if ahead <= 0:
        if visit.session.choice("past_expiry_code") == "c14001":
            return refusal(visit, "14001")
        return refusal(visit, "12006", actualValue=text)
    if not MINUTE <= ahead <= SIXTY_DAYS:
        return refusal(visit, "12000", parameter="expiresAt")
    return None


@obeys("MAIB-CREATE-24")
def _range(visit: Visit) -> Response | None:
    body = visit.body
    low, high = body.get("amountMin"), body.get("amountMax")
    inside = (low is None or low <= body["amount"]) and (high is None or body["amount"] <= high)
    ordered = low is None or high is None or low < high
    return None if inside and ordered else refusal(visit, "12000", parameter="amount")


def _left_open(visit: Visit, error: Any, body: dict[str, Any]) -> bool:
    """
    Whether a switch accepts what the documented shape does not.
    """
    path, kind = error.instance_path, error.kind
    if path == ["callbackUrl"] and kind.name == "pattern":
        return visit.session.choice("plain_http_callback") == "accept"
    missing = not path and kind.as_dict().get("property")
    if missing in LIMITS and LIMITS & body.keys():
        return visit.session.choice("controlled_needs") == "either_limit"
    return False


def _misshapen(visit: Visit, error: Any, body: dict[str, Any]) -> Response:
    path = error.instance_path
    parameter = str(path[0]) if path else error.kind.as_dict().get("property", "body")
    for rule in visit.operation.properties.get(parameter, {}).get("x-rules", ()):
        visit.session.tally[rule,] += 1
    if visit.operation.id == "obtainToken":
        return wrong_secret(visit) if path else missing_credentials(visit)
    if path and parameter == "currency":
        return refusal(visit, "12002", currency=_shown(body["currency"]))
    if path and parameter == "type" and visit.operation.id == "createQr":
        return refusal(visit, "12004", actualValue=_shown(body["type"]))
    if not path and parameter == "amount" and body.get("amountType") == "Fixed":
        return refusal(visit, "14007")
    if not path and parameter in LIMITS:
        return refusal(visit, "14008")
    if visit.session.choice("validation_code") == "c12001":
        return refusal(visit, "12001", error=f"{parameter} is invalid")
    return refusal(visit, "12000", parameter=parameter)


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


def two_decimals(amount: float) -> Decimal:
    """
    A JSON amount as exact money.
    """
    return Decimal(repr(amount)).quantize(Decimal("0.01"))

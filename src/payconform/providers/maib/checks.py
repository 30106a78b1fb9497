"""
Checks in maib's own terms: its envelopes and its error codes.
"""

from payconform.checks import (
    at,
    content_type,
    given,
    json_body,
    member,
    member_matches,
    require,
    shown_json,
    status,
)
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib import doctor
from payconform.providers.maib.codes import bare

SOMETHING_ELSE = (401, 403, 404, 405, 415, 429)
GUID = r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def succeeded(exchange: Exchange) -> Mismatch | None:
    """
    200, `ok` exactly true, and `result` an object.
    """
    if wrong := status(200)(exchange):
        return wrong
    if at(exchange, "ok") is not True or not isinstance(at(exchange, "result"), dict):
        return Mismatch("ok true and result an object", _said(exchange))
    return None


def require_refused(exchange: Exchange, *checks: Check) -> Exchange:
    """
    The rule under test: this request is refused for what it says. Success contradicts that, and so
    does a server that fails over it.

    Raises:
        Violation: it succeeds, ends in a server error, or a check finds a difference.
        Blocked: it is refused for something else (token, address, path, verb, media type, load).

    """
    given(exchange, _not_for_something_else)
    return require(exchange, refused_on_purpose, *checks)


def refused(exchange: Exchange) -> Mismatch | None:
    """
    An answer that is no success: which status a refusal has is documented for few codes only, and
    one was seen with 200, `errors` and no `ok`.
    """
    if exchange.response is None or _accepted(exchange):
        return Mismatch("a refusal", _said(exchange))
    return None


def refused_on_purpose(exchange: Exchange) -> Mismatch | None:
    """
    A refusal that is no server error.
    """
    if exchange.response is not None and exchange.response.status >= 500:
        return Mismatch("a refusal, no server error", _said(exchange))
    return refused(exchange)


def _accepted(exchange: Exchange) -> bool:
    number = exchange.response.status if exchange.response else 0
    return 200 <= number < 300 and at(exchange, "ok") is True


def _not_for_something_else(exchange: Exchange) -> Mismatch | None:
    number = exchange.response.status if exchange.response else 0
    if number not in SOMETHING_ELSE:
        return None
    return Mismatch("an answer to what the request says", f"status {number}")


def json_success(exchange: Exchange) -> Mismatch | None:
    """
    A success that is also declared as application/json.
    """
    return succeeded(exchange) or content_type("application/json")(exchange)


def error_envelope(exchange: Exchange) -> Mismatch | None:
    """
    `ok` exactly false, and at least one error with errorCode and errorMessage as text.
    """
    errors = at(exchange, "errors")
    if at(exchange, "ok") is not False or not isinstance(errors, list) or not errors:
        return Mismatch("ok false and a list of errors", _said(exchange))
    for error in errors:
        texts = isinstance(error, dict) and [error.get("errorCode"), error.get("errorMessage")]
        if not texts or not all(isinstance(text, str) and text for text in texts):
            return Mismatch("errorCode and errorMessage as text in each error", _said(exchange))
    return None


def code(*codes: str) -> Check:
    """
    One of the errors has one of these codes, bare or behind the service's name.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        if any(one in codes for one in error_codes(exchange)):
            return None
        return Mismatch(f"error code {' or '.join(codes)}", _said(exchange))

    return check


def guid(path: str) -> Check:
    """
    The member is a GUID.
    """
    return member_matches(path, str, GUID, "a GUID")


def confirms(pay_id: str) -> Check:
    """
    A refund is answered in one of the two documented forms, over whichever path.
    """
    newer = guid("result.refundId"), member("result.status", "Created")
    older = member("result.payId", pay_id), member("result.status", "Refunded")

    def check(exchange: Exchange) -> Mismatch | None:
        if any(not any(one(exchange) for one in form) for form in (newer, older)):
            return None
        told = shown_json(json_body(exchange))
        return Mismatch("refundId and Created, or payId and Refunded", told)

    return check


def signature_holds(key: str) -> Check:
    """
    The signature of a callback verifies over the bytes received.
    """
    return lambda exchange: doctor.verify(exchange.request.body, key)


def error_code(exchange: Exchange) -> str:
    """
    The code of the first error without the service's name; empty where there is none.
    """
    return next(iter(error_codes(exchange)), "")


def error_codes(exchange: Exchange) -> list[str]:
    """
    The codes of all errors without the service's name.
    """
    errors = at(exchange, "errors")
    listed = errors if isinstance(errors, list) else []
    written = [error.get("errorCode") for error in listed if isinstance(error, dict)]
    return [bare(one) for one in written if isinstance(one, str)]


def outcome(exchange: Exchange) -> str:
    """
    An answer in a few words, for rules that only record it.
    """
    number = exchange.response.status if exchange.response else 0
    named = error_code(exchange)
    if _accepted(exchange):
        return "accepted"
    return f"{number} with {named}" if named else f"{number}"


def fate(exchange: Exchange) -> str:
    """
    The same, beginning with accepted or refused.
    """
    told = outcome(exchange)
    return told if told == "accepted" else f"refused, {told}"


def _said(exchange: Exchange) -> str:
    response = exchange.response
    body = json_body(exchange)
    told = "not JSON" if body is None else shown_json(body)
    return f"status {response.status if response else 0}: {told}"

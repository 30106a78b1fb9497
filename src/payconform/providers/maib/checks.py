"""
Checks in maib's own terms: its envelopes and its error codes.
"""

from payconform.checks import at, content_type, json_body, shown, status
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib import signing


def succeeded(exchange: Exchange) -> Mismatch | None:
    """
    200, `ok` exactly true, and `result` an object.
    """
    if wrong := status(200)(exchange):
        return wrong
    if at(exchange, "ok") is not True or not isinstance(at(exchange, "result"), dict):
        return Mismatch("ok true and result an object", _said(exchange))
    return None


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
    The first error has one of these codes, bare or behind the service's name.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        if error_code(exchange) in codes:
            return None
        return Mismatch(f"error code {' or '.join(codes)}", _said(exchange))

    return check


def signature_holds(key: str) -> Check:
    """
    The signature of a callback verifies over the bytes received.
    """
    return lambda exchange: signing.verify(exchange.request.body, key)


def error_code(exchange: Exchange) -> str:
    """
    The code of the first error without the service's name; empty where there is none.
    """
    written = at(exchange, "errors.0.errorCode")
    return written.rpartition("-")[2] if isinstance(written, str) else ""


def outcome(exchange: Exchange) -> str:
    """
    An answer in a few words, for rules that only record it.
    """
    number = exchange.response.status if exchange.response else 0
    named = error_code(exchange)
    return "accepted" if number < 300 else f"{number} with {named}" if named else f"{number}"


def _said(exchange: Exchange) -> str:
    response = exchange.response
    body = json_body(exchange)
    told = "not JSON" if body is None else str(body)
    return f"status {response.status if response else 0}: {shown(told)}"

"""
Checks in iFortepay's own terms: success, refusals, statuses, the content of a QR.
"""

import re
from collections.abc import Iterator
from typing import Any

from payconform.checks import at, json_body, require, shown_json
from payconform.model import Check, Exchange, Mismatch

CODES = ("00", "01", "02", "03", "04", "98", "99")
LIVE, PAID, EXPIRED, CANCELED, VOID = (
    ("ACTIVE", "REQUEST"),
    ("PAID", "SUCCESS"),
    ("EXPIRED",),
    ("CANCELED",),
    ("VOID",),
)
STATUSES = (
    *LIVE,
    *PAID,
    *EXPIRED,
    *CANCELED,
    *VOID,
    "REVERSED",
    "REFUND_REQUESTED",
    "PARTIAL_REFUND",
    "REFUND_FAILED",
    "REFUNDED",
    "FAILED",
    "NEED_REVIEW",
    "BLOCKED",
)
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:\d{2})"
MOMENT_SAYS = "an ISO 8601 moment with milliseconds and an offset"
SUCCESS = "response_code 00"
BEGINNING = "0002"  # of every EMVCo payload: the tag and the length of its version
ADDRESS = ("http://", "https://")


def succeeded(exchange: Exchange) -> Mismatch | None:
    """
    response_code 00, with no HTTP status of an error: which one a refusal has, no page tells.
    """
    number = exchange.response.status if exchange.response else 0
    found = at(exchange, "response_code")
    if found == "00" and number < 400:
        return None
    return Mismatch(SUCCESS, f"status {number} with {shown_json(found)}")


def refused(exchange: Exchange) -> Mismatch | None:
    """
    Anything but success.
    """
    return None if succeeded(exchange) else Mismatch("a refusal", SUCCESS)


def require_refused(exchange: Exchange) -> Exchange:
    """
    The rule under test: this request is refused for what it says.

    Raises:
        Violation: it succeeds.

    """
    return require(exchange, refused)


def fate(exchange: Exchange) -> str:
    """
    What became of a request: accepted, or refused.
    """
    return "refused" if succeeded(exchange) else "accepted"


def coded_fate(exchange: Exchange) -> str:
    """
    What became of a request: accepted, or refused with one of three codes, or otherwise.
    """
    code = at(exchange, "response_code")
    if succeeded(exchange) is None:
        return "accepted"
    return f"refused with {code}" if code in ("01", "02", "03") else "refused otherwise"


def number(exchange: Exchange, *known: int) -> str:
    """
    The HTTP status of an answer, if it is one of those known.
    """
    status = exchange.response.status if exchange.response else 0
    return str(status) if status in known else "another status"


def code(*wanted: str) -> Check:
    """
    The answer has one of these response codes.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, "response_code")
        if found in wanted:
            return None
        return Mismatch(f"response_code {' or '.join(wanted)}", shown_json(found))

    return check


def stands(*wanted: str) -> Check:
    """
    The transaction has one of these statuses, in any letter case.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, "transaction_status")
        if isinstance(found, str) and found.upper() in wanted:
            return None
        return Mismatch(f"transaction_status {' or '.join(wanted)}", shown_json(found))

    return check


def told(path: str, wanted: str) -> Check:
    """
    The member is this word, in any letter case.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, path)
        if isinstance(found, str) and found.upper() == wanted.upper():
            return None
        return Mismatch(f"{path} {wanted}", shown_json(found))

    return check


def shows_qr(exchange: Exchange) -> Mismatch | None:
    """
    Somewhere in the answer stands the content of a QRIS code, or an address: which member holds it
    is not documented.
    """
    texts = {path: value for path, value in _texts(json_body(exchange)) if path != "callback_url"}
    if content_at(exchange) or any(value.startswith(ADDRESS) for value in texts.values()):
        return None
    return Mismatch("the content of a QR, or an address of its image", "neither")


def content_at(exchange: Exchange) -> str | None:
    """
    The dotted path of the member that holds the content of a QR; None where none does.
    """
    texts = _texts(json_body(exchange))
    return next((path for path, value in texts if value.startswith(BEGINNING)), None)


def worth(path: str, wanted: int) -> Check:
    """
    The member is this amount, as a number or as its text: which of both no page tells.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, path)
        number = isinstance(found, int | float) and found == wanted
        if number or (isinstance(found, str) and re.fullmatch(rf"{wanted}(\.0+)?", found)):
            return None
        return Mismatch(f"{path} {wanted}", shown_json(found))

    return check


def cased(found: object, word: str) -> str:
    """
    A word as it was found, if it is that word in upper or in lower case.
    """
    return str(found) if found in (word.upper(), word.lower()) else "something else"


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    named = value.items() if isinstance(value, dict) else ()
    counted = enumerate(value) if isinstance(value, list) else ()
    for name, one in (*named, *counted):
        yield from _texts(one, f"{path}.{name}".lstrip("."))

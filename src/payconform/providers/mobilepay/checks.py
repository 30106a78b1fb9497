"""
Checks in MobilePay's own terms: success, and refusals by status and code.
"""

from collections.abc import Sequence

from payconform.checks import at, json_body, member, require, shown_json, shown_plain, status
from payconform.model import Check, Exchange, Mismatch

GUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
BARS = ("1204", "1368")
BODILESS = frozenset(
    {
        "paymentReady",
        "capturePayment",
        "cancelPayment",
        "captureRefund",
        "cancelRefund",
        "deletePos",
        "userSimulationCheckin",
        "userSimulationAcceptPayment",
        "userSimulationCancelPayment",
    }
)


def succeeded(exchange: Exchange) -> Mismatch | None:
    """
    200 with JSON, or 200 or 204 where the document gives no body.
    """
    if exchange.operation in BODILESS:
        return status(200, 204)(exchange)
    if wrong := status(200)(exchange):
        return wrong
    if isinstance(json_body(exchange), dict | list):
        return None
    return Mismatch("a body in JSON", "another one, or none")


def refused(exchange: Exchange) -> Mismatch | None:
    """
    A refusal that blames the request: no success, no server error.
    """
    number = exchange.response.status if exchange.response else 0
    return None if 400 <= number < 500 else Mismatch("a refusal with 4xx", f"status {number}")


def require_refused(exchange: Exchange) -> Exchange:
    """
    The rule under test: this request is refused for what it says.

    Raises:
        Violation: it succeeds, or ends in a server error.

    """
    return require(exchange, refused)


def refused_with(number: int, code: str) -> Check:
    """
    The refusal has this status and this code.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, "code")
        if exchange.response is not None and exchange.response.status == number and found == code:
            return None
        came = exchange.response.status if exchange.response else 0
        return Mismatch(f"{number} with code {code}", f"{came} with {shown_json(found)}")

    return check


def barred(exchange: Exchange) -> bool:
    """
    Whether it is the store that keeps a valid request from success: it is not activated (1204), or
    its balance is too low for a refund (1368). Nothing can be told of the rest then.
    """
    return any(refused_with(409, code)(exchange) is None for code in BARS)


def unbarred(exchange: Exchange) -> Mismatch | None:
    """
    The store does not keep the request from success.
    """
    return Mismatch("a store that allows it", outcome(exchange)) if barred(exchange) else None


def reads(state: str) -> Check:
    """
    What was read is in this state.
    """
    return member("status", state)


def fate(exchange: Exchange) -> str:
    """
    What became of a request: accepted, or refused.
    """
    return "refused" if succeeded(exchange) else "accepted"


def outcome(exchange: Exchange) -> str:
    """
    An answer in a few words: accepted, or its status, and the code of a refusal.
    """
    if succeeded(exchange) is None:
        return "accepted"
    number = exchange.response.status if exchange.response else 0
    named = at(exchange, "code")
    return f"{number} with {shown_plain(named)}" if isinstance(named, str) else f"{number}"


def no_body(exchange: Exchange) -> Mismatch | None:
    """
    The answer has no body.
    """
    held = exchange.response is not None and exchange.response.body
    return Mismatch("no body", "a body") if held else None


def any_order(name: str, wanted: Sequence[str]) -> Check:
    """
    A member lists these texts, in any order.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        shown = at(exchange, name)
        alike = isinstance(shown, list) and sorted(map(str, shown)) == sorted(wanted)
        told = ", ".join(wanted)
        return None if alike else Mismatch(f"{name}: {told}, in any order", shown_json(shown))

    return check

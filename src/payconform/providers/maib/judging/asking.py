"""
What a recorded request asked for, and how it was answered.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from payconform.checks import ABSENT, Applies, asked, at, member, number
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib.checks import SOMETHING_ELSE, error_codes, succeeded

OF_THE_MERCHANT = {"14000", "14002", "14004", "14009"}  # refusals of any request whatever


def is_ok(exchange: Exchange) -> bool:
    """
    Answered 200, and no refusal by its body.
    """
    return number(exchange) == 200 and not tells_refusal(exchange)


def is_taken(exchange: Exchange) -> bool:
    """
    Answered as if it were a success, with 200 or a status like it, and no refusal by its body.
    """
    return 200 <= number(exchange) < 300 and not tells_refusal(exchange)


def is_success(exchange: Exchange) -> bool:
    """
    Answered with success.
    """
    return succeeded(exchange) is None


def is_judged(exchange: Exchange) -> bool:
    """
    Answered to what the request says: not sent elsewhere, nor refused for its token, address, path,
    verb or media type, or for the merchant's own state.
    """
    told = number(exchange)
    elsewhere = told in SOMETHING_ELSE or 300 <= told < 400
    return told > 0 and not elsewhere and not OF_THE_MERCHANT & {*error_codes(exchange)}


def is_of_payment(exchange: Exchange) -> bool:
    """
    A callback about the payment of a QR: whether others come, and what they hold, is undocumented,
    and those of the e-commerce API, which may have the same URL, name a payId too.
    """
    of_a_qr = has("result.qrId")(exchange) or has("result.qrStatus")(exchange)
    return of_a_qr and has("result.payId")(exchange) and not has("result.refundId")(exchange)


def is_object(exchange: Exchange) -> bool:
    """
    A JSON object was sent.
    """
    return bool(asked(exchange)) or exchange.request.body.strip() == b"{}"


def is_whole(exchange: Exchange) -> bool:
    """
    A refund that names no amount, so that it is of all that is left.
    """
    sent = asked(exchange)
    null = "amount" in sent and sent["amount"] is None
    return is_object(exchange) and (null or not holds(sent, "amount"))


def has(path: str) -> Applies:
    """
    The other side's body holds more than null or an empty text there.
    """
    return lambda exchange: at(exchange, path) not in (ABSENT, None, "")


def query(exchange: Exchange) -> dict[str, str]:
    """
    The parameters of the query; none where one comes twice, for which of them counts is
    undocumented.
    """
    pairs = parse_qsl(exchange.request.target.partition("?")[2])
    once = len({name.lower() for name, _ in pairs}) == len(pairs)
    return dict(pairs) if once else {}


def holds(body: Mapping[str, Any], name: str) -> bool:
    """
    A member of that name, in whatever case: whether case matters is undocumented.
    """
    return name in body or name.lower() in {one.lower() for one in body}


def named(exchange: Exchange) -> str:
    """
    The qrId or payId in the path: what stands behind `qr` or `payments`; empty where nothing does.
    """
    steps = exchange.request.target.partition("?")[0].split("/")
    places = [steps.index(word) + 1 for word in ("qr", "payments") if word in steps]
    return steps[places[0]].lower() if places and places[0] < len(steps) else ""


def bears(path: str) -> Check:
    """
    The answer holds there the id that the path of the request names.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, path)
        same = isinstance(told, str) and told.lower() == named(exchange)
        return None if same else member(path, named(exchange))(exchange)

    return check


def tells_refusal(exchange: Exchange) -> bool:
    """
    The body is that of a refusal, whatever the status: one was seen with 200, `errors` and no `ok`.
    """
    return at(exchange, "errors") not in (ABSENT, None, []) or at(exchange, "ok") is False

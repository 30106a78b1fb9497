"""
What a recorded request asked for, and how it was answered.
"""

from collections.abc import Callable
from urllib.parse import parse_qsl

from payconform.checks import ABSENT, asked, at, member
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib.checks import SOMETHING_ELSE, succeeded

Applies = Callable[[Exchange], bool]


def is_ok(exchange: Exchange) -> bool:
    """
    Answered 200, whatever the body says.
    """
    return exchange.response is not None and exchange.response.status == 200


def is_taken(exchange: Exchange) -> bool:
    """
    Answered as if it were a success, with 200 or a status like it.
    """
    return exchange.response is not None and 200 <= exchange.response.status < 300


def is_success(exchange: Exchange) -> bool:
    """
    Answered with success.
    """
    return succeeded(exchange) is None


def is_judged(exchange: Exchange) -> bool:
    """
    Answered to what the request says: not refused for its token, address, path, verb or media type.
    """
    return exchange.response is not None and exchange.response.status not in SOMETHING_ELSE


def is_of_payment(exchange: Exchange) -> bool:
    """
    A callback about a payment: whether others come, and what they hold, is undocumented.
    """
    return has("result.payId")(exchange) and not has("result.refundId")(exchange)


def is_object(exchange: Exchange) -> bool:
    """
    A JSON object was sent.
    """
    return bool(asked(exchange)) or exchange.request.body.strip() == b"{}"


def has(path: str) -> Applies:
    """
    The other side's body holds more than null or an empty text there.
    """
    return lambda exchange: at(exchange, path) not in (ABSENT, None, "")


def query(exchange: Exchange) -> dict[str, str]:
    """
    The parameters of the query.
    """
    return dict(parse_qsl(exchange.request.target.partition("?")[2]))


def named(exchange: Exchange) -> str:
    """
    The qrId or payId in the path: what stands behind `qr` or `payments`; empty where nothing does.
    """
    steps = exchange.request.target.partition("?")[0].split("/")
    places = [steps.index(word) + 1 for word in ("qr", "payments") if word in steps]
    return steps[places[0]].lower() if places and places[0] < len(steps) else ""


def repeats(path: str, name: str) -> tuple[Applies, Check]:
    """
    Where a member was sent: the answer holds its value there.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        return member(path, asked(exchange)[name])(exchange)

    return lambda exchange: is_ok(exchange) and asked(exchange).get(name) is not None, check


def bears(path: str) -> Check:
    """
    The answer holds there the id that the path of the request names.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, path)
        same = isinstance(told, str) and told.lower() == named(exchange)
        return None if same else member(path, named(exchange))(exchange)

    return check


def both(*conditions: Applies) -> Applies:
    """
    All of the conditions hold.
    """
    return lambda exchange: all(condition(exchange) for condition in conditions)

"""
What a recorded request asked for, and how it was answered.
"""

from decimal import Decimal
from functools import cache
from typing import Any

from payconform.checks import asked, number
from payconform.model import Exchange
from payconform.providers.mobilepay.checks import succeeded
from payconform.spec.openapi import Operation, document


def is_taken(exchange: Exchange) -> bool:
    """
    Answered as if it were a success.
    """
    return 200 <= number(exchange) < 300


def is_success(exchange: Exchange) -> bool:
    """
    Answered with success.
    """
    return succeeded(exchange) is None


def is_decided(exchange: Exchange) -> bool:
    """
    Answered to the state of what it is about: taken, or in conflict with that.
    """
    return is_taken(exchange) or number(exchange) == 409


def is_judged(exchange: Exchange) -> bool:
    """
    Answered to what the request says: taken, or refused for that.
    """
    return is_taken(exchange) or number(exchange) == 400


def named(exchange: Exchange) -> str:
    """
    The id in the path, in small letters; empty where there is none.
    """
    steps = exchange.request.target.partition("?")[0].lower().split("/")
    places = [steps.index(word) + 1 for word in COLLECTIONS if word in steps]
    return steps[places[0]] if places and places[0] < len(steps) else ""


COLLECTIONS = ("payments", "refunds", "pointofsales")


def headers(exchange: Exchange, name: str) -> list[str]:
    """
    The values of all headers of a name.
    """
    return [value for key, value in exchange.request.headers if key.lower() == name]


def wrong_members(exchange: Exchange) -> dict[str, set[str]]:
    """
    The members of a body that are not as documented, each with the keywords that it breaks.
    """
    operation = _operations().get(exchange.operation)
    if operation is None or operation.validator is None:
        return {}
    found: dict[str, set[str]] = {}
    try:
        for error in operation.validator.iter_errors(asked(exchange)):
            missing = error.kind.as_dict().get("property")
            place = missing or (error.instance_path[0] if error.instance_path else "")
            found.setdefault(str(place), set()).add(error.kind.name)
    except UnicodeEncodeError:  # half of a surrogate pair
        return {"": {"encoding"}}
    return found


def texts(value: Any) -> list[str]:
    """
    A text, or each one of a list, but for empty ones.
    """
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, str) and one]


def amount(value: Any) -> Decimal | None:
    """
    A number as such; None for anything else.
    """
    plain = isinstance(value, int | float) and not isinstance(value, bool)
    found = Decimal(str(value)) if plain else Decimal("NaN")
    return found if found.is_finite() else None


@cache
def _operations() -> dict[str, Operation]:
    return dict(document("mobilepay").operations)

"""
Values that come back as they were sent, as far as the documents say how they come back.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from payconform.checks import Applies, asked, at, every, member
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib.judging.asking import is_ok

MONEY = {"amount", "amountMin", "amountMax"}
# Ids may be written in either case, and whether it matters in these words is undocumented.
CASELESS = {"qrId", "payId", "type", "amountType", "currency"}


def echoes(sent: Mapping[str, Any], names: Mapping[str, str]) -> list[Check]:
    """
    A check for each member that must come back: `names` gives its name in the result, and the one
    it was sent under. None for what is empty or of another kind than documented: what becomes of
    that is unknown.
    """
    told = {name: sent.get(one) for name, one in names.items()}
    return [_comes_back(name, value) for name, value in told.items() if _is_kept(name, value)]


def same(*names: str) -> dict[str, str]:
    """
    Names that are the same in the result.
    """
    return {name: name for name in names}


def repeats(name: str, sent: str) -> tuple[Applies, Check]:
    """
    Where a member was sent: the answer holds its value under this name.
    """

    def checks(exchange: Exchange) -> list[Check]:
        return echoes(asked(exchange), {name: sent})

    return (
        lambda exchange: is_ok(exchange) and bool(checks(exchange)),
        lambda exchange: every(*checks(exchange))(exchange),
    )


def decimal(value: object) -> Decimal | None:
    """
    A JSON number as written; None where it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = Decimal(str(value))
    return number if number.is_finite() else None


def is_money(value: object) -> bool:
    """
    A JSON number of at most two decimals.
    """
    number = decimal(value)
    return number is not None and number.as_tuple().exponent in range(-2, 3)


def _is_kept(name: str, value: object) -> bool:
    return is_money(value) if name in MONEY else isinstance(value, str) and bool(value.strip())


def _comes_back(name: str, value: Any) -> Check:
    exactly = member(f"result.{name}", value)
    if name not in CASELESS:
        return exactly

    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, f"result.{name}")
        alike = isinstance(told, str) and told.lower() == value.lower()
        return None if alike else exactly(exchange)

    return check

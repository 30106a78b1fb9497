"""
What maib answers, typed: the results of the client's calls.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

from payconform.providers.maib.errors import MaibUnclear

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Qr:
    """
    A QR, as far as an answer tells of it: None is what it does not hold.

    Amounts are in lei. Moments are text as received: the documents show several ISO 8601 forms.
    """

    qr_id: str
    type: str | None = None
    status: str | None = None
    url: str | None = None
    extension_id: str | None = None
    amount_type: str | None = None
    amount: Decimal | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    currency: str | None = None
    description: str | None = None
    order_id: str | None = None
    terminal_id: str | None = None
    callback_url: str | None = None
    redirect_url: str | None = None
    created_at: str | None = None
    updated_at: str | None = None
    expires_at: str | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """
    A payment, as far as an answer tells of it. Amount and commission are in lei.
    """

    pay_id: str
    qr_id: str | None = None
    status: str | None = None
    qr_status: str | None = None
    extension_id: str | None = None
    reference_id: str | None = None
    order_id: str | None = None
    amount: Decimal | None = None
    commission: Decimal | None = None
    currency: str | None = None
    description: str | None = None
    payer_name: str | None = None
    payer_iban: str | None = None
    terminal_id: str | None = None
    executed_at: str | None = None
    refunded_at: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """
    A refund: Created with its own id on the newer path, Refunded with the payId on the older.
    """

    status: str
    refund_id: str | None = None
    pay_id: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """
    A page of a list; `total` counts all that match.
    """

    total: int
    items: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a payer is asked for: by a QR, or by one use of a Hybrid QR.

    Amounts are in lei, up to 100000: `amount` for Fixed and Controlled, the limits for Controlled
    only. `expires_at` lies one minute to 60 days ahead and has a zone; a Static QR has none. Texts:
    description 500 characters, orderId 100, URLs 1000 and HTTPS (documents: the create pages).
    """

    description: str
    expires_at: datetime | None = None
    amount: Decimal | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    order_id: str | None = None
    callback_url: str | None = None
    redirect_url: str | None = None


def read(kind: type[T], result: Mapping[str, Any]) -> T:
    """
    A result of the documents' names as one of the kinds above; unknown members are left aside.

    Raises:
        MaibUnclear: a member that the kind cannot be without is not there.

    """
    values = {}
    for field in fields(kind):  # type: ignore[arg-type]
        name = _camel(field.name)
        value = held(result, name) if field.default is MISSING else result.get(name)
        money = isinstance(value, int) and not isinstance(value, bool)
        values[field.name] = Decimal(str(value)) if money else value
    return kind(**values)


def held(result: Mapping[str, Any], name: str) -> Any:
    """
    A member that must be there.

    Raises:
        MaibUnclear: it is not.

    """
    if result.get(name) is None:
        raise MaibUnclear(f"the answer holds no {name}")
    return result[name]


def listed(result: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """
    A member that must be a list of objects.

    Raises:
        MaibUnclear: it is not.

    """
    items = held(result, name)
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise MaibUnclear(f"{name} is no list of objects")
    return items


def written(terms: Terms) -> dict[str, Any]:
    """
    Terms as the members of a body.
    """
    members = {}
    for field in fields(terms):
        value = getattr(terms, field.name)
        if isinstance(value, datetime):
            value = value.isoformat(timespec="seconds")
        if value is not None:
            members[_camel(field.name)] = value
    return members


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)

"""
What Amazon Pay is asked and answers, typed: the arguments and results of the client's calls.
"""

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from payconform.providers.amazonpay.errors import AmazonPayUnclear

T = TypeVar("T")

OVER = frozenset(
    {
        "SUCCESS",
        "FAILED",
        "EXPIRED",
        "TXN_CANCELLED_BEFORE_INITIATE",
        "TXN_CANCELLED_AFTER_INITIATE",
    }
)


@dataclass(frozen=True, slots=True)
class Order:
    """
    What a QR asks a customer for.

    `order_id` has up to 35 letters, digits, underscores and hyphens. The amount is in rupees, from
    0.01. `expires_at` lies 60 to 600 seconds ahead and has a zone. `terminal_id` is needed where
    the UPI address belongs to a terminal (documents: generating a QR).
    """

    order_id: str
    amount: Decimal
    expires_at: datetime
    store_id: str
    store_id_type: str = "MERCHANT_STORE_ID"
    terminal_id: str | None = None


@dataclass(frozen=True, slots=True)
class Qr:
    """
    A QR to be shown: `link` is its content, a UPI link.
    """

    token_id: str
    link: str


@dataclass(frozen=True, slots=True)
class Status:
    """
    Where a QR stands, in the words of the documents, such as SUCCESS.
    """

    merchant_order_id: str
    status: str
    amount: Decimal

    @property
    def over(self) -> bool:
        """
        Whether nothing more is to be waited for.
        """
        return self.status in OVER


@dataclass(frozen=True, slots=True)
class Cancellation:
    """
    What a cancel found: Approved without a charge, else RefundApplicable, or
    RefundApplicableButNotRequested where no refund was asked for. Only these two name a charge.
    """

    status: str
    amount: Decimal
    charge_id: str | None = None
    amazon_charge_id: str | None = None
    create_time: str | None = None
    update_time: str | None = None


@dataclass(frozen=True, slots=True)
class Refund:
    """
    A refund: Approved, Pending or Declined. Amounts are in rupees.
    """

    refund_id: str
    amazon_refund_id: str
    status: str
    amount: Decimal
    refunded_fee: Decimal
    currency_code: str
    create_time: str
    update_time: str


def read(kind: type[T], answer: Mapping[str, Any]) -> T:
    """
    An answer of the documents' names as one of the kinds above; unknown members are left aside.

    Raises:
        AmazonPayUnclear: a member that the kind cannot be without is not there, or is no amount.

    """
    values = {}
    for field in fields(kind):  # type: ignore[arg-type]
        name = camel(field.name)
        value = text(answer, name) if field.default is MISSING else answer.get(name)
        values[field.name] = _amount(name, str(value)) if field.type is Decimal else value
    return kind(**values)


def text(answer: Mapping[str, Any], name: str) -> str:
    """
    A member that must be there; a number is taken as it was written.

    Raises:
        AmazonPayUnclear: it is neither text nor a number.

    """
    value = answer.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise AmazonPayUnclear(f"the answer holds no {name}")
    return str(value)


def camel(name: str) -> str:
    """
    The documents' spelling of a member.
    """
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def _amount(name: str, written: str) -> Decimal:
    try:
        return Decimal(written)
    except InvalidOperation:
        raise AmazonPayUnclear(f"{name} is no amount") from None

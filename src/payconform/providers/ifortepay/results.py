"""
What iFortepay is asked and answers, typed: the arguments and results of the client's calls.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from payconform.providers.ifortepay.errors import IfortepayUnclear

LIVE = frozenset({"ACTIVE", "REQUEST"})
PAID = frozenset({"PAID", "SUCCESS"})


@dataclass(frozen=True, slots=True)
class Customer:
    """
    Who is to pay: `wallet` is a telephone number, or an e-mail address with the type EMAIL.
    """

    email: str
    full_name: str
    wallet: str
    wallet_type: str = "HP"


@dataclass(frozen=True, slots=True)
class Order:
    """
    What a QR asks a customer for.

    Both ids have letters, digits and hyphens, up to 64 and up to 255; `external_id` is used once.
    The amount is in rupiah, from 1000. A QR lives 15 to 60 minutes (documents: creating a QRIS
    code). Every public client sends a `callback_url`; whether it can be left out is not known.
    """

    external_id: str
    order_id: str
    amount: int
    description: str
    customer: Customer
    callback_url: str
    channel: str = "NOBU"
    lives: timedelta = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Transaction:
    """
    What names a QR, or a payment link, in every call about it.
    """

    transaction_id: str
    external_id: str
    order_id: str
    channel: str

    @property
    def members(self) -> dict[str, str]:
        """
        The five members of a request.
        """
        return {
            "transaction_id": self.transaction_id,
            "external_id": self.external_id,
            "order_id": self.order_id,
            "payment_method": "wallet",
            "payment_channel": self.channel,
        }


@dataclass(frozen=True, slots=True)
class Qr:
    """
    A QR to be shown: `content` is what a payer scans.
    """

    transaction: Transaction
    content: str


@dataclass(frozen=True, slots=True)
class Standing:
    """
    Where a transaction stands, in the words of the documents in capitals, such as CANCELED. What it
    is about in money is told where it was told: no page promises that.
    """

    status: str
    amount: Decimal | None = None
    currency: str | None = None

    @property
    def live(self) -> bool:
        """
        Whether it can still be paid.
        """
        return self.status in LIVE

    @property
    def paid(self) -> bool:
        """
        Whether it was paid.
        """
        return self.status in PAID


def standing(told: Mapping[str, Any]) -> Standing:
    """
    Where a transaction stands by an answer or a callback.

    Raises:
        IfortepayUnclear: no status is told.

    """
    currency = told.get("currency")
    return Standing(
        text(told, "transaction_status").upper(),
        _amount(told.get("payment_details")),
        currency if isinstance(currency, str) else None,
    )


def text(told: Mapping[str, Any], name: str) -> str:
    """
    A member that must be there, and text.

    Raises:
        IfortepayUnclear: it is not.

    """
    value = told.get(name)
    if not isinstance(value, str):
        raise IfortepayUnclear(f"no {name} is told")
    return value


def _amount(details: object) -> Decimal | None:
    amount = details.get("amount") if isinstance(details, dict) else None
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        return None
    return Decimal(amount)

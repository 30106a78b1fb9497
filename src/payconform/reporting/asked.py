"""
What a person is asked to pay, and what became of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal

from payconform.model import Bill, Exchange

Fate = Literal["paid", "expired", "skipped", "interrupted"]


@dataclass(frozen=True, slots=True)
class Question:
    """
    What a person is asked to pay: the `number`-th of `total`, for whatever `what` says.
    """

    what: str
    created: Exchange
    bill: Bill
    number: int
    total: int


@dataclass(frozen=True, slots=True)
class Asked:
    """
    A payment that a person was asked for: what it was for, when it was shown, what became of it
    after how many seconds. The amount is in the currency's main unit.
    """

    what: str
    amount: Decimal
    currency: str
    shown: datetime
    fate: Fate
    seconds: float


def as_asked(one: Asked) -> dict[str, Any]:
    """
    A question as it stands in run.json.
    """
    return {
        "what": one.what,
        "amount": f"{one.amount:.2f}",
        "currency": one.currency,
        "shown": one.shown.astimezone(UTC).isoformat(timespec="seconds"),
        "outcome": one.fate,
        "seconds": one.seconds,
    }


def from_asked(record: Mapping[str, Any]) -> Asked:
    """
    The question of such an entry.
    """
    return Asked(
        record["what"],
        Decimal(record["amount"]),
        record["currency"],
        datetime.fromisoformat(record["shown"]),
        record["outcome"],
        record["seconds"],
    )

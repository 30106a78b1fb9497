"""
What a simulated iFortepay merchant owns: transactions, by their own ids and by the merchant's.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Any

from payconform.simulator.session import Ring

JAKARTA = timezone(timedelta(hours=7))


@dataclass(slots=True)
class Transaction:
    """
    A QR, or a payment link, as asked for. `acting` is the sub-merchant that it is of, if of any;
    `paid`, `cancelled` and `voided` are when that came.
    """

    id: str
    external: str
    order: str
    channel: str
    system: str
    asked: dict[str, Any]
    created: float
    expires: float
    acting: str | None = None
    content: str = ""
    paid: float | None = None
    cancelled: float | None = None
    voided: float | None = None

    @property
    def amount(self) -> float:
        """
        What is to be paid, in rupiah.
        """
        told: float = self.asked["payment_details"]["amount"]
        return told

    def payable(self, now: float) -> bool:
        """
        Whether somebody can still pay.
        """
        return self.paid is None and not self.over(now)

    def over(self, now: float) -> bool:
        """
        Whether nobody paid in time, or it was ended before.
        """
        ended = self.cancelled is not None or self.voided is not None
        return ended or (self.paid is None and self.expires <= now)


@dataclass(slots=True)
class State:
    """
    Everything one merchant has.
    """

    transactions: Ring[Transaction] = field(default_factory=Ring)
    externals: Ring[Transaction] = field(default_factory=Ring)

    def add(self, made: Transaction) -> None:
        """
        Keep a new transaction.
        """
        self.transactions[made.id] = made
        self.externals[made.external] = made


def iso(second: float) -> str:
    """
    A moment as it is told: in Jakarta's time, with milliseconds.
    """
    return datetime.fromtimestamp(second, JAKARTA).isoformat(timespec="milliseconds")


def day(second: float) -> int:
    """
    The day of a moment in Jakarta.
    """
    return datetime.fromtimestamp(second, JAKARTA).toordinal()

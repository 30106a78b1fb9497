"""
What is known of a QR, its charge and its refunds: what the documents say, and what was last seen.

Nothing is known where the documents leave it open; what is read then is how it has to stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

MINUTE = timedelta(minutes=1)  # clocks of both sides may differ

UNTOUCHED, UNPAID = "AMAZONPAY-LIFE-01", "AMAZONPAY-LIFE-03"

Told = Mapping[str, Any]


@dataclass(slots=True)
class Refund:
    """
    A refund: `told` is the answer that made it.
    """

    number: int
    id: str
    amount: Decimal
    told: Told


@dataclass(slots=True)
class Charge:
    """
    What a customer paid. `left` is what was not refunded by a call; None where the target has shown
    that it counts otherwise. `certain`: nothing but refunds came since, so that what is left must
    be refunded. `told` is what cancels have told of it.
    """

    id: str
    amount: Decimal
    left: Decimal | None
    certain: bool = True
    told: Told = field(default_factory=dict)

    @property
    def untouched(self) -> bool:
        """
        Whether nothing has happened to it.
        """
        return self.certain and self.left == self.amount


@dataclass(slots=True)
class Qr:
    """
    A QR. `status` is where calls and customers have left it, and `rule` the rule that says so;
    None: left open. `refuses`: it was cancelled, and has refused a payment since.
    """

    number: int
    order: str
    amount: Decimal
    ends: datetime
    status: str | None = None
    rule: str = UNTOUCHED
    charge: Charge | None = None
    refunds: list[Refund] = field(default_factory=list)
    cancelled: bool = False
    failed: bool = False
    doubtful: bool = False
    refuses: bool = False
    seen: str | None = None
    seen_at: datetime | None = None

    def lives(self, now: datetime) -> bool | None:
        """
        Whether it has not expired; None in the minute before and after.
        """
        if now < self.ends - MINUTE:
            return True
        return False if now > self.ends + MINUTE else None

    def is_new(self, now: datetime) -> bool:
        """
        Whether it can be paid, for all the documents say: nothing has happened to it.
        """
        return not (self.charge or self.cancelled or self.failed or self.doubtful) and bool(
            self.lives(now)
        )

    def reads(self, now: datetime) -> tuple[str | None, str]:
        """
        The status that it must read as, and the rule that says so; None where that is left open.

        What was paid and then cancelled or refunded may go on changing for a while by itself.
        """
        if self.status is not None:
            return self.status, self.rule
        moves = self.charge is not None or self.doubtful
        still = self.seen_at == now if moves else self.seen_at is not None
        return (self.seen if still else None), UNTOUCHED

    def noticed(self, status: str, now: datetime) -> None:
        """
        It was read: from now on, nothing but a call, a customer or time may change it.
        """
        self.seen, self.seen_at = status, now

    def becomes(self, status: str | None, rule: str = UNTOUCHED) -> None:
        """
        A call or a customer has changed it, or may have.
        """
        self.status, self.rule, self.seen, self.seen_at = status, rule, None, None

    def in_doubt(self) -> None:
        """
        Nobody knows what a call has done to it.
        """
        self.doubtful, self.refuses = True, False
        if self.charge is not None:
            self.charge.certain = False
        self.becomes(None)

    def passes(self, now: datetime) -> None:
        """
        The clock stands here: one that nobody paid may read otherwise, once it may have expired.
        """
        if self.charge is not None or now < self.ends - MINUTE:
            return
        if self.seen_at is None or self.seen_at < self.ends + MINUTE:
            self.becomes(None)

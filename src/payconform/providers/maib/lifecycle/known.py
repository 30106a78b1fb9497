"""
What is known of a QR and of a payment: what the documents say of it, and how it was last seen.

Nothing is known where the documents leave it open; what is read then is how it has to stay.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from payconform.model import Check

MONTH = timedelta(days=30)  # without a payment, after which a Static QR is Inactive
DAY = timedelta(days=1)  # a month may be counted in days
MINUTE = timedelta(minutes=1)  # clocks of both sides may differ

NEW, UNTOUCHED = "MAIB-READ-02", "MAIB-LIFE-01"

Sent = Mapping[str, Any]
Terms = tuple[tuple[str, Check], ...]
"""What the details must show, each with the rule that says so."""


@dataclass(slots=True)
class Extension:
    """
    The newest use of a Hybrid QR. `later`: the QR was made before it. `active`: None where the
    documents do not tell.
    """

    id: str
    later: bool
    active: bool | None = True


@dataclass(slots=True)
class Qr:
    """
    A QR. `status` is where calls have left it, and `rule` the rule that says so; None: left open.
    """

    number: int
    id: str
    asked: Sent
    used: datetime
    ends: datetime | None = None
    terms: Terms = ()
    status: str | None = "Active"
    rule: str = NEW
    paid: bool = False
    extension: Extension | None = None
    seen: Sent | None = None
    seen_at: datetime | None = None

    @property
    def type(self) -> str:
        """
        Static, Dynamic or Hybrid.
        """
        return str(self.asked["type"])

    def expected(self, now: datetime) -> tuple[str | None, str]:
        """
        The status that it must read as, and the rule that says so; None where that is left open.
        """
        if self.status != "Active":
            return self.status, self.rule
        if self.type != "Dynamic" and now > self.used + MONTH - DAY:
            rests = self.type == "Static" and now > self.used + MONTH + DAY
            return ("Inactive", "MAIB-READ-18") if rests else (None, self.rule)
        if self.ends is None or now < self.ends - MINUTE:
            return self.status, self.rule
        over = "MAIB-READ-06" if self.type == "Dynamic" else "MAIB-READ-20"
        return ("Expired", over) if now > self.ends + MINUTE else (None, over)

    def reads(self, now: datetime) -> tuple[str | None, str]:
        """
        The same; what the documents leave open has to stay as it was last seen.
        """
        if self.status is None and self.seen is not None:
            return self.seen["status"], UNTOUCHED
        return self.expected(now)

    def stands(self, now: datetime) -> str | None:
        """
        Its status, by the documents or as it was last seen; None where neither tells.
        """
        status, _ = self.expected(now)
        return status or (self.seen["status"] if self.seen else None)

    def in_use(self, now: datetime) -> bool:
        """
        Whether it is a Static QR that was paid within a month.
        """
        return self.type == "Static" and self.paid and now < self.used + MONTH - DAY

    def noticed(self, details: Sent, now: datetime) -> None:
        """
        It was read: from now on, nothing but a call or time may change it.
        """
        self.seen, self.seen_at = details, now
        if self.status == "Active":
            self.rule = UNTOUCHED

    def becomes(self, status: str | None, rule: str = UNTOUCHED) -> None:
        """
        A call has changed it, or may have.
        """
        self.status, self.rule, self.seen = status, rule, None

    def remains(self, rule: str = UNTOUCHED) -> None:
        """
        A call was refused: if it now reads as anything else than before, it broke this rule.
        """
        if self.status == "Active":
            self.rule = rule

    def ages(self) -> None:
        """
        Time has passed: an open or Active one may have changed, and so may any Hybrid.
        """
        if self.type == "Hybrid" and self.status == "Paid":
            self.status = None
        if self.status in ("Active", None):
            self.seen = None

    def passes(self, now: datetime) -> None:
        """
        The clock stands here: it ages, if its validity may have ended since it was read.
        """
        if self.ends is None or now < self.ends - MINUTE:
            return
        if self.seen_at is None or self.seen_at < self.ends + MINUTE:
            self.ages()


@dataclass(slots=True)
class Payment:
    """
    A payment of a QR. `left` is what can still be refunded; None where the target has shown that it
    counts otherwise. `rule` says how it reads while nothing was refunded.
    """

    number: int
    id: str
    qr: Qr
    amount: Decimal
    terms: Terms
    left: Decimal | None
    rule: str = "MAIB-READ-62"
    seen: Sent | None = None

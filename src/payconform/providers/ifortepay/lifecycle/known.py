"""
What is known of a QR: what the documents say of it, and what was last seen.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from payconform.providers.ifortepay.checks import CANCELED, EXPIRED, LIVE, PAID

MINUTE = timedelta(minutes=1)  # clocks of both sides may differ

UNTOUCHED = "IFORTEPAY-LIFE-01"

Known = tuple[tuple[str, ...], str]
"""The statuses that a QR may read, and the rule that says so."""


@dataclass(slots=True)
class Qr:
    """
    A QR by its five members. `paid`, `cancelled`: a customer or a call has done that. `open`:
    something was done whose outcome no page tells. `seen` is what it read since.
    """

    number: int
    named: dict[str, Any]
    ends: datetime
    paid: bool = False
    cancelled: bool = False
    open: bool = False
    seen: str | None = None
    seen_at: datetime | None = None

    def lives(self, now: datetime) -> bool | None:
        """
        Whether its time has not come; None in the minute before and after.
        """
        if now < self.ends - MINUTE:
            return True
        return False if now > self.ends + MINUTE else None

    def is_live(self, now: datetime) -> bool:
        """
        Whether nothing has happened to it, and time has not come.
        """
        return not (self.paid or self.cancelled or self.open) and self.lives(now) is True

    def reads(self, now: datetime) -> Known | None:
        """
        What it must read; None where that is left open. What has read so before has to go on.
        """
        if self.open:
            same = self.seen is not None and (self.paid or self._same_age(now))
            return ((self.seen,), UNTOUCHED) if same and self.seen else None
        known = self._documented(now)
        return (known[0], UNTOUCHED) if known and self.seen in known[0] else known

    def notice(self, status: str, now: datetime) -> None:
        """
        It was read: from now on, nothing but a call, a customer or time may change it.
        """
        self.seen, self.seen_at = status, now

    def in_doubt(self) -> None:
        """
        Nobody knows what a call, or a customer, has done to it.
        """
        self.open, self.seen, self.seen_at = True, None, None

    def _documented(self, now: datetime) -> Known | None:
        if self.paid:
            return PAID, "IFORTEPAY-READ-03"
        if self.cancelled:
            return CANCELED, "IFORTEPAY-READ-05"
        lives = self.lives(now)
        if lives is None:
            return None
        return (LIVE, "IFORTEPAY-READ-02") if lives else (EXPIRED, "IFORTEPAY-READ-04")

    def _same_age(self, now: datetime) -> bool:
        return self.seen_at is not None and self.lives(self.seen_at) == self.lives(now) is not None

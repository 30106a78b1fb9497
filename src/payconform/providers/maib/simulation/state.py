"""
What a simulated maib merchant owns: tokens, QRs, payments. Bounded rings, oldest out first.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from payconform.providers.maib import signing
from payconform.simulator.session import Ring

NEVER = float("inf")
IDLE = 30 * 86400.0  # seconds without a payment after which a Static or Hybrid QR rests


@dataclass(slots=True)
class Extension:
    """
    One use of a Hybrid QR.
    """

    id: str
    asked: dict[str, Any]
    active: bool = True


@dataclass(slots=True)
class Qr:
    """
    One QR as asked for, and where it stands. Times are seconds since the epoch.

    `idle` is how it reads when nobody paid it for 30 days; `paid` says whether anybody ever did.
    """

    id: str
    url: str
    asked: dict[str, Any]
    created: float
    updated: float
    used: float
    expires: float = NEVER
    idle: str = "Inactive"
    settled: str = "Active"
    paid: bool = False
    reason: str | None = None
    extension: Extension | None = None

    @property
    def type(self) -> str:
        """
        Static, Dynamic or Hybrid.
        """
        kind: str = self.asked["type"]
        return kind

    @property
    def terms(self) -> dict[str, Any]:
        """
        What a payer is asked for: with a Hybrid QR, what its extension says.
        """
        return self.asked | (self.extension.asked if self.extension else {})

    @property
    def rests(self) -> float:
        """
        The moment from which it is idle.
        """
        return NEVER if self.type == "Dynamic" else self.used + IDLE

    def status(self, now: float) -> str:
        """
        Its status at a moment: an Active one expires or falls idle by itself.
        """
        if self.settled != "Active" or now < min(self.expires, self.rests):
            return self.settled
        return "Expired" if self.expires <= self.rests else self.idle

    def changed(self, now: float) -> float:
        """
        When its status last changed.
        """
        return self.updated if self.status(now) == self.settled else min(self.expires, self.rests)

    def settle(self, status: str, now: float) -> None:
        """
        Change its status.
        """
        self.settled, self.updated = status, now

    def extend(self, extension: Extension, expires: float, now: float) -> None:
        """
        Put it to a new use, payable again.
        """
        if self.status(now) != "Active":
            self.settle("Active", now)
        self.extension, self.expires, self.used = extension, expires, now


@dataclass(slots=True)
class Payment:
    """
    One payment. `details` are its members as read back, `settles` when it reads as Refunded.
    """

    details: dict[str, Any]
    amount: Decimal
    executed: float
    refunded: Decimal = Decimal(0)
    settles: float = NEVER

    @property
    def rest(self) -> Decimal:
        """
        What can still be refunded.
        """
        return self.amount - self.refunded

    def status(self, now: float) -> str:
        """
        Executed or Refunded.
        """
        return "Refunded" if self.settles <= now else "Executed"


@dataclass(slots=True)
class State:
    """
    Everything one merchant has. `tokens` maps an access token to the second it expires; `orders`
    and `extensions` map an orderId and an extensionId to a qrId.
    """

    tokens: Ring[float] = field(default_factory=Ring)
    qrs: Ring[Qr] = field(default_factory=Ring)
    orders: Ring[str] = field(default_factory=Ring)
    extensions: Ring[str] = field(default_factory=Ring)
    payments: Ring[Payment] = field(default_factory=Ring)


def iso(second: float) -> str:
    """
    A moment as the documents' examples write it, with an offset.
    """
    return datetime.fromtimestamp(second, UTC).isoformat(timespec="milliseconds")


def moment(text: str) -> datetime | None:
    """
    An ISO 8601 date and time; None where the text is none.
    """
    try:
        return datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None


def stamp(told: datetime) -> float:
    """
    A date and time as seconds since the epoch, UTC where it has no offset.
    """
    return told.replace(tzinfo=told.tzinfo or UTC).timestamp()


def seconds(text: str) -> float | None:
    """
    An ISO 8601 date and time as seconds since the epoch; None where the text is none.
    """
    told = moment(text)
    return None if told is None else stamp(told)


def money(amount: float) -> Decimal:
    """
    A JSON amount as exact money, in hundredths.
    """
    return Decimal(repr(amount)).quantize(signing.CENT)

"""
What a simulated maib merchant owns: tokens, QRs, payments. Bounded rings, oldest out first.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from payconform.simulator.session import Ring


@dataclass(slots=True)
class Qr:
    """
    One QR as asked for, and where it stands. Times are seconds since the epoch.
    """

    id: str
    url: str
    asked: dict[str, Any]
    expires: float
    created: float
    updated: float
    settled: str = "Active"

    def status(self, now: float) -> str:
        """
        Its status at a moment: an Active one expires by itself.
        """
        return "Expired" if self.settled == "Active" and self.expires <= now else self.settled

    def settle(self, status: str, now: float) -> None:
        """
        Change its status for good.
        """
        self.settled, self.updated = status, now


@dataclass(slots=True)
class State:
    """
    Everything one merchant has. `tokens` maps an access token to the second it expires.
    """

    tokens: Ring[float] = field(default_factory=Ring)
    qrs: Ring[Qr] = field(default_factory=Ring)
    orders: Ring[str] = field(default_factory=Ring)


def iso(moment: float) -> str:
    """
    A moment as the documents' examples write it, with an offset.
    """
    return datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds")


def seconds(text: str) -> float | None:
    """
    An ISO 8601 date and time as seconds since the epoch, UTC where it has no offset.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()

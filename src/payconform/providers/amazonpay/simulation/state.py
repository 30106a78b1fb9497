"""
What a simulated Amazon Pay merchant owns: QRs, charges, refunds, endpoints.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from payconform.simulator.session import Ring, Session


@dataclass(slots=True)
class Charge:
    """
    What a customer paid. `refunded` is the part of it that was given back.
    """

    id: str
    amount: Decimal
    created: float
    updated: float
    refunded: Decimal = Decimal(0)

    @property
    def rest(self) -> Decimal:
        """
        What can still be given back.
        """
        return self.amount - self.refunded


@dataclass(slots=True)
class Qr:
    """
    One QR as asked for, and the link that it shows. `cancelled` is when it was cancelled first;
    `failed` says that somebody tried in vain to pay it.
    """

    order: str
    amount: str
    expires: float
    link: str
    charge: Charge | None = None
    cancelled: float | None = None
    failed: bool = False


@dataclass(slots=True)
class State:
    """
    Everything one merchant has: QRs by orderId, paid ones also by the id of the charge.
    """

    qrs: Ring[Qr] = field(default_factory=Ring)
    charges: Ring[Qr] = field(default_factory=Ring)
    refunds: Ring[dict[str, Any]] = field(default_factory=Ring)
    endpoints: Ring[float] = field(default_factory=Ring)


def iso(second: float) -> str:
    """
    A moment as the samples write it, in UTC with milliseconds.
    """
    told = datetime.fromtimestamp(second, UTC).isoformat(timespec="milliseconds")
    return told.replace("+00:00", "Z")


def digits(session: Session, count: int) -> str:
    """
    So many random decimal digits.
    """
    return f"{int(session.guid().replace('-', ''), 16):039}"[-count:]

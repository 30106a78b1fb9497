"""
What the simulator remembers of an integrator: its points of sale, payments, refunds and keys.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from payconform.model import Response
from payconform.simulator.session import Ring

OWNERS: Ring[str] = Ring()
"""Whose an id is, for all integrators alike: another's is known, but refused (403)."""


@dataclass
class Pos:
    """
    A point of sale; `user` is the telephone number that is checked in, empty where nobody is, `met`
    when it checked in.
    """

    id: str
    vat: str
    terms: dict[str, Any]
    user: str = ""
    met: float = 0.0

    @property
    def beacon(self) -> str:
        """
        What its QR names it by.
        """
        return str(self.terms["beaconId"])


@dataclass
class Store:
    """
    A store of a merchant; `balance` is what its refunds are paid from, None where that never ends.
    """

    vat: str
    members: dict[str, str]
    activated: bool = True
    balance: Decimal | None = None


@dataclass
class Payment:
    """
    A payment. `user` and `met` are those of its point of sale; `soon` is a state it moves into by
    itself, and when.
    """

    id: str
    vat: str
    pos: str
    order: str
    status: str
    since: float
    terms: dict[str, Any]
    store: str = ""
    was_prepared: bool = False
    user: str = ""
    met: float = 0.0
    captured: Decimal = Decimal(0)
    captured_at: float = 0.0
    soon: tuple[str, float] | None = None

    @property
    def amount(self) -> Decimal:
        """
        What is reserved, or asked for.
        """
        return Decimal(str(self.terms.get("amount", 0)))

    def move(self, status: str, now: float) -> None:
        """
        Enter a state.
        """
        self.status, self.since, self.soon = status, now, None

    def meet(self, pos: Pos) -> None:
        """
        Get the user who is checked in at its point of sale.
        """
        self.user, self.met = pos.user, pos.met


@dataclass
class Refund:
    """
    A refund.
    """

    id: str
    vat: str
    payment: str
    terms: dict[str, Any]
    status: str
    since: float

    @property
    def amount(self) -> Decimal:
        """
        What goes back.
        """
        return Decimal(str(self.terms["amount"]))

    def move(self, status: str, now: float) -> None:
        """
        Enter a state.
        """
        self.status, self.since = status, now


@dataclass(frozen=True, slots=True)
class Token:
    """
    What a token is good for: until when, and for which merchant where it names one.
    """

    expires: float
    vat: str | None


@dataclass(frozen=True, slots=True)
class Remembered:
    """
    What an idempotency key was used for, what it brought, and when the call ended, or will end.
    """

    asked: tuple[str, Any]
    answer: Response
    at: float
    ends: float


@dataclass
class State:
    """
    One integrator. `stores` are by their storeId, `aliases` URLs of notifications, `pending` what
    was asked for and is done at its moment, `deleted` are points of sale, with the merchant whose
    they were.
    """

    tokens: Ring[Token] = field(default_factory=Ring)
    points: Ring[Pos] = field(default_factory=Ring)
    payments: Ring[Payment] = field(default_factory=Ring)
    refunds: Ring[Refund] = field(default_factory=Ring)
    keys: Ring[Remembered] = field(default_factory=Ring)
    deleted: Ring[str] = field(default_factory=Ring)
    stores: dict[str, Store] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    pending: list[tuple[float, Callable[[float], None]]] = field(default_factory=list)

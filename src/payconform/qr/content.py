"""
What a QR says once it is read: its parts, its faults, and what it asks a payer for.
"""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Fault:
    """
    What is wrong at one place of a text. `position` counts characters from 0, `path` is the tag
    with those around it (`62.05`), or the part of a link; `source` is whose rule it is.
    """

    position: int
    path: str
    says: str
    source: str


@dataclass(frozen=True, slots=True)
class Part:
    """
    One value of a text, and the place where it begins with its tag or its name.
    """

    position: int
    path: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a payer is asked for; None where the text, or whoever wants something of it, is silent.

    `currency` has letters where they are known here, `references` are the values that name the
    order, `dynamic` is whether the text is for one payment only.
    """

    amount: Decimal | None = None
    currency: str | None = None
    references: tuple[str, ...] = ()
    dynamic: bool | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """
    A text as read. `faults` are in the order of their positions; without any, it is sound.
    """

    kind: str
    text: str
    parts: tuple[Part, ...]
    terms: Terms
    faults: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Promise:
    """
    Where an answer holds the text of a QR, of which kind it must be, and what it must agree with.
    """

    member: str
    kind: str
    terms: Terms = Terms()

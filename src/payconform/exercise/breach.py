"""
What a machine finds out: a rule that does not hold, and the smallest case that shows it.
"""

from dataclasses import dataclass
from typing import Any

from payconform.model import Exchange, Mismatch

CASES = 50  # that a machine makes up for an operation, unless it is told otherwise


@dataclass(frozen=True, slots=True)
class Breach:
    """
    A rule that was seen broken in an exchange.

    `evidence` are ids of the exchanges that led there, this one last; `note` is the smallest case
    in words, `case` the same as JSON, to be run again. `unstable`: it did not come again.
    """

    rule: str
    exchange: Exchange
    mismatches: tuple[Mismatch, ...]
    evidence: tuple[str, ...] = ()
    note: str = ""
    case: Any = None
    unstable: bool = False


@dataclass(frozen=True, slots=True)
class Effort:
    """
    How hard a machine tries: cases for each operation, and the seed that decides them.
    """

    seed: int = 1
    cases: int = CASES

    def other(self) -> "Effort":
        """
        Half as many cases, and others.
        """
        return Effort(self.seed + 1_000_003, (self.cases + 1) // 2)

"""
What a machine finds out: a rule that does not hold, and the smallest case that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from payconform.errors import Unexercised
from payconform.model import Exchange, Mismatch

CASES = 50  # that a machine makes up for an operation, unless it is told otherwise


@dataclass(frozen=True, slots=True)
class Breach:
    """
    A rule that was seen broken in an exchange; None where that is not of this run.

    `evidence` are ids of the exchanges that led there, this one last; `note` is the smallest case
    in words, `case` the same as JSON, to be run again. `unstable`: it did not come again.
    """

    rule: str
    exchange: Exchange | None
    mismatches: tuple[Mismatch, ...]
    evidence: tuple[str, ...] = ()
    note: str = ""
    case: Any = None
    unstable: bool = False


@dataclass(frozen=True, slots=True)
class Effort:
    """
    How hard a machine tries: cases for each operation, the seed that decides them, whether what
    fails is tried again, to be made smaller, and whether the run is to end.
    """

    seed: int = 1
    cases: int = CASES
    repeat: bool = True
    ended: Callable[[], bool] = lambda: False

    def other(self) -> "Effort":
        """
        Half as many cases, and others.
        """
        return replace(self, seed=self.seed + 1_000_003, cases=(self.cases + 1) // 2)

    def go_on(self) -> None:
        """
        Say nothing while the run goes on.

        Raises:
            Unexercised: it is to end.

        """
        if self.ended():
            raise Unexercised("the run was ended before this was over")

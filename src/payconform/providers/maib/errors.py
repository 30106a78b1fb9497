"""
How a call of the client ends when it does not succeed, and what a forged callback is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Problem:
    """
    One error of a refusal: the number of its code, its message, what the message speaks of.
    """

    code: str
    message: str
    args: Mapping[str, Any]


class MaibError(Exception):
    """
    A call did not succeed, or a callback is not to be believed.
    """


class MaibSilent(MaibError):
    """
    No answer came: whether the call took effect is unknown. Read before you repeat it.
    """


class MaibRefused(MaibError):
    """
    maib answered without `ok` true.

    Args:
        status: of HTTP; a refusal was seen with 200, so it decides nothing.
        problems: the errors of the answer; empty where it held none.

    """

    def __init__(self, status: int, problems: tuple[Problem, ...]) -> None:
        told = "; ".join(f"{problem.code}: {problem.message}" for problem in problems)
        super().__init__(told or f"status {status} without an error code")
        self.status = status
        self.problems = problems

    @property
    def code(self) -> str:
        """
        The number of the first error's code, such as 14005; empty where there is none.
        """
        return self.problems[0].code if self.problems else ""


class MaibUnclear(MaibError):
    """
    maib answered with `ok` true, but not with what the documents promise.
    """


class MaibForged(MaibError):
    """
    A callback whose signature does not verify.
    """

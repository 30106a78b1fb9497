"""
What a history keeps of what it has done, whichever provider's it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from payconform.checks import given
from payconform.model import Caller, Exchange

UNKNOWN = 500  # from this status on, nobody knows what a call has done

T = TypeVar("T")
Who = TypeVar("Who", bound=Caller)


@dataclass(slots=True)
class Diary(Generic[Who]):
    """
    Who calls, what was done and what came of it, in words, and the ids of the exchanges `sent`.
    """

    caller: Who
    told: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def note(self, words: str, answer: Exchange, outcome: Callable[[Exchange], str]) -> Exchange:
        """
        The answer to a call, once it is told what the call was and what came of it.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        self.told.append(f"{words}: {outcome(given(answer))}")
        self.sent.append(answer.id)
        return answer


def chosen(made: Sequence[T], number: int) -> T | None:
    """
    The one that a number stands for, however many were made; None where none was.
    """
    return made[number % len(made)] if made else None


def unclear(answer: Exchange) -> bool:
    """
    Whether nobody knows what a call has done: the server failed over it.
    """
    return answer.response is None or answer.response.status >= UNKNOWN

"""
What one history has made, and the calls that its steps stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from payconform.checks import Contradiction, contradictions
from payconform.model import Call, Caller, Exchange
from payconform.profiles.diary import Diary, chosen
from payconform.providers.maib.checks import outcome, refused, refused_on_purpose
from payconform.providers.maib.lifecycle.known import Payment, Qr

Step = Mapping[str, Any]
Found = Iterator[Contradiction]


@dataclass(slots=True)
class World(Diary[Caller]):
    """
    The QRs and payments of a history, in the order in which they were made.
    """

    qrs: list[Qr] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)

    def qr(self, step: Step) -> Qr | None:
        """
        The QR that a step is about; None where none was made.
        """
        return chosen(self.qrs, step["qr"])

    def payment(self, step: Step) -> Payment | None:
        """
        The payment that a step is about; None where none was made.
        """
        return chosen(self.payments, step["payment"])

    def send(self, call: Call, words: str) -> Exchange:
        """
        Send a call, and tell what came of it.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        return self.note(words, self.caller.send(call), outcome)


def accepted(answer: Exchange) -> bool:
    """
    Whether a call was accepted.
    """
    return refused(answer) is not None


def must_refuse(rule: str | None, answer: Exchange) -> Found:
    """
    A call with this fault in it must be refused for it.
    """
    if rule is not None:
        yield from contradictions(rule, answer, refused_on_purpose)

"""
What one history has made, and the calls that its steps stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from payconform.checks import Contradiction, contradictions, given
from payconform.model import Call, Caller, Exchange
from payconform.providers.maib.checks import outcome, refused, refused_on_purpose
from payconform.providers.maib.lifecycle.known import Payment, Qr

Step = Mapping[str, Any]
Found = Iterator[Contradiction]

UNKNOWN = 500  # from this status on, nobody knows what a call has done


@dataclass(slots=True)
class World:
    """
    The QRs and payments of a history, in the order in which they were made; `told` is what was
    done to them and what came of it, in words, `sent` the ids of the exchanges.
    """

    caller: Caller
    qrs: list[Qr] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def qr(self, step: Step) -> Qr | None:
        """
        The QR that a step is about; None where none was made.
        """
        return self.qrs[step["qr"] % len(self.qrs)] if self.qrs else None

    def payment(self, step: Step) -> Payment | None:
        """
        The payment that a step is about; None where none was made.
        """
        return self.payments[step["payment"] % len(self.payments)] if self.payments else None

    def send(self, call: Call, words: str) -> Exchange:
        """
        Send a call, and tell what came of it.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        answer = given(self.caller.send(call))
        self.told.append(f"{words}: {outcome(answer)}")
        self.sent.append(answer.id)
        return answer


def accepted(answer: Exchange) -> bool:
    """
    Whether a call was accepted.
    """
    return refused(answer) is not None


def unclear(answer: Exchange) -> bool:
    """
    Whether nobody knows what a call has done: the server failed over it.
    """
    return answer.response is None or answer.response.status >= UNKNOWN


def must_refuse(rule: str | None, answer: Exchange) -> Found:
    """
    A call with this fault in it must be refused for it.
    """
    if rule is not None:
        yield from contradictions(rule, answer, refused_on_purpose)

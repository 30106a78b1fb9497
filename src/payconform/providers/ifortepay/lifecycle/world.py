"""
What one history has made, and the calls that its steps stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from payconform.checks import Contradiction, at, given, shown_plain
from payconform.model import Call, Caller, Exchange, Signer
from payconform.providers.ifortepay import forging
from payconform.providers.ifortepay.checks import succeeded
from payconform.providers.ifortepay.lifecycle.known import Qr

Step = Mapping[str, Any]
Found = Iterator[Contradiction]

UNKNOWN = 500  # from this status on, nobody knows what a call has done
FAULTS = {"another key": "IFORTEPAY-AUTH-05", "swapped ids": "IFORTEPAY-AUTH-07"}


@dataclass(slots=True)
class World:
    """
    The QRs of a history, in the order in which they were made; `told` is what was done to them and
    what came of it, in words, `sent` the ids of the exchanges.
    """

    caller: Caller
    qrs: list[Qr] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)

    def qr(self, step: Step) -> Qr | None:
        """
        The QR that a step is about; None where none was made.
        """
        return self.qrs[step["qr"] % len(self.qrs)] if self.qrs else None

    def send(self, call: Call, words: str, fault: str = "") -> Exchange:
        """
        Send a call, `fault` wrong with its signature if anything is, and tell what came of it.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        answer = given(self.caller.send(call, self._signer(fault)))
        outcome = f"{shown_plain(at(answer, 'response_code'))} {status_of(answer)}".strip()
        self.told.append(f"{words}{fault and f', signed with {fault}'}: {outcome}")
        self.sent.append(answer.id)
        return answer

    def pay(self, qr: Qr) -> str:
        """
        Have a customer try to pay a QR: PAID or REFUSED.

        Raises:
            Blocked: nobody can make that happen.

        """
        came = self.caller.cause("pay", transaction_id=qr.named["transaction_id"])
        self.told.append(f"a customer pays QR {qr.number + 1}: {came['status']}")
        return str(came["status"])

    def _signer(self, fault: str) -> Signer | None:
        if fault == "another key":
            return forging.with_keys(self.caller, hash_key="nobody's")
        return forging.with_signature(self.caller, forging.swapped) if fault else None


def accepted(answer: Exchange) -> bool:
    """
    Whether a call was accepted.
    """
    return succeeded(answer) is None


def unclear(answer: Exchange) -> bool:
    """
    Whether nobody knows what a call has done: the server failed over it.
    """
    return answer.response is None or answer.response.status >= UNKNOWN


def status_of(answer: Exchange) -> str:
    """
    The status that an answer tells, in upper case; empty where it tells none.
    """
    told = at(answer, "transaction_status")
    return told.upper() if isinstance(told, str) else ""

"""
What one history has made, and the calls that its steps stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from payconform.checks import Contradiction, at, shown_plain
from payconform.model import Call, Caller, Exchange, Signer
from payconform.profiles.diary import Diary, chosen
from payconform.providers.ifortepay import forging
from payconform.providers.ifortepay.checks import succeeded
from payconform.providers.ifortepay.lifecycle.known import Qr

Step = Mapping[str, Any]
Found = Iterator[Contradiction]

FAULTS = {"another key": "IFORTEPAY-AUTH-05", "swapped ids": "IFORTEPAY-AUTH-07"}


@dataclass(slots=True)
class World(Diary[Caller]):
    """
    The QRs of a history, in the order in which they were made.
    """

    qrs: list[Qr] = field(default_factory=list)

    def qr(self, step: Step) -> Qr | None:
        """
        The QR that a step is about; None where none was made.
        """
        return chosen(self.qrs, step["qr"])

    def send(self, call: Call, words: str, fault: str = "") -> Exchange:
        """
        Send a call, `fault` wrong with its signature if anything is, and tell what came of it.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        said = f"{words}{fault and f', signed with {fault}'}"
        return self.note(said, self.caller.send(call, self._signer(fault)), _outcome)

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


def status_of(answer: Exchange) -> str:
    """
    The status that an answer tells, in upper case; empty where it tells none.
    """
    told = at(answer, "transaction_status")
    return told.upper() if isinstance(told, str) else ""


def _outcome(answer: Exchange) -> str:
    return f"{shown_plain(at(answer, 'response_code'))} {status_of(answer)}".strip()

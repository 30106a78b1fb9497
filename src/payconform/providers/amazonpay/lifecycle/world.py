"""
What one history has made, and the calls that its steps stand for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from payconform.checks import Contradiction, contradictions
from payconform.model import Call, Caller, Exchange, Signer
from payconform.profiles.diary import Diary, chosen
from payconform.providers.amazonpay import forging
from payconform.providers.amazonpay.checks import outcome, refused, succeeded
from payconform.providers.amazonpay.lifecycle.known import Qr

Step = Mapping[str, Any]
Found = Iterator[Contradiction]

ANOTHER = "ANOTHER00000"
FAULTS = {
    "another secret": "AMAZONPAY-AUTH-02",
    "another merchant": "AMAZONPAY-AUTH-16",
}


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
        Send a call, and tell what came of it.

        Args:
            call: what is sent.
            words: what that means.
            fault: what is wrong with who sends it, if anything is.

        Raises:
            Blocked: the target says that it is unavailable.

        """
        said = f"{words}{fault and f', signed by {fault}'}"
        return self.note(said, self.caller.send(call, self._signer(fault)), outcome)

    def cause(self, event: str, qr: Qr) -> Mapping[str, Any]:
        """
        Have a customer do something with a QR.

        Raises:
            Blocked: nobody can make that happen.

        """
        came: Mapping[str, Any] = self.caller.cause(event, orderId=qr.order)
        self.told.append(f"a customer: {event} QR {qr.number + 1}: {came['status']}")
        return came

    def _signer(self, fault: str) -> Signer | None:
        if fault == "another secret":
            return forging.with_keys(self.caller, secret_key="nobody's")  # noqa: S106 - nobody's
        if fault == "another merchant":
            return forging.with_keys(self.caller, merchant_id=ANOTHER)
        return None


def accepted(answer: Exchange) -> bool:
    """
    Whether a call was accepted.
    """
    return succeeded(answer) is None


def must_refuse(step: Step, answer: Exchange) -> Found:
    """
    A call by somebody else than its merchant must be refused.
    """
    if "fault" in step:
        yield from contradictions(FAULTS[step["fault"]], answer, refused)

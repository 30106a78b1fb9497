"""
Asks a person to pay a QR, and looks at it until it is paid, or cannot be paid any more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from payconform.errors import TargetSilent
from payconform.model import Exchange, Standing
from payconform.profiles import ShowsQr
from payconform.reporting.asked import Asked, Fate, Question
from payconform.target import Target

POLL = 1.0  # seconds between two looks at a QR, besides the target's own pace
PATIENCE = timedelta(minutes=30)  # for a QR that could be paid for ever
SILENCES = 3  # answers missing in a row, after which nobody knows whether a QR was paid


class Operator(Protocol):
    """
    A person who pays QRs, one after the other.
    """

    def show(self, question: Question) -> None:
        """
        Ask for a payment.
        """

    def wait(self, seconds: float) -> bool:
        """
        Let time pass; tells whether the person has skipped the QR that is shown.
        """

    def settled(self, asked: Asked) -> None:
        """
        Say what became of it.
        """


@dataclass(frozen=True, slots=True)
class Asking:
    """
    Asks one question after the other. `interrupted` tells when to wait for nobody any more.
    """

    target: Target
    profile: ShowsQr
    operator: Operator
    interrupted: Callable[[], bool]

    def __call__(self, question: Question) -> tuple[Asked, str]:
        """
        What became of a question, and the id of the payment, empty where nothing names one.

        Raises:
            TargetSilent: the target has stopped answering.

        """
        shown, bill = self.target.now(), question.bill
        self.operator.show(question)
        fate, payment = self._waited(question)
        seconds = (self.target.now() - shown).total_seconds()
        asked = Asked(question.what, bill.amount, bill.currency, shown, fate, round(seconds, 1))
        self.operator.settled(asked)
        return asked, payment

    def _waited(self, question: Question) -> tuple[Fate, str]:
        skipped, deadline = False, question.bill.deadline
        while True:
            standing = self._look(question.created)
            if standing.paid:
                return "paid", standing.payment
            if self.interrupted():
                return "interrupted", ""
            if skipped:
                return "skipped", ""
            if not standing.payable or (deadline and self.target.now() >= deadline):
                return "expired", ""
            skipped = self.operator.wait(POLL)

    def _look(self, created: Exchange) -> Standing:
        try:
            return self.profile.standing(self.target, created)
        except TargetSilent:
            if self.target.unhealthy >= SILENCES:
                raise
            return Standing(paid=False, payable=True)  # a person takes longer than one lost answer

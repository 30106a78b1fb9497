"""
Payments that several stories share: made by the target's own operation, or asked of a person.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar, cast

from payconform.checks import given
from payconform.errors import PayconformError, Unexercised
from payconform.model import Bill, Call, Exchange
from payconform.profiles import ShowsQr
from payconform.reporting.asked import Question
from payconform.run import Run
from payconform.stories.asking import PATIENCE, Asking, Operator

Made = TypeVar("Made")
UNPAID = {
    "expired": "the person did not pay in time",
    "skipped": "the person did not pay, but skipped it",
    "interrupted": "the person did not pay before the run was interrupted",
}


@dataclass(frozen=True, slots=True)
class Purchase:
    """
    A QR to be paid: in a few words what it is for, and the call that creates it.
    """

    what: str
    call: Callable[[], Call]


@dataclass(frozen=True, slots=True)
class Bought:
    """
    A QR that was paid. `payment` is its id, empty where the target does not name it.
    """

    created: Exchange
    payment: str


@dataclass(frozen=True, slots=True)
class Desk:
    """
    Who pays: a person, or the target's own operation where `operator` is None.

    `wanted` names the purchases of all stories that run, `interrupted` tells when to wait no more.
    """

    operator: Operator | None
    wanted: Callable[[], Sequence[str]]
    interrupted: Callable[[], bool]


class Payments:
    """
    The purchases of a run by name, each made once. A person is asked for all that are wanted.
    """

    def __init__(self, run: Run, desk: Desk, purchases: Mapping[str, Purchase]) -> None:
        self._run = run
        self._profile = cast("ShowsQr", run.slice.profile)
        self._desk = desk
        self._purchases = purchases
        self._made: dict[str, Bought | PayconformError] = {}

    def of(self, name: str) -> Bought:
        """
        A purchase that was paid.

        Raises:
            Unexercised: the person did not pay.
            Blocked, TargetSilent: the QR could not be created, or not be paid.

        """
        if name not in self._made:
            if self._desk.operator is None:
                self._keep(name, partial(self._paid_by_target, name))
            else:
                self._ask(self._desk.operator, {name, *self._desk.wanted()} - self._made.keys())
        made = self._made[name]
        if isinstance(made, PayconformError):
            raise made
        return made

    def _attempt(self, name: str, step: Callable[[], Made]) -> Made | None:
        try:
            return step()
        except PayconformError as error:
            self._made[name] = error  # concerns the stories of this purchase only
            return None

    def _paid_by_target(self, name: str) -> Bought:
        created = self._created(name)
        return Bought(created, self._profile.pay(self._run.target, created))

    def _ask(self, operator: Operator, wanted: set[str]) -> None:
        asking = Asking(self._run.target, self._profile, operator, self._desk.interrupted)
        latest = self._run.target.now() + PATIENCE
        names = [name for name in self._purchases if name in wanted]
        tried = {name: self._attempt(name, partial(self._billed, name, latest)) for name in names}
        billed = {name: made for name, made in tried.items() if made is not None}
        for number, (name, (created, bill)) in enumerate(billed.items(), 1):
            what = self._purchases[name].what
            question = Question(what, created, bill, number, len(billed))
            self._keep(name, partial(self._paid_by_person, asking, question))

    def _keep(self, name: str, buy: Callable[[], Bought]) -> None:
        bought = self._attempt(name, buy)
        if bought is not None:
            self._made[name] = bought

    def _billed(self, name: str, latest: datetime) -> tuple[Exchange, Bill]:
        created = self._created(name)
        bill, redact = self._profile.bill(created), self._run.redactor
        return created, replace(
            bill,
            content=redact(bill.content),
            currency=redact(bill.currency),
            deadline=bill.deadline or latest,
        )

    def _paid_by_person(self, asking: Asking, question: Question) -> Bought:
        if self._desk.interrupted():
            raise Unexercised(UNPAID["interrupted"])
        asked, payment = asking(question)
        self._run.add_asked(asked)
        if asked.fate != "paid":
            raise Unexercised(f"{UNPAID[asked.fate]}: {question.what}")
        return Bought(question.created, payment)

    def _created(self, name: str) -> Exchange:
        sent = self._run.target.send(self._purchases[name].call())
        return given(sent, self._run.slice.profile.succeeded)

"""
What is known of a payment and of a refund: the states it may be in, by the documents and by what
was answered so far.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from payconform.providers.mobilepay.calls import AMOUNT

WHOLE = Decimal(str(AMOUNT))
UNTOUCHED = "MOBILEPAY-LIFE-02"
ACTIVE = frozenset({"Prepared", "Initiated", "Paired", "IssuedToUser"})
ENDED = frozenset(
    {
        "CancelledByClient",
        "CancelledByUser",
        "CancelledByMobilePay",
        "ExpiredAndCancelled",
        "Captured",
    }
)
PLAIN = {"Initiated": "Paired", "Paired": "IssuedToUser"}  # READ-25: through Paired, or not
PAID_OUT = frozenset({"Captured", "ExpiredAndCaptured"})
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)  # clocks of both sides may differ a little
WEEK, WINDOW = 7 * DAY, 90 * DAY


@dataclass(slots=True)
class Thing:
    """
    A payment or a refund. `may` are the states that it may be in, `rule` says so; `drifts` are
    moves that it may make by itself.
    """

    number: int
    id: str
    may: frozenset[str]
    rule: str = UNTOUCHED
    drifts: dict[str, str] = field(default_factory=dict)
    since: datetime | None = None

    def rested(self, now: datetime) -> timedelta:
        """
        How long it has been left alone since its state was told, counted from the first look after.
        """
        self.since = self.since or now
        return now - self.since

    def becomes(self, states: Iterable[str], rule: str) -> None:
        """
        It is in one of these states now, or in what that becomes by itself.
        """
        reached = set(states)
        for state in tuple(reached):
            later = self.drifts.get(state)
            while later is not None and later not in reached:
                reached.add(later)
                later = self.drifts.get(later)
        self.may = frozenset(reached)
        self.rule, self.since = rule, None

    def noticed(self, state: str) -> None:
        """
        It was read.
        """
        self.becomes([state], UNTOUCHED)


@dataclass(slots=True)
class Payment(Thing):
    """
    A payment. `reserved` is the moment of that; it was captured from `captured_at` to
    `captured_by`, or maybe at `lost_at`, when an answer got lost. `partial` is None until it was
    read whether parts can be captured.
    """

    order: str = ""
    amount: Decimal = Decimal(0)
    prepared: bool = False
    reserved: datetime | None = None
    partial: bool | None = None
    captured: Decimal = Decimal(0)
    captured_at: datetime | None = None
    captured_by: datetime | None = None
    lost_at: datetime | None = None

    def ages(self, now: datetime) -> None:
        """
        Time has passed: what is inactive may be cancelled, what is Reserved expires after a week.
        """
        may, rule = self.may, self.rule
        if may & ACTIVE and self.rested(now) > MINUTE:
            may |= {"CancelledByMobilePay"}
        if "Reserved" in may and self.reserved is not None:
            passed = now - self.reserved
            if passed > WEEK - MINUTE:
                may |= {"ExpiredAndCancelled"}
            if passed > WEEK + MINUTE:
                may -= {"Reserved"}
            rule = "MOBILEPAY-PAY-10" if may <= {"Reserved", "ExpiredAndCancelled"} else rule
        self.may, self.rule = may, rule


@dataclass(slots=True)
class Refund(Thing):
    """
    A refund of the payment of that number. It was reserved after `created`, and before `seen`.
    """

    payment: int = 0
    amount: Decimal = Decimal(0)
    created: datetime | None = None
    seen: datetime | None = None

    def ages(self, now: datetime) -> None:
        """
        Time has passed: what is Initiated is reserved, what is Reserved is captured after a day.
        """
        may = self.may
        if "Initiated" in may and self.rested(now):
            may |= {"Reserved", "CancelledByMobilePay"}
        if "Reserved" in may and self.created is not None and now - self.created > DAY - MINUTE:
            may |= {"ExpiredAndCaptured"}
        if self.seen is not None and now - self.seen > DAY + MINUTE and "Reserved" in may:
            may -= {"Reserved"}
            self.rule = "MOBILEPAY-REFUND-13"
        self.may = may

"""
What happened so far to each payment, refund, point of sale and idempotency key of recorded traffic.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from payconform.checks import asked, at
from payconform.model import Exchange
from payconform.providers.mobilepay.calls import CREATING, KEY, UNDO, VAT
from payconform.providers.mobilepay.checks import GUID
from payconform.providers.mobilepay.judging.asking import amount, headers, is_success, named

DAY = timedelta(days=1)
SHOWN = timedelta(seconds=45)  # within which a capture or a cancel should show
ENDS = frozenset(
    {
        *("Captured", "ExpiredAndCancelled", "ExpiredAndCaptured"),
        *("CancelledByClient", "CancelledByUser", "CancelledByMobilePay"),
    }
)
DOUBLE = {"ExpiredAndCapturred": "ExpiredAndCaptured"}  # one of two spellings
MASKED = re.compile("[^0-9A-Za-z]*|.*[‹›].*")  # the brackets are no valid characters
Key = tuple[str, str, str]  # an operation, a merchant, an idempotency key


class History:
    """
    What was answered with success, by the id that it is about, in small letters: `created` what
    made it, `ended` the reads of states that nothing follows on, `cancelled` the cancels,
    `captured` and `paid_out` the captures of payments and refunds, `deleted` the deletions,
    `refunds` of a payment; `keys` by what was called under which key.
    """

    def __init__(self, recorded: Sequence[Exchange]) -> None:
        self.created: dict[str, Exchange] = {}
        self.ended: dict[str, list[Exchange]] = {}
        self.cancelled: dict[str, list[Exchange]] = {}
        self.captured: dict[str, list[Exchange]] = {}
        self.paid_out: dict[str, list[Exchange]] = {}
        self.deleted: dict[str, list[Exchange]] = {}
        self.refunds: dict[str, list[Exchange]] = {}
        self.keys: dict[Key, list[Exchange]] = {}
        for exchange in recorded:
            if exchange.direction == "outbound" and is_success(exchange) and _names_one(exchange):
                self._take(exchange)

    def _take(self, exchange: Exchange) -> None:
        name, operation = named(exchange), exchange.operation
        if operation in CREATING:
            self.created.setdefault(told_id(exchange), exchange)
            if (key := key_of(exchange)) is not None:
                self.keys.setdefault(key, []).append(exchange)
        if operation == "createRefund":
            self.refunds.setdefault(str(asked(exchange).get("paymentId")).lower(), []).append(
                exchange
            )
        taken = {
            "queryPayment": self.ended,
            "getRefund": self.ended,
            "cancelPayment": self.cancelled,
            "cancelRefund": self.cancelled,
            "capturePayment": self.captured,
            "captureRefund": self.paid_out,
            "deletePos": self.deleted,
        }.get(operation)
        if taken is not None and (taken is not self.ended or state_of(exchange) in ENDS):
            taken.setdefault(name, []).append(exchange)

    def end(self, exchange: Exchange, name: str = "") -> str:
        """
        The state in which what a call is about was left or read before, if nothing follows on it;
        else empty. What was captured may take a while to be so.
        """
        name = name or named(exchange)
        captures = earlier(self.captured.get(name, ()), exchange)
        if any(exchange.at - end_of(one) > SHOWN for one in captures):
            return "Captured"
        before = earlier(self.ended.get(name, ()), exchange)
        return next((state_of(one) for one in before), "")

    def paid(self, exchange: Exchange, name: str) -> Decimal | None:
        """
        What was captured of a payment, first of all, before a call.
        """
        before = earlier(self.captured.get(name, ()), exchange)
        return next((amount(asked(one).get("amount")) for one in before), None)

    def most(self, exchange: Exchange, name: str) -> Decimal | None:
        """
        The most that may have been captured of a payment, if anything was before a call: whether
        parts follow on a part, no page tells.
        """
        if self.paid(exchange, name) is None:
            return None
        taken = (amount(asked(one).get("amount")) for one in self.captured[name])
        return sum((one for one in taken if one is not None), Decimal(0))

    def paid_back(self, exchange: Exchange, payment: str) -> Decimal:
        """
        What of a payment's refunds was read as paid out before a call.
        """
        made = earlier(self.refunds.get(payment, ()), exchange)
        out = [one for one in made if self.end(exchange, told_id(one)) in PAID_OUT]
        first = {told_id(one): self.created[told_id(one)] for one in out}
        sums = {name: amount(asked(one).get("amount")) or Decimal(0) for name, one in first.items()}
        return sum(sums.values(), Decimal(0))

    def was_taken(self, operation: str, exchange: Exchange) -> bool:
        """
        A cancel of a payment or a capture of a refund that a call is about was a success.
        """
        taken = {"cancelPayment": self.cancelled, "captureRefund": self.paid_out}
        return named(exchange) in taken.get(operation, {})

    def of_key(self, exchange: Exchange) -> Exchange | None:
        """
        The first success of the same operation under the same key, less than a day before a call.
        """
        key = key_of(exchange)
        before = earlier(self.keys.get(key, ()), exchange) if key else iter(())
        return next((one for one in before if exchange.at - one.at < DAY), None)


PAID_OUT = ("Captured", "ExpiredAndCaptured")


def earlier(known: Sequence[Exchange], exchange: Exchange) -> Iterator[Exchange]:
    """
    Those that were over when a call was sent: calls at once have no order.
    """
    return (one for one in known if end_of(one) <= exchange.at and one.id != exchange.id)


def end_of(exchange: Exchange) -> datetime:
    """
    When an exchange was over.
    """
    return exchange.at + timedelta(seconds=exchange.seconds)


def state_of(exchange: Exchange) -> str:
    """
    The state that was read, in one spelling.
    """
    told = str(at(exchange, "status"))
    return DOUBLE.get(told, told)


def told_id(exchange: Exchange) -> str:
    """
    The id of what was created, in small letters.
    """
    return str(at(exchange, UNDO[exchange.operation][2])).lower()


def _names_one(exchange: Exchange) -> bool:
    """
    What it is about has an id of its own: one that was masked stands for any.
    """
    creates = exchange.operation in CREATING
    return bool(re.fullmatch(GUID, told_id(exchange) if creates else named(exchange)))


def key_of(exchange: Exchange) -> Key | None:
    """
    Under which key something was asked for; None where there is not one alone, or it was masked.
    """
    keys = headers(exchange, KEY)
    if len(keys) != 1 or exchange.operation not in CREATING or MASKED.fullmatch(keys[0]):
        return None
    return exchange.operation, ",".join(headers(exchange, VAT)), keys[0]

"""
What states that nothing follows on mean for whatever comes after them.
"""

from collections.abc import Iterator

from payconform.checks import Applies, Judgement, both
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.mobilepay.checks import refused_with
from payconform.providers.mobilepay.judging.asking import is_decided, is_success
from payconform.providers.mobilepay.judging.history import History, state_of

Table = dict[str, dict[str, tuple[str, str]]]
"""By operation and state, the rule that refuses it, and the code."""

TURNED = {
    "CancelledByUser": ("cancelPayment", "CancelledByClient"),
    "CancelledByMobilePay": ("cancelPayment", "CancelledByClient"),
    "ExpiredAndCaptured": ("captureRefund", "Captured"),
}
"""Ends at which an operation may be taken, and what may be read then: no page tells."""


def refusals(known: History, table: Table) -> Iterator[Judgement]:
    """
    What operations come to in states that nothing follows on.
    """
    for operation, states in table.items():
        for state, (rule, code) in states.items():
            applies = both(is_decided, of(operation), _was(known, state))
            yield Judgement(rule, applies, _refused_with(code))


def stays(known: History, operation: str) -> Judgement:
    """
    What was read in such a state reads so ever after.
    """

    def as_before(exchange: Exchange) -> Mismatch | None:
        before, now = known.end(exchange), state_of(exchange)
        turning, turned = TURNED.get(before, ("", ""))
        if now == before or (now == turned and known.was_taken(turning, exchange)):
            return None
        return Mismatch(before, now)

    ended = both(is_success, of(operation), lambda exchange: bool(known.end(exchange)))
    return Judgement("MOBILEPAY-LIFE-02", ended, as_before)


def of(operation: str) -> Applies:
    """
    A call of an operation.
    """
    return lambda exchange: exchange.operation == operation


def _refused_with(code: str) -> Check:
    """
    The refusal has this code. Where two reasons come together, no page tells which is told: an
    amount may be refused for itself.
    """
    codes = (code, "1305", "1308") if code == "1304" else (code,)

    def check(exchange: Exchange) -> Mismatch | None:
        wrong = [refused_with(409, one)(exchange) for one in codes]
        return wrong[0] if all(wrong) else None

    return check


def _was(known: History, state: str) -> Applies:
    return lambda exchange: known.end(exchange) == state

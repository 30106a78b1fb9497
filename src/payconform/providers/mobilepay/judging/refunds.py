"""
What a later exchange about a refund must say, given the earlier ones.
"""

from collections.abc import Iterator
from decimal import Decimal

from payconform.checks import Judgement, asked, both
from payconform.model import Exchange
from payconform.providers.mobilepay.checks import refused
from payconform.providers.mobilepay.judging.asking import amount, is_decided
from payconform.providers.mobilepay.judging.ends import Table, refusals, stays
from payconform.providers.mobilepay.judging.history import History
from payconform.providers.mobilepay.judging.payments import CANCELLED

ENDED: Table = {
    "cancelRefund": {
        "Captured": ("MOBILEPAY-CANCEL-42", "1352"),
        "ExpiredAndCaptured": ("MOBILEPAY-CANCEL-44", "1352"),
        "CancelledByMobilePay": ("MOBILEPAY-CANCEL-45", "1352"),
    },
    "captureRefund": {
        "CancelledByClient": ("MOBILEPAY-CANCEL-48", "1351"),
        "CancelledByMobilePay": ("MOBILEPAY-REFUND-04", "1351"),
    },
}


def judgements(known: History) -> Iterator[Judgement]:
    """
    Refunds that have ended stay so; together they give no more back than was captured.
    """
    yield from refusals(known, ENDED)
    yield stays(known, "getRefund")

    def payment(exchange: Exchange) -> str:
        return str(asked(exchange).get("paymentId")).lower()

    def never_captured(exchange: Exchange) -> bool:
        return known.end(exchange, payment(exchange)) in (*CANCELLED, "ExpiredAndCancelled")

    def left(exchange: Exchange) -> Decimal | None:
        paid = known.most(exchange, payment(exchange))
        return None if paid is None else paid - known.paid_back(exchange, payment(exchange))

    def too_much(exchange: Exchange) -> bool:
        most, sent = left(exchange), amount(asked(exchange).get("amount"))
        new = known.of_key(exchange) is None
        return new and most is not None and sent is not None and sent > most

    yield Judgement("MOBILEPAY-REFUND-05", both(is_decided, never_captured), refused)
    for rule, parts in (("MOBILEPAY-REFUND-08", False), ("MOBILEPAY-REFUND-09", True)):

        def beyond(exchange: Exchange, parts: bool = parts) -> bool:
            refunded = known.paid_back(exchange, payment(exchange)) > 0
            return too_much(exchange) and refunded is parts

        yield Judgement(rule, both(is_decided, beyond), refused)

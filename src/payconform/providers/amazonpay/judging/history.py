"""
What happened so far to each QR of recorded traffic.
"""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from payconform.checks import asked, at
from payconform.model import Exchange
from payconform.providers.amazonpay import forms, signing
from payconform.providers.amazonpay.judging.asking import is_success, named, order

Name = tuple[str, str]  # a merchant, and what it calls a QR or a refund


class History:
    """
    Which exchange made a QR, or a refund, by its name; `ids` are the exchanges by the id of the
    answer, `totals` what was refunded of a QR when a refund was answered, by exchange.

    What an orderId means that was used twice is not documented, nor what a refundId does. A refund
    by the provider's id of a charge may be one of any QR of its merchant.
    """

    def __init__(self, recorded: Sequence[Exchange]) -> None:
        self.created: dict[Name, Exchange] = {}
        self.ids: dict[str, str] = {}
        self.refunds: dict[Name, Exchange] = {}
        self._twice: set[Name] = set()
        self._made: dict[Name, int] = {}
        self._changed: set[Name] = set()
        self._first: set[str] = set()
        self._of_any: Counter[str] = Counter()
        self.totals: dict[str, Decimal] = {}
        self._refunded: dict[Name, Decimal] = {}
        for exchange in recorded:
            if exchange.direction == "outbound" and is_success(exchange):
                self._take(exchange)

    def _take(self, exchange: Exchange) -> None:
        header = exchange.response.header(signing.REQUEST_ID) if exchange.response else None
        self.ids.setdefault(header or "", exchange.id)
        match exchange.operation:
            case "generateQr":
                if order(exchange) in self.created:
                    self._twice.add(order(exchange))
                self.created.setdefault(order(exchange), exchange)
                self._made[order(exchange)] = self._of_any[order(exchange)[0]]
            case "cancelQr":
                if self._is_untouched(exchange):
                    self._first.add(exchange.id)
                self._changed.add(order(exchange))
            case "refundCharge":
                self._refund(exchange)

    def _refund(self, exchange: Exchange) -> None:
        name = named(exchange, "refundId")
        if name in self.refunds:
            return
        self.refunds[name] = exchange
        by_order = asked(exchange)["chargeIdType"] == "MerchantTxnId"
        amount = forms.decimal(asked(exchange)["amount"])
        if not by_order:
            self._of_any[name[0]] += 1
        elif amount is not None and at(exchange, "status") != "Declined":
            self._changed.add(order(exchange))
            if at(exchange, "status") != "Pending":  # it may be declined yet
                total = self._refunded.get(order(exchange), Decimal(0)) + amount
                self._refunded[order(exchange)] = self.totals[exchange.id] = total

    def amount(self, exchange: Exchange) -> Decimal | None:
        """
        The amount of the QR that a request is about; None where it is not known.
        """
        made = self.created.get(order(exchange))
        if made is None or order(exchange) in self._twice:
            return None
        return forms.decimal(asked(made)["amount"])

    def is_first(self, exchange: Exchange) -> bool:
        """
        Whether it cancels a QR that was made, and of which nothing was cancelled or refunded.
        """
        return exchange.id in self._first and self.amount(exchange) is not None

    def _is_untouched(self, exchange: Exchange) -> bool:
        name = order(exchange)
        return name not in self._changed and self._made.get(name) == self._of_any[name[0]]

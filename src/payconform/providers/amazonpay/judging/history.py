"""
What happened so far to each QR of recorded traffic.
"""

from collections.abc import Sequence
from decimal import Decimal

from payconform.checks import asked, at
from payconform.model import Exchange
from payconform.providers.amazonpay import forms, signing
from payconform.providers.amazonpay.judging.asking import is_success, named, order

Name = tuple[str, str]  # a merchant, and what it calls a QR or a refund


class History:
    """
    Which exchange made a QR, or a refund, by its name; `ids` are the exchanges by the
    id of the answer, `totals` what was refunded of a QR when a refund was answered, by exchange.

    What an orderId means that was used twice is not documented, nor what a refundId does.
    """

    def __init__(self, recorded: Sequence[Exchange]) -> None:
        self.created: dict[Name, Exchange] = {}
        self.ids: dict[str, str] = {}
        self.refunds: dict[Name, Exchange] = {}
        self._twice: set[Name] = set()
        self._changed: dict[Name, str] = {}
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
            case "cancelQr":
                self._changed.setdefault(order(exchange), exchange.id)
            case "refundCharge":
                self._refund(exchange)

    def _refund(self, exchange: Exchange) -> None:
        name = named(exchange, "refundId")
        if name in self.refunds:
            return
        self.refunds[name] = exchange
        by_order = asked(exchange)["chargeIdType"] == "MerchantTxnId"
        amount = forms.decimal(asked(exchange)["amount"])
        if by_order and amount is not None and at(exchange, "status") != "Declined":
            self._changed.setdefault(order(exchange), exchange.id)
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
        Whether a QR was made, and nothing was cancelled or refunded before.
        """
        known = self.amount(exchange) is not None
        return known and self._changed.get(order(exchange), exchange.id) == exchange.id

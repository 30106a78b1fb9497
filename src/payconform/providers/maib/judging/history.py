"""
What happened so far to each QR and each payment of recorded traffic.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from payconform.checks import Applies, asked, at, every
from payconform.model import Check, Exchange
from payconform.providers.maib import forms
from payconform.providers.maib.judging.asking import is_success, is_whole, named
from payconform.providers.maib.judging.echoes import decimal

Wanted = Callable[[Exchange], list[Check]]


class History:
    """
    What happened to each QR and each payment, by its id in small letters.
    """

    def __init__(self, recorded: Sequence[Exchange]) -> None:
        self.created: dict[str, Exchange] = {}
        self.read: dict[str, object] = {}
        self.cancelled: dict[str, datetime] = {}
        self.tried: dict[str, list[Exchange]] = {}
        self.payments: dict[str, Exchange] = {}
        self.refunded: dict[str, datetime] = {}
        self.returned: dict[str, list[Exchange]] = {}
        for exchange in recorded:
            if exchange.operation == "payTest":
                self.tried.setdefault(asked_id(exchange, "qrId"), []).append(exchange)
            if exchange.direction == "outbound" and is_success(exchange):
                self._take(exchange)

    def _take(self, exchange: Exchange) -> None:
        match exchange.operation:
            case "createQr":
                self.created[told_id(exchange, "qrId")] = exchange
            case "getQr":
                self.read[named(exchange)] = at(exchange, "result.type")
            case "cancelQr" if self.is_cancellable(exchange):
                self.cancelled.setdefault(named(exchange), end_of(exchange))
            case "payTest":
                self.payments[told_id(exchange, "payId")] = exchange
            case "getPayment" if self.reads_as_refunded(exchange):
                self.refunded.setdefault(named(exchange), end_of(exchange))
            case "refundPayment" | "refundMiaPayment":
                self.returned.setdefault(named(exchange), []).append(exchange)

    def is_cancellable(self, exchange: Exchange) -> bool:
        """
        The QR that is cancelled is known to be Static or Dynamic: that of a Hybrid is undocumented.
        """
        name = named(exchange)
        return name in self.created or self.read.get(name) in ("Static", "Dynamic")

    def reads_as_refunded(self, exchange: Exchange) -> bool:
        """
        It does, and was refunded in full before: how a partly refunded one reads is undocumented.
        """
        if not is_success(exchange) or forms.REFUNDED(exchange):
            return False
        before = [
            one for one in self.returned.get(named(exchange), ()) if after(exchange, end_of(one))
        ]
        return any(self._is_full(one) for one in before)

    def _is_full(self, refund: Exchange) -> bool:
        part, whole = decimal(asked(refund).get("amount")), self.amount(refund)
        return is_whole(refund) or (part is not None and whole is not None and part >= whole)

    def kind(self, qr_id: str) -> object:
        """
        The type with which a QR was created; None where that was not recorded.
        """
        made = self.created.get(qr_id)
        return asked(made).get("type") if made else None

    def paid(self, exchange: Exchange) -> Exchange | None:
        """
        The payment that a read or a refund names, or a callback holds.
        """
        inbound = exchange.direction == "inbound"
        name = told_id(exchange, "payId") if inbound else named(exchange)
        return self.payments.get(name)

    def amount(self, exchange: Exchange) -> Decimal | None:
        """
        How much was paid, in the same sense.
        """
        made = self.paid(exchange)
        return decimal(asked(made).get("amount")) if made else None


def on(operation: str, applies: Applies) -> Applies:
    """
    Of one operation only.
    """
    return lambda exchange: exchange.operation == operation and applies(exchange)


def finds(found: Callable[[Exchange], object]) -> Applies:
    """
    There is something to be found.
    """
    return lambda exchange: bool(found(exchange))


def lazily(wanted: Wanted) -> Check:
    """
    The checks that an exchange calls for, found when it is judged.
    """
    return lambda exchange: every(*wanted(exchange))(exchange)


def told_id(exchange: Exchange, name: str) -> str:
    """
    An id in the result, in small letters.
    """
    return str(at(exchange, f"result.{name}")).lower()


def asked_id(exchange: Exchange, name: str) -> str:
    """
    An id in the body that was sent, in small letters.
    """
    return str(asked(exchange).get(name)).lower()


def end_of(exchange: Exchange) -> datetime:
    """
    When the exchange was over.
    """
    return exchange.at + timedelta(seconds=exchange.seconds)


def after(exchange: Exchange, moment: datetime | None) -> bool:
    """
    Sent when the other was over: requests at once have no order.
    """
    return moment is not None and exchange.at >= moment


def reasoned(exchange: Exchange) -> bool:
    """
    A reason was sent that nobody has to refuse.
    """
    reason = asked(exchange).get("reason")
    return isinstance(reason, str) and 0 < len(reason.strip()) <= 500

"""
What later exchanges must say, given the earlier ones.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from payconform.checks import Judgement, asked, at, member, status
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib import forms
from payconform.providers.maib.checks import code, guid, refused, signature_holds, succeeded
from payconform.providers.maib.entries import every
from payconform.providers.maib.judging.asking import (
    Applies,
    both,
    has,
    is_judged,
    is_of_payment,
    is_ok,
    is_success,
    is_taken,
    named,
)
from payconform.providers.maib.moments import iso_moment, same_moment
from payconform.wire.redactor import MASK

PRICED = ("Fixed", "Controlled")
Wanted = Callable[[Exchange], "list[Check]"]


class History:
    """
    What happened to each QR and each payment, by its id in small letters.
    """

    def __init__(self, recorded: Sequence[Exchange]) -> None:
        self.created: dict[str, Exchange] = {}
        self.cancelled: dict[str, datetime] = {}
        self.tried: dict[str, list[Exchange]] = {}
        self.payments: dict[str, Exchange] = {}
        self.refunded: dict[str, datetime] = {}
        self.returned: dict[str, list[Exchange]] = {}
        for exchange in recorded:
            self._take(exchange)

    def _take(self, exchange: Exchange) -> None:
        if exchange.operation == "payTest":
            self.tried.setdefault(_asked_id(exchange, "qrId"), []).append(exchange)
        if exchange.direction == "inbound" or not is_success(exchange):
            return
        match exchange.operation:
            case "createQr":
                self.created[_told_id(exchange, "qrId")] = exchange
            case "cancelQr":
                self.cancelled.setdefault(named(exchange), _end(exchange))
            case "payTest":
                self.payments[_told_id(exchange, "payId")] = exchange
            case "getPayment" if not forms.REFUNDED(exchange):
                self.refunded.setdefault(named(exchange), _end(exchange))
            case "refundPayment" | "refundMiaPayment":
                self.returned.setdefault(named(exchange), []).append(exchange)

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
        name = _told_id(exchange, "payId") if inbound else named(exchange)
        return self.payments.get(name)

    def amount(self, exchange: Exchange) -> Decimal | None:
        """
        How much was paid, in the same sense.
        """
        made = self.paid(exchange)
        return _decimal(asked(made).get("amount")) if made else None


def judgements(recorded: Sequence[Exchange]) -> Iterator[Judgement]:
    """
    Every one of them.
    """
    known = History(recorded)
    yield from _of_qrs(known)
    yield from _of_payments(known)
    yield from _of_callbacks(known)


def _of_qrs(known: History) -> Iterator[Judgement]:
    def is_cancelled(exchange: Exchange) -> bool:
        return _after(exchange, known.cancelled.get(named(exchange)))

    def is_tried(exchange: Exchange) -> bool:
        tries = known.tried.get(named(exchange), ())
        cancelled = known.cancelled.get(named(exchange))
        return any(_after(one, cancelled) and _after(exchange, _end(one)) for one in tries)

    reads = _on("getQr", is_success)
    yield Judgement("MAIB-CANCEL-03", both(reads, is_cancelled), forms.CANCELLED)
    yield Judgement("MAIB-CANCEL-11", both(reads, is_tried), forms.CANCELLED)
    again = both(is_judged, _reasoned, is_cancelled)
    yield Judgement("MAIB-CANCEL-04", again, every(status(409), code("14005")))
    told = both(again, lambda exchange: code("14005")(exchange) is None)
    yield Judgement("MAIB-CANCEL-05", told, _lazily(_names_its_qr))
    for rule, kind in (("MAIB-CANCEL-01", "Dynamic"), ("MAIB-CANCEL-19", "Static")):
        yield Judgement(rule, _cancels(known, kind), _lazily(_cancelled))
    for rule, wanted in _REPEATED.items():
        yield Judgement(rule, _has_made(known, reads, wanted), _lazily(_of(known, wanted)))


def _of_payments(known: History) -> Iterator[Judgement]:
    def repeated(exchange: Exchange) -> list[Check]:
        made = known.paid(exchange)
        return _payment(asked(made)) if made else []

    def of_order(exchange: Exchange) -> list[Check]:
        made = known.created.get(_asked_id(exchange, "qrId"))
        order = asked(made).get("orderId") if made else None
        return [member("result.orderId", order)] if isinstance(order, str) else []

    def is_part(exchange: Exchange) -> bool:
        part, whole = _decimal(asked(exchange).get("amount")), known.amount(exchange)
        return part is not None and whole is not None and part < whole

    def is_too_large(exchange: Exchange) -> bool:
        part, whole = _decimal(asked(exchange).get("amount")), known.amount(exchange)
        return part is not None and whole is not None and part > whole

    def is_over(exchange: Exchange) -> bool:
        return _after(exchange, known.refunded.get(named(exchange)))

    yield Judgement("MAIB-READ-61", both(is_ok, _bool(repeated)), _lazily(repeated))
    yield Judgement("MAIB-PAY-19", both(is_ok, _bool(of_order)), _lazily(of_order))
    confirmed = every(succeeded, guid("result.refundId"))
    yield Judgement("MAIB-REFUND-02", both(is_ok, is_part), confirmed)
    again = both(is_judged, _reasoned, is_over, lambda one: "amount" not in asked(one))
    yield Judgement("MAIB-REFUND-04", again, every(status(409), code("14015")))
    too_large = both(_is_for_its_amount, _reasoned, is_too_large)
    yield Judgement("MAIB-REFUND-05", too_large, every(refused, code("14016")))
    parts = both(is_success, lambda exchange: known.amount(exchange) is not None)
    yield Judgement("MAIB-REFUND-09", parts, _within(known))


def _of_callbacks(known: History) -> Iterator[Judgement]:
    def keys(exchange: Exchange) -> list[str]:
        made = known.paid(exchange)
        told = (
            [at(made, f"result.{name}") for name in ("signatureKey", "signature")] if made else []
        )
        return [key for key in told if isinstance(key, str) and key and not MASK.search(key)]

    def repeated(exchange: Exchange) -> list[Check]:
        made = known.paid(exchange)
        names = ("qrId", "payId", "orderId", "amount", "currency")
        return [member(f"result.{one}", at(made, f"result.{one}")) for one in names] if made else []

    def payer(exchange: Exchange) -> list[Check]:
        made = known.paid(exchange)
        if made is None:
            return []
        names = {"payerName": "payerName", "payerIban": "iban"}
        sent = asked(made)
        told = [member(f"result.{name}", sent.get(one)) for name, one in names.items()]
        return [*told, iso_moment("result.executedAt")]

    def signed(exchange: Exchange) -> list[Check]:
        return [signature_holds(keys(exchange)[0])]

    for rule, wanted in (("MAIB-CALLBACK-04", repeated), ("MAIB-CALLBACK-11", payer)):
        yield Judgement(rule, both(is_of_payment, _bool(wanted)), _lazily(wanted))
    yield Judgement("MAIB-CALLBACK-17", both(is_of_payment, _bool(keys)), _lazily(signed))


def _on(operation: str, applies: Applies) -> Applies:
    return lambda exchange: exchange.operation == operation and applies(exchange)


def _bool(found: Callable[[Exchange], object]) -> Applies:
    return lambda exchange: bool(found(exchange))


def _lazily(wanted: Wanted) -> Check:
    return lambda exchange: every(*wanted(exchange))(exchange)


def _told_id(exchange: Exchange, name: str) -> str:
    return str(at(exchange, f"result.{name}")).lower()


def _asked_id(exchange: Exchange, name: str) -> str:
    return str(asked(exchange).get(name)).lower()


def _end(exchange: Exchange) -> datetime:
    return exchange.at + timedelta(seconds=exchange.seconds)


def _after(exchange: Exchange, moment: datetime | None) -> bool:
    """
    Sent when the other was over: requests at once have no order.
    """
    return moment is not None and exchange.at >= moment


def _reasoned(exchange: Exchange) -> bool:
    reason = asked(exchange).get("reason")
    return isinstance(reason, str) and 0 < len(reason.strip()) <= 500


def _names_its_qr(exchange: Exchange) -> list[Check]:
    told = at(exchange, "errors.0.errorArgs.qrId")
    same = isinstance(told, str) and told.lower() == named(exchange)
    return [] if same else [member("errors.0.errorArgs.qrId", named(exchange))]


def _cancels(known: History, kind: str) -> Applies:
    return _on("cancelQr", both(is_taken, lambda exchange: known.kind(named(exchange)) == kind))


def _cancelled(exchange: Exchange) -> list[Check]:
    told = _told_id(exchange, "qrId")
    same = [] if told == named(exchange) else [member("result.qrId", named(exchange))]
    return [succeeded, *same]


def _has_made(known: History, reads: Applies, wanted: Callable[[Exchange], list[Check]]) -> Applies:
    return lambda one: reads(one) and bool(_of(known, wanted)(one))


def _of(known: History, wanted: Callable[[Exchange], list[Check]]) -> Wanted:
    def checks(exchange: Exchange) -> list[Check]:
        made = known.created.get(named(exchange))
        return wanted(made) if made and _after(exchange, _end(made)) else []

    return checks


def _texts(made: Exchange, *names: str) -> list[Check]:
    sent = asked(made)
    return [member(f"result.{one}", sent[one]) for one in names if isinstance(sent.get(one), str)]


def _amounts(made: Exchange, *names: str) -> list[Check]:
    sent = asked(made)
    return [member(f"result.{one}", sent[one]) for one in names if _is_money(sent.get(one))]


def _members(made: Exchange) -> list[Check]:
    priced = asked(made).get("amountType") in PRICED
    texts = _texts(made, "type", "amountType", "currency", "description", "orderId")
    return [*texts, *(_amounts(made, "amount") if priced else [])]


def _limits(made: Exchange) -> list[Check]:
    controlled = asked(made).get("amountType") == "Controlled"
    return _amounts(made, "amountMin", "amountMax") if controlled else []


def _url(made: Exchange) -> list[Check]:
    return [member("result.url", at(made, "result.url"))] if has("result.url")(made) else []


def _expiry(made: Exchange) -> list[Check]:
    told = asked(made).get("expiresAt")
    try:
        zoned = isinstance(told, str) and datetime.fromisoformat(told).tzinfo is not None
    except ValueError:
        zoned = False
    dynamic = asked(made).get("type") == "Dynamic"
    return [same_moment("result.expiresAt", str(told))] if zoned and dynamic else []


_REPEATED: dict[str, Callable[[Exchange], list[Check]]] = {
    "MAIB-READ-03": _members,
    "MAIB-READ-04": lambda made: _texts(made, "callbackUrl", "redirectUrl"),
    "MAIB-READ-14": _limits,
    "MAIB-READ-15": _url,
    "MAIB-READ-16": _expiry,
}


def _payment(sent: dict[str, Any]) -> list[Check]:
    names = {"qrId": "qrId", "currency": "currency", "payerName": "payerName", "payerIban": "iban"}
    texts = [member(f"result.{name}", sent.get(one)) for name, one in names.items()]
    money = [member("result.amount", sent["amount"])] if _is_money(sent.get("amount")) else []
    return [*texts, *money]


def _is_for_its_amount(exchange: Exchange) -> bool:
    """
    14016 comes with 404; with any other code a 404 is about a payment that is not found.
    """
    number = exchange.response.status if exchange.response else 0
    return is_judged(exchange) or (number == 404 and not code("14016")(exchange))


def _within(known: History) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        whole = known.amount(exchange) or Decimal()
        until = [one for one in known.returned[named(exchange)] if one.at <= exchange.at]
        total = sum(_returned(until, whole), Decimal())
        if total <= whole:
            return None
        return Mismatch(f"refunds of at most {whole} in all", f"{total}")

    return check


def _returned(refunds: Iterable[Exchange], whole: Decimal) -> Iterator[Decimal]:
    """
    What each refund gives back; without an amount, all that was left, so nothing more than that.
    """
    left = whole
    for one in refunds:
        part = _decimal(asked(one).get("amount"))
        given = max(left, Decimal()) if part is None else part
        left -= given
        yield given


def _decimal(value: object) -> Decimal | None:
    return Decimal(str(value)) if _is_number(value) else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_money(value: object) -> bool:
    number = _decimal(value)
    return number is not None and number == round(number, 2)

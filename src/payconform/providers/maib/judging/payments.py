"""
What a later exchange about a payment must say, given the earlier ones: details, refunds, callbacks.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from payconform.checks import Judgement, asked, at, member, status
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib.checks import code, guid, refused, signature_holds, succeeded
from payconform.providers.maib.entries import every
from payconform.providers.maib.judging.asking import (
    both,
    is_judged,
    is_of_payment,
    is_ok,
    is_success,
    named,
)
from payconform.providers.maib.judging.history import (
    History,
    after,
    asked_id,
    decimal,
    finds,
    is_money,
    lazily,
    reasoned,
)
from payconform.providers.maib.moments import iso_moment
from payconform.wire.redactor import MASK


def judgements(known: History) -> Iterator[Judgement]:
    """
    Every one of them.
    """
    yield from _of_payments(known)
    yield from _of_callbacks(known)


def _of_payments(known: History) -> Iterator[Judgement]:
    def repeated(exchange: Exchange) -> list[Check]:
        made = known.paid(exchange)
        return _payment(asked(made)) if made else []

    def of_order(exchange: Exchange) -> list[Check]:
        made = known.created.get(asked_id(exchange, "qrId"))
        order = asked(made).get("orderId") if made else None
        return [member("result.orderId", order)] if isinstance(order, str) else []

    def is_part(exchange: Exchange) -> bool:
        part, whole = decimal(asked(exchange).get("amount")), known.amount(exchange)
        return part is not None and whole is not None and part < whole

    def is_too_large(exchange: Exchange) -> bool:
        part, whole = decimal(asked(exchange).get("amount")), known.amount(exchange)
        return part is not None and whole is not None and part > whole

    def is_over(exchange: Exchange) -> bool:
        return after(exchange, known.refunded.get(named(exchange)))

    yield Judgement("MAIB-READ-61", both(is_ok, finds(repeated)), lazily(repeated))
    yield Judgement("MAIB-PAY-19", both(is_ok, finds(of_order)), lazily(of_order))
    confirmed = every(succeeded, guid("result.refundId"))
    yield Judgement("MAIB-REFUND-02", both(is_ok, is_part), confirmed)
    again = both(is_judged, reasoned, is_over, lambda one: "amount" not in asked(one))
    yield Judgement("MAIB-REFUND-04", again, every(status(409), code("14015")))
    too_large = both(_is_for_its_amount, reasoned, is_too_large)
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
        yield Judgement(rule, both(is_of_payment, finds(wanted)), lazily(wanted))
    yield Judgement("MAIB-CALLBACK-17", both(is_of_payment, finds(keys)), lazily(signed))


def _payment(sent: dict[str, Any]) -> list[Check]:
    names = {"qrId": "qrId", "currency": "currency", "payerName": "payerName", "payerIban": "iban"}
    texts = [member(f"result.{name}", sent.get(one)) for name, one in names.items()]
    money = [member("result.amount", sent["amount"])] if is_money(sent.get("amount")) else []
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
        part = decimal(asked(one).get("amount"))
        given = max(left, Decimal()) if part is None else part
        left -= given
        yield given

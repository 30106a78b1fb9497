"""
What a later exchange about a payment must say, given the earlier ones: details, refunds, callbacks.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from payconform.checks import Judgement, asked, at, both, every, number, status
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib.checks import code, guid, refused, signature_holds, succeeded
from payconform.providers.maib.judging.asking import (
    is_judged,
    is_of_payment,
    is_ok,
    is_success,
    is_whole,
    named,
)
from payconform.providers.maib.judging.echoes import decimal, echoes, same
from payconform.providers.maib.judging.history import (
    History,
    after,
    asked_id,
    finds,
    lazily,
    on,
    reasoned,
)
from payconform.providers.maib.moments import iso_moment
from payconform.wire.redactor import MASK

PAYER = {"payerName": "payerName", "payerIban": "iban"}
NEVER_REFUNDED = ("14003", "14013", "14014", "14015")


def judgements(known: History) -> Iterator[Judgement]:
    """
    Every one of them.
    """
    yield from _of_payments(known)
    yield from _of_callbacks(known)


def _of_payments(known: History) -> Iterator[Judgement]:
    def repeated(exchange: Exchange) -> list[Check]:
        made = known.paid(exchange)
        return echoes(asked(made), {**same("qrId", "currency", "amount"), **PAYER}) if made else []

    def of_order(exchange: Exchange) -> list[Check]:
        made = known.created.get(asked_id(exchange, "qrId"))
        return echoes(asked(made), same("orderId")) if made else []

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
    refunded = on("getPayment", known.reads_as_refunded)
    yield Judgement("MAIB-REFUND-03", refunded, iso_moment("result.refundedAt"))
    again = both(is_judged, reasoned, _says_no_more, is_over, is_whole)
    yield Judgement("MAIB-REFUND-04", again, every(status(409), code("14015")))
    too_large = both(_is_for_its_amount, reasoned, _says_no_more, is_too_large)
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
        told = at(made, "result") if made else {}
        return echoes(told, same("qrId", "payId", "orderId", "amount", "currency"))

    def payer(exchange: Exchange) -> list[Check]:
        made = known.paid(exchange)
        return [*echoes(asked(made), PAYER), iso_moment("result.executedAt")] if made else []

    def signed(exchange: Exchange) -> list[Check]:
        return [signature_holds(keys(exchange)[0])]

    for rule, wanted in (("MAIB-CALLBACK-04", repeated), ("MAIB-CALLBACK-11", payer)):
        yield Judgement(rule, both(is_of_payment, finds(wanted)), lazily(wanted))
    yield Judgement("MAIB-CALLBACK-17", both(is_of_payment, finds(keys)), lazily(signed))


def _is_for_its_amount(exchange: Exchange) -> bool:
    """
    14016 comes with 404; with any other code a 404 is about a payment that is not found. One that
    cannot be refunded at all may be refused for that.
    """
    about_it = is_judged(exchange) or (number(exchange) == 404 and not code("14016")(exchange))
    return about_it and bool(code(*NEVER_REFUNDED)(exchange))


def _says_no_more(exchange: Exchange) -> bool:
    """
    Another member may be refused first: which one is looked at first is undocumented.
    """
    return asked(exchange).keys() <= {"amount", "reason"}


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
    What each refund gives back at least; without an amount, all that was left, so nothing more than
    that. What an amount of another kind gives is unknown.
    """
    left = whole
    for one in refunds:
        part = decimal(asked(one).get("amount")) or Decimal()
        given = max(left, Decimal()) if is_whole(one) else part
        left -= given
        yield given

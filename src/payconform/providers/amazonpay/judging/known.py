"""
What a later exchange about a QR must say, given the earlier ones.
"""

import re
from collections.abc import Iterator

from payconform.checks import ABSENT, Applies, Judgement, asked, at, both, every, member
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.amazonpay import forms, signing
from payconform.providers.amazonpay.checks import succeeded
from payconform.providers.amazonpay.judging.asking import is_success, is_taken, named
from payconform.providers.amazonpay.judging.history import History

BY = {"AMAZONPAY-CANCEL-02": forms.BOTH, "AMAZONPAY-CANCEL-03": forms.TOKEN}


def judgements(known: History) -> Iterator[Judgement]:
    """
    Every one of them.
    """
    yield from _of_ids(known)
    yield from _of_cancels(known)
    yield from _of_refunds(known)
    reads = both(is_success, lambda exchange: known.amount(exchange) is not None)
    yield Judgement("AMAZONPAY-READ-06", reads, _amount(known, forms.ANY_KIND))


def _of_ids(known: History) -> Iterator[Judgement]:
    def is_new(exchange: Exchange) -> Mismatch | None:
        name = exchange.response.header(signing.REQUEST_ID) if exchange.response else None
        if name is None or known.ids.get(name, exchange.id) == exchange.id:
            return None
        return Mismatch(f"an {signing.REQUEST_ID} of its own", "that of an answer before")

    yield Judgement("AMAZONPAY-AUTH-21", is_success, is_new)


def _of_cancels(known: History) -> Iterator[Judgement]:
    """
    Those of a QR's first cancel that is answered with a documented status: what another one is
    answered is not documented, nor what a charge that is pending or has failed makes of it.
    """

    def first(exchange: Exchange) -> bool:
        if not (is_success(exchange) and known.is_first(exchange)):
            return False
        return "CANCEL_TOKEN" in asked(exchange)["cancelIntent"]

    charged = both(first, lambda exchange: at(exchange, "status") in forms.CHARGED)
    bare = both(first, _tells_no_charge)
    cancels = both(first, lambda exchange: charged(exchange) or bare(exchange))
    for rule, intent in BY.items():
        status = member("status", forms.outcome_of(intent, charged=True))
        yield Judgement(rule, both(charged, _asks(intent)), status)
    yield Judgement("AMAZONPAY-CANCEL-04", charged, every(*forms.CHARGE_TOLD))
    yield Judgement("AMAZONPAY-CANCEL-05", bare, every(*forms.BARELY))
    yield Judgement("AMAZONPAY-CANCEL-06", bare, forms.nothing_else)
    yield Judgement("AMAZONPAY-CANCEL-07", cancels, forms.repeats("merchantId"))
    yield Judgement("AMAZONPAY-CANCEL-07", charged, forms.repeats("chargeId"))
    yield Judgement("AMAZONPAY-CANCEL-08", cancels, _amount(known, str))
    yield Judgement("AMAZONPAY-CANCEL-09", charged, forms.moments)
    yield Judgement("AMAZONPAY-CANCEL-10", charged, forms.CHARGE_ID)


def _of_refunds(known: History) -> Iterator[Judgement]:
    def is_new(exchange: Exchange) -> bool:
        before = known.refunds.get(named(exchange, "refundId"), exchange)
        return before.id == exchange.id

    def refunded(exchange: Exchange) -> Mismatch | None:
        total, most = known.totals[exchange.id], known.amount(exchange)
        if most is None or total <= most:
            return None
        return Mismatch(f"a refusal: {most} was to be paid", f"{total} are refunded in all")

    new = both(is_success, is_new)
    yield Judgement("AMAZONPAY-REFUND-01", both(is_taken, is_new), every(succeeded, *forms.REFUND))
    yield Judgement("AMAZONPAY-REFUND-02", new, forms.REFUND_STATUS)
    yield Judgement("AMAZONPAY-REFUND-03", new, forms.repeats("refundId"))
    counted = both(new, lambda exchange: exchange.id in known.totals)
    yield Judgement("AMAZONPAY-REFUND-05", counted, refunded)
    yield Judgement("AMAZONPAY-REFUND-08", new, _of_its_charge)
    sent = every(_sent_amount, forms.repeats("currencyCode"))
    yield Judgement("AMAZONPAY-REFUND-09", new, sent)
    yield Judgement("AMAZONPAY-REFUND-10", new, every(*forms.REFUND_MOMENTS))
    reads = both(is_success, lambda exchange: named(exchange, "txnId") in known.refunds)
    yield Judgement("AMAZONPAY-REFUND-26", reads, every(_names_refund, forms.REFUND_STATUS))


def _tells_no_charge(exchange: Exchange) -> bool:
    if at(exchange, "amazonChargeId") is not ABSENT:
        return False
    return at(exchange, "status") in (forms.APPROVED, ABSENT)


def _asks(intent: list[str]) -> Applies:
    return lambda exchange: set(asked(exchange)["cancelIntent"]) == set(intent)


def _amount(known: History, kinds: type | tuple[type, ...]) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        amount = known.amount(exchange)
        return None if amount is None else forms.amounts_to(amount, kinds)(exchange)

    return check


def _sent_amount(exchange: Exchange) -> Mismatch | None:
    return forms.amounts_to(str(asked(exchange)["amount"]), forms.ANY_KIND)(exchange)


def _of_its_charge(exchange: Exchange) -> Mismatch | None:
    """
    Its charge is known by name only where the provider's own id names it.
    """
    sent = asked(exchange)
    theirs = sent["chargeIdType"] == "AmazonTxnId"
    return forms.refund_id(re.escape(sent["chargeId"]) if theirs else forms.CHARGE)(exchange)


def _names_refund(exchange: Exchange) -> Mismatch | None:
    _, name = named(exchange, "txnId")
    return member("refundId", name)(exchange)

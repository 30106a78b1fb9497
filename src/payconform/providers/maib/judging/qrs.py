"""
What a later exchange about a QR must say, given the earlier ones.
"""

from collections.abc import Iterator
from datetime import datetime

from payconform.checks import Applies, Judgement, asked, at, both, every, member, status
from payconform.model import Check, Exchange
from payconform.providers.maib import forms
from payconform.providers.maib.checks import code, succeeded
from payconform.providers.maib.judging.asking import (
    has,
    is_judged,
    is_ok,
    is_success,
    is_taken,
    named,
)
from payconform.providers.maib.judging.echoes import echoes, same
from payconform.providers.maib.judging.history import (
    History,
    Wanted,
    after,
    end_of,
    lazily,
    on,
    reasoned,
    told_id,
)
from payconform.providers.maib.moments import same_moment

PRICED = ("Fixed", "Controlled")


def judgements(known: History) -> Iterator[Judgement]:
    """
    Every one of them.
    """

    def is_cancelled(exchange: Exchange) -> bool:
        return after(exchange, known.cancelled.get(named(exchange)))

    def is_tried(exchange: Exchange) -> bool:
        tries = known.tried.get(named(exchange), ())
        cancelled = known.cancelled.get(named(exchange))
        return any(after(one, cancelled) and after(exchange, end_of(one)) for one in tries)

    yield Judgement("MAIB-CANCEL-02", both(is_ok, known.is_cancellable), forms.CANCELLED)
    reads = on("getQr", is_success)
    yield Judgement("MAIB-CANCEL-03", both(reads, is_cancelled), forms.CANCELLED)
    yield Judgement("MAIB-CANCEL-11", both(reads, is_tried), forms.CANCELLED)
    again = both(is_judged, reasoned, is_cancelled)
    yield Judgement("MAIB-CANCEL-04", again, every(status(409), code("14005")))
    told = both(again, lambda exchange: code("14005")(exchange) is None)
    yield Judgement("MAIB-CANCEL-05", told, lazily(_names_its_qr))
    for rule, kind in (("MAIB-CANCEL-01", "Dynamic"), ("MAIB-CANCEL-19", "Static")):
        yield Judgement(rule, _cancels(known, kind), lazily(_cancelled))
    for rule, wanted in _REPEATED.items():
        yield Judgement(rule, _has_made(known, reads, wanted), lazily(_of(known, wanted)))


def _names_its_qr(exchange: Exchange) -> list[Check]:
    told = at(exchange, "errors.0.errorArgs.qrId")
    same = isinstance(told, str) and told.lower() == named(exchange)
    return [] if same else [member("errors.0.errorArgs.qrId", named(exchange))]


def _cancels(known: History, kind: str) -> Applies:
    return on("cancelQr", both(is_taken, lambda exchange: known.kind(named(exchange)) == kind))


def _cancelled(exchange: Exchange) -> list[Check]:
    told = told_id(exchange, "qrId")
    same = [] if told == named(exchange) else [member("result.qrId", named(exchange))]
    return [succeeded, *same]


def _has_made(known: History, reads: Applies, wanted: Wanted) -> Applies:
    return lambda one: reads(one) and bool(_of(known, wanted)(one))


def _of(known: History, wanted: Wanted) -> Wanted:
    def checks(exchange: Exchange) -> list[Check]:
        made = known.created.get(named(exchange))
        return wanted(made) if made and after(exchange, end_of(made)) else []

    return checks


def _as_sent(made: Exchange, *names: str) -> list[Check]:
    return echoes(asked(made), same(*names))


def _members(made: Exchange) -> list[Check]:
    amount = ["amount"] if asked(made).get("amountType") in PRICED else []
    return _as_sent(made, "type", "amountType", "currency", "description", "orderId", *amount)


def _limits(made: Exchange) -> list[Check]:
    controlled = asked(made).get("amountType") == "Controlled"
    return _as_sent(made, "amountMin", "amountMax") if controlled else []


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


_REPEATED: dict[str, Wanted] = {
    "MAIB-READ-03": _members,
    "MAIB-READ-04": lambda made: _as_sent(made, "callbackUrl", "redirectUrl"),
    "MAIB-READ-14": _limits,
    "MAIB-READ-15": _url,
    "MAIB-READ-16": _expiry,
}

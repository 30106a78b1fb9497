"""
What a later exchange about a payment must say, given the earlier ones.
"""

from collections.abc import Iterator

from payconform.checks import Judgement, asked, at, both, every, member, member_matches, status
from payconform.model import Exchange, Mismatch
from payconform.providers.mobilepay.checks import refused, refused_with
from payconform.providers.mobilepay.judging.asking import amount, is_decided, is_success, named
from payconform.providers.mobilepay.judging.ends import Table, refusals, stays
from payconform.providers.mobilepay.judging.history import SHOWN, History, earlier, end_of, state_of

_ANY_AMOUNT = member_matches("amount", (int, float))  # after a part was captured, which, is open
TERMS: dict[str, tuple[object, ...]] = {  # in other spellings, which may be taken, no page tells
    "currencyCode": ("DKK", "EUR"),
    "plannedCaptureDelay": ("None", "LessThan24Hours", "LessThan14Days"),
}
CANCELLED = ("CancelledByClient", "CancelledByUser", "CancelledByMobilePay")
ENDED: Table = {
    "cancelPayment": {
        "Captured": ("MOBILEPAY-CANCEL-06", "1300"),
        "ExpiredAndCancelled": ("MOBILEPAY-CANCEL-08", "1300"),
    },
    "capturePayment": {
        "CancelledByClient": ("MOBILEPAY-CANCEL-24", "1304"),
        "CancelledByUser": ("MOBILEPAY-PAY-05", "1304"),
        "CancelledByMobilePay": ("MOBILEPAY-PAY-05", "1304"),
        "ExpiredAndCancelled": ("MOBILEPAY-PAY-16", "1304"),
    },
}


def judgements(known: History) -> Iterator[Judgement]:
    """
    Every one of them.
    """
    yield from refusals(known, ENDED)
    yield stays(known, "queryPayment")
    yield from _of_captures(known)
    yield from _of_cancels(known)
    yield from _of_initiated(known)


def _of_captures(known: History) -> Iterator[Judgement]:
    """
    What a capture gets once it is refunded, or once a part was captured, no page tells; nor which
    code, where another amount is too large as well.
    """

    def is_another(exchange: Exchange) -> bool:
        first, sent = known.paid(exchange, named(exchange)), amount(asked(exchange).get("amount"))
        made = known.created.get(named(exchange))
        whole = made is not None and amount(asked(made).get("amount")) == first
        refunded = named(exchange) in known.refunds
        known_first = first is not None and whole and not refunded
        return known_first and sent is not None and sent > 0 and first != sent

    def is_same(exchange: Exchange) -> bool:
        first, sent = known.paid(exchange, named(exchange)), amount(asked(exchange).get("amount"))
        return first is not None and first == sent and named(exchange) not in known.refunds

    yield Judgement("MOBILEPAY-PAY-03", both(is_decided, is_same), status(200, 204))
    yield Judgement("MOBILEPAY-PAY-04", both(is_decided, is_another), refused)


def _of_cancels(known: History) -> Iterator[Judgement]:
    """
    The user or MobilePay may have come before the client, whose cancel can be a success all the
    same. Which of a cancel and a capture wins that meet, no page tells.
    """

    def was_cancelled(exchange: Exchange) -> bool:
        before = earlier(known.cancelled.get(named(exchange), ()), exchange)
        shown = [one for one in before if exchange.at - end_of(one) > SHOWN]
        return any(not meets_capture(one) for one in shown)

    def meets_capture(cancel: Exchange) -> bool:
        captures = known.captured.get(named(cancel), ())
        return any(one.at <= end_of(cancel) for one in captures)

    def is_cancelled(exchange: Exchange) -> Mismatch | None:
        told = state_of(exchange)
        return None if told in CANCELLED else Mismatch("CancelledByClient", told)

    def is_of_any_state(exchange: Exchange) -> bool:
        return "state=" not in exchange.request.target.lower()

    def lists_none(exchange: Exchange) -> Mismatch | None:
        listed = at(exchange, "paymentIds")
        for one in listed if isinstance(listed, list) else ():
            if known.end(exchange, str(one).lower()) in CANCELLED:
                return Mismatch("no cancelled payment", str(one))
        return None

    yield Judgement("MOBILEPAY-CANCEL-02", both(is_success, was_cancelled), is_cancelled)
    yield Judgement("MOBILEPAY-READ-06", both(is_success, is_of_any_state), lists_none)


def _of_initiated(known: History) -> Iterator[Judgement]:
    def was_initiated(exchange: Exchange) -> bool:
        made = known.created.get(named(exchange))
        return made is not None and made.operation == "initiatePayment"

    def shows_terms(exchange: Exchange) -> Mismatch | None:
        sent = asked(known.created[named(exchange)])
        listed = (name for name, values in TERMS.items() if sent.get(name) in values)
        return every(_ANY_AMOUNT, *(member(name, sent[name]) for name in listed))(exchange)

    ready = both(is_decided, was_initiated)
    yield Judgement("MOBILEPAY-READ-02", both(is_success, was_initiated), shows_terms)
    yield Judgement("MOBILEPAY-CREATE-11", ready, refused_with(409, "1303"))

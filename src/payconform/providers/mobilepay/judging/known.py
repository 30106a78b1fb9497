"""
What keys bring again, and how points of sale are shown, given what was created before.
"""

from collections.abc import Iterator

from payconform.checks import Judgement, asked, at, both, every, member, number
from payconform.model import Exchange, Mismatch
from payconform.providers.mobilepay.calls import UNDO, VAT
from payconform.providers.mobilepay.checks import refused, succeeded
from payconform.providers.mobilepay.judging.asking import (
    headers,
    is_decided,
    is_success,
    is_taken,
    named,
)
from payconform.providers.mobilepay.judging.ends import of
from payconform.providers.mobilepay.judging.history import History, earlier, told_id

FIRST = "requirePaymentBeforeCheckin"
NAMES = {"initiatePayment": "orderId", "preparePayment": "orderId", "createPos": "merchantPosId"}


def of_keys(known: History) -> Iterator[Judgement]:
    """
    A key brings what it brought; for something else of another name it brings nothing. Whose keys
    are held against each other, no page tells: where no header names the merchant, none are.
    """

    def is_repeated(exchange: Exchange) -> bool:
        first = known.of_key(exchange)
        return first is not None and asked(first) == asked(exchange)

    def names_another(exchange: Exchange) -> bool:
        first, name = known.of_key(exchange), NAMES.get(exchange.operation, "")
        if first is None or not headers(exchange, VAT):
            return False
        before, now = asked(first).get(name), asked(exchange).get(name)
        return isinstance(before, str) and isinstance(now, str) and before != now

    def brings_the_same(exchange: Exchange) -> Mismatch | None:
        first = known.of_key(exchange)
        if first is None or told_id(first) == told_id(exchange):
            return None
        return Mismatch(f"{UNDO[exchange.operation][2]} {told_id(first)}", told_id(exchange))

    for rule in ("MOBILEPAY-CREATE-30", "MOBILEPAY-CREATE-31"):
        yield Judgement(rule, both(is_decided, is_repeated), every(succeeded, brings_the_same))
    # with another code too: what is in the way as well may be told first
    yield Judgement("MOBILEPAY-CREATE-32", both(is_decided, names_another), refused)


def of_points(known: History) -> Iterator[Judgement]:
    """
    Points of sale show what they were created with, until they are deleted.
    """

    def made(exchange: Exchange) -> Exchange | None:
        return known.created.get(named(exchange))

    def shows_it(exchange: Exchange) -> Mismatch | None:
        created = made(exchange)
        sent = asked(created) if created else {}
        for name in ("merchantPosId", "name", "storeId", "beaconId", "callbackAlias"):
            told, wanted = at(exchange, name), sent.get(name)
            same = isinstance(told, str) and told.lower() == str(wanted).lower()
            if wanted and not same:
                return member(name, wanted)(exchange)
        first = sent.get(FIRST)
        return member(FIRST, first)(exchange) if isinstance(first, bool) else None

    def was_deleted(exchange: Exchange) -> bool:
        return any(earlier(known.deleted.get(named(exchange), ()), exchange))

    def is_not_found(exchange: Exchange) -> Mismatch | None:
        return Mismatch("404", f"status {number(exchange)}") if is_taken(exchange) else None

    shown = both(is_success, lambda exchange: made(exchange) is not None)
    yield Judgement("MOBILEPAY-READ-14", shown, shows_it)
    read = both(was_deleted, of("getPos"))
    yield Judgement("MOBILEPAY-READ-15", read, is_not_found)

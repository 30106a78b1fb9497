"""
What an answer must look like, beside nothing but its own request.
"""

from collections.abc import Iterator

from payconform.checks import (
    ABSENT,
    Applies,
    Judgement,
    at,
    both,
    every,
    member,
    member_matches,
    number,
    status,
)
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.mobilepay.checks import GUID, no_body, succeeded
from payconform.providers.mobilepay.judging.asking import is_success, is_taken, named

STORE = (
    *("storeName", "storeId", "storeStreet", "storeZipCode", "storeCity", "brandName"),
    *("merchantBrandId", "merchantLocationId"),
)
DELAY = member_matches("pollDelayInMs", int, "[0-9]+")
STATE = member_matches("status", str, "[A-Za-z]+")


def judgements() -> Iterator[Judgement]:
    """
    Every one of them.
    """
    for rule, applies, checks in _ROWS:
        yield Judgement(rule, applies, every(*checks))


def made(name: str) -> tuple[Check, ...]:
    """
    The checks of what was created, by the member that names it.
    """
    return succeeded, member_matches(name, str, GUID, "a GUID")


def _is_path_named(name: str) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, name)
        if isinstance(told, str) and told.lower() == named(exchange):
            return None
        return member(name, named(exchange))(exchange)

    return check


def _texts(*names: str, inside: str = "") -> Iterator[Check]:
    return (member_matches(f"{inside}{name}", str) for name in names)


def _lists(exchange: Exchange) -> bool:
    return isinstance(at(exchange, "0"), dict)


def _is(operation: str) -> Applies:
    return lambda exchange: exchange.operation == operation


def _nobody(exchange: Exchange) -> bool:
    return at(exchange, "isUserCheckedIn") is not True


def _of_parts(exchange: Exchange) -> Mismatch | None:
    told, reserved = at(exchange, "partialCapturePossible"), at(exchange, "status") == "Reserved"
    if reserved:
        return None if isinstance(told, bool) else Mismatch("a boolean", "another, or none")
    return None if told in (ABSENT, None) else Mismatch("no partialCapturePossible", "one")


_PAYMENT = (_is_path_named("paymentId"), *_texts("posId", "orderId"), STATE, DELAY)
_REFUND = (
    _is_path_named("refundId"),
    *_texts("paymentId", "refundOrderId", "currencyCode"),
    member_matches("amount", (int, float)),
    STATE,
    DELAY,
)
_ROWS: tuple[tuple[str, Applies, tuple[Check, ...]], ...] = (
    ("MOBILEPAY-AUTH-01", is_taken, (status(200), member_matches("access_token", str, ".+"))),
    ("MOBILEPAY-AUTH-02", is_success, (member("token_type", "Bearer"),)),
    ("MOBILEPAY-AUTH-03", is_success, (member_matches("expires_in", int, "[1-9][0-9]*"),)),
    ("MOBILEPAY-AUTH-08", lambda exchange: number(exchange) == 401, (no_body,)),
    ("MOBILEPAY-CREATE-01", is_taken, made("paymentId")),
    ("MOBILEPAY-CREATE-02", is_taken, made("paymentId")),
    ("MOBILEPAY-CREATE-15", is_taken, made("posId")),
    ("MOBILEPAY-REFUND-01", is_taken, made("refundId")),
    ("MOBILEPAY-READ-01", is_taken, (succeeded, *_PAYMENT)),
    ("MOBILEPAY-READ-20", is_taken, (succeeded, *_REFUND)),
    ("MOBILEPAY-READ-24", is_success, (_of_parts,)),
    ("MOBILEPAY-READ-12", both(is_success, _is("getStore")), tuple(_texts(*STORE))),
    (
        "MOBILEPAY-READ-12",
        both(is_success, _is("getDetailedStores"), _lists),
        tuple(_texts(*STORE, inside="0.")),
    ),
    (
        "MOBILEPAY-READ-18",
        both(is_success, _nobody),
        (member("isUserCheckedIn", False), DELAY),
    ),
)

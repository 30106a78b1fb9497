"""
What an answer must look like, beside nothing but its own request.
"""

import re
from collections.abc import Iterator, Mapping

from payconform.checks import Applies, Judgement, asked, both, every, member
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.amazonpay import forms, signing
from payconform.providers.amazonpay.checks import UUID, answer_signed, succeeded
from payconform.providers.amazonpay.judging.asking import is_success, is_taken, told

DATE = r"\d{8}T\d{6}Z"


def judgements(credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    Every one of them; that of the signature where the key is given.
    """
    for rule, applies, checks in _ROWS:
        yield Judgement(rule, applies, every(*checks))
    if credentials.keys() >= {"access_key_id", "secret_key"}:
        own = both(is_success, _is_of(credentials))
        yield Judgement("AMAZONPAY-AUTH-20", own, answer_signed(credentials))


def _is_of(credentials: Mapping[str, str]) -> Applies:
    key = f"AMZ+{credentials['access_key_id']}:"
    return lambda exchange: (exchange.request.header("authorization") or "").startswith(key)


def _shows_link(exchange: Exchange) -> bool:
    """
    The QR is asked for as text: what else is answered is not documented.
    """
    return asked(exchange).get("distributionType") == ["QR_STRING"]


def _names(exchange: Exchange) -> Mismatch | None:
    asked_for = told(exchange)
    named = [member(name, asked_for[name]) for name in ("merchantId", "merchantOrderId")]
    return every(*named)(exchange)


def _asks_for(exchange: Exchange) -> Mismatch | None:
    return forms.asks_for(str(asked(exchange)["amount"]))(exchange)


def _names_order(exchange: Exchange) -> Mismatch | None:
    return forms.names_order(str(asked(exchange)["orderId"]))(exchange)


def _header(name: str, pattern: str, says: str) -> Check:
    def check(exchange: Exchange) -> Mismatch | None:
        value = (exchange.response and exchange.response.header(name)) or ""
        return None if re.fullmatch(pattern, value) else Mismatch(says, value or "none")

    return check


def _is_empty(exchange: Exchange) -> Mismatch | None:
    body = exchange.response.body.strip() if exchange.response else b""
    return Mismatch("an empty body", "something in it") if body else None


_SHOWN = both(is_success, _shows_link)
_ROWS: tuple[tuple[str, Applies, tuple[Check, ...]], ...] = (
    (
        "AMAZONPAY-AUTH-21",
        is_success,
        (_header(signing.REQUEST_ID, UUID, f"a UUID as {signing.REQUEST_ID}"),),
    ),
    (
        "AMAZONPAY-AUTH-22",
        is_success,
        (_header(signing.DATE, DATE, f"a date as 20240912T073127Z as {signing.DATE}"),),
    ),
    ("AMAZONPAY-CREATE-01", both(is_taken, _shows_link), (succeeded, *forms.QR)),
    ("AMAZONPAY-QR-01", _SHOWN, (forms.upi, forms.ADDRESS)),
    ("AMAZONPAY-QR-02", _SHOWN, (_asks_for,)),
    ("AMAZONPAY-QR-03", _SHOWN, (forms.RUPEES,)),
    ("AMAZONPAY-QR-04", _SHOWN, (_names_order,)),
    ("AMAZONPAY-QR-05", _SHOWN, forms.PAYEE),
    ("AMAZONPAY-READ-01", is_success, (_names, *forms.STATUS)),
    ("AMAZONPAY-READ-02", is_success, (forms.LISTED,)),
    ("AMAZONPAY-CALLBACK-01", is_taken, (succeeded, _is_empty)),
)

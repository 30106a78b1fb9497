"""
What must be refused, and how a refusal looks.
"""

import re
from collections.abc import Iterator

from payconform.checks import (
    ABSENT,
    Applies,
    Judgement,
    asked,
    at,
    both,
    member_matches,
    number,
)
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.mobilepay.calls import KEY, VERSION
from payconform.providers.mobilepay.checks import refused
from payconform.providers.mobilepay.codes import MEMBERS
from payconform.providers.mobilepay.judging.asking import (
    amount,
    headers,
    is_judged,
    texts,
    wrong_members,
)

OLD = re.compile("Within24Hours|Bluetooth.+")
ANY_GUID = re.compile("[{(]?[0-9a-fA-F-]{32,36}[)}]?")  # with and without hyphens and brackets
LISTED = ("dkk", "eur", "none", "lessthan24hours", "lessthan14days", "qr", "nfc", "bluetooth")
TRIPLE = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
OTHERS = frozenset(
    {
        *(str(code) for code in range(1150, 1165)),
        *("1182", "1109", "1110", "1114", "1119", "1120", "1121", "1122"),
    }
)
"""Headers, idempotency keys, tokens, filters, and refundOrderId, whose form is not told: they may
be wrong as well, and which is looked at first, no page tells."""

FORMS = ("pattern", "maxLength", "anyOf", "oneOf")
TOLD = ("400", "403", "409")
TEXTS = {  # members whose refusal has a code of its own, by the rule
    "MOBILEPAY-ERROR-16": ("orderId",),
    "MOBILEPAY-ERROR-17": ("merchantPaymentLabel",),
    "MOBILEPAY-ERROR-18": ("beaconId", "merchantPosId", "name", "callbackAlias"),
}


def judgements() -> Iterator[Judgement]:
    """
    Every one of them. Only what is taken contradicts, or another code where nothing else is wrong.
    """
    yield Judgement("MOBILEPAY-ERROR-01", _tells_code, _CODE)
    for rule, wrong, code in _HEADERS:
        yield Judgement(rule, both(is_judged, wrong), _refused_for("", code))
    yield Judgement("MOBILEPAY-FIELD-02", both(is_judged, _lacks_or_is_unlisted), refused)
    yield Judgement(
        "MOBILEPAY-ERROR-26",
        both(is_judged, _is_unlisted("currencyCode")),
        refused,
    )
    low = both(is_judged, _is_not_positive)
    yield Judgement("MOBILEPAY-ERROR-15", low, _refused_for("amount", MEMBERS["amount"]))
    for rule, names in TEXTS.items():
        for name in names:
            applies = both(is_judged, _breaks(name, *FORMS), _is_text(name))
            yield Judgement(rule, applies, _refused_for(name, MEMBERS[name]))


def _tells_code(exchange: Exchange) -> bool:
    """
    A code may be null by its schema, and was seen empty.
    """
    return str(number(exchange)) in TOLD and at(exchange, "code") not in (ABSENT, None, "")


_CODE = member_matches("code", str, "[0-9]{4}")


def _none(name: str) -> Applies:
    return lambda exchange: not headers(exchange, name)


def _several(name: str) -> Applies:
    return lambda exchange: len(headers(exchange, name)) > 1


def _malformed_version(exchange: Exchange) -> bool:
    sent = headers(exchange, VERSION)
    return len(sent) == 1 and not TRIPLE.fullmatch(sent[0].strip())


def _long_key(exchange: Exchange) -> bool:
    sent = headers(exchange, KEY)
    return len(sent) == 1 and sent[0].isascii() and len(sent[0].strip()) > 36


_HEADERS: tuple[tuple[str, Applies, str], ...] = (
    ("MOBILEPAY-ERROR-07", _none(VERSION), "1153"),
    ("MOBILEPAY-ERROR-08", _several(VERSION), "1157"),
    ("MOBILEPAY-ERROR-09", _malformed_version, "1161"),
    ("MOBILEPAY-ERROR-12", _none(KEY), "1164"),
    ("MOBILEPAY-ERROR-13", _several(KEY), "1163"),
    ("MOBILEPAY-ERROR-14", _long_key, "1162"),
)


def _breaks(name: str, *keywords: str) -> Applies:
    return lambda exchange: bool(wrong_members(exchange).get(name, set()) & {*keywords})


def _is_text(name: str) -> Applies:
    """
    What null and an empty text get, no page tells, nor what a GUID in another notation does.
    """

    def applies(exchange: Exchange) -> bool:
        told = texts(asked(exchange).get(name))
        return bool(told) and not (name == "beaconId" and ANY_GUID.fullmatch(told[0]))

    return applies


def _lacks_or_is_unlisted(exchange: Exchange) -> bool:
    """
    What a member gets whose name differs in the case of its letters alone, no page tells.
    """
    sent, wrong = asked(exchange), wrong_members(exchange)
    names = {name.lower() for name in sent}
    lacks = any("required" in wrong[name] and name.lower() not in names for name in wrong)
    return bool(sent) and (lacks or any(_is_unlisted(name)(exchange) for name in wrong))


def _is_unlisted(name: str) -> Applies:
    breaks = _breaks(name, "enum")
    return lambda exchange: breaks(exchange) and _is_new(asked(exchange).get(name))


def is_open(exchange: Exchange) -> bool:
    """
    A list lacks a value, and no page tells whether it is refused.
    """
    sent, wrong = asked(exchange), wrong_members(exchange)
    unlisted = [sent.get(name) for name in wrong if "enum" in wrong[name]]
    return any(texts(value) and not _is_new(value) for value in unlisted)


def _is_new(value: object) -> bool:
    """
    A text that no list has. What one gets that an older document lists, or that is listed in
    letters of another case, no page tells.
    """
    return any(not OLD.fullmatch(one) and one.lower() not in LISTED for one in texts(value))


def _is_not_positive(exchange: Exchange) -> bool:
    sent = amount(asked(exchange).get("amount"))
    return sent is not None and sent <= 0


def _refused_for(name: str, code: str) -> Check:
    """
    Refused; with this code where no member but this one is wrong, and no header before it.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        if wrong := refused(exchange):
            return wrong
        told = at(exchange, "code")
        if wrong_members(exchange).keys() - {name} or told == code or told in OTHERS:
            return None
        return Mismatch(f"code {code}", f"code {told}" if isinstance(told, str) else "none")

    return check

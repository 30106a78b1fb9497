"""
What an answer or a callback must look like, beside nothing but its own request.
"""

from collections.abc import Iterator, Mapping

from payconform.checks import Applies, Judgement, asked, at, both, every, number
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.maib import forms
from payconform.providers.maib.checks import (
    code,
    confirms,
    guid,
    json_success,
    signature_holds,
    succeeded,
)
from payconform.providers.maib.entries import at_most, only
from payconform.providers.maib.judging.asking import (
    bears,
    has,
    holds,
    is_judged,
    is_of_payment,
    is_ok,
    is_success,
    is_taken,
    is_whole,
    named,
    query,
)
from payconform.providers.maib.judging.echoes import repeats
from payconform.providers.maib.moments import iso_moment

MOST_DIGITS = 9
PAGES = frozenset(map(str, range(1, 101)))
SORTS = {
    "MAIB-READ-36": {"orderId", "type", "amountType", "status", "createdAt", "expiresAt"},
    "MAIB-READ-76": {"orderId", "amount", "status", "executedAt"},
}
FILTERS = {
    "MAIB-READ-40": "qrId",
    "MAIB-READ-41": "orderId",
    "MAIB-READ-42": "type",
    "MAIB-READ-43": "amountType",
    "MAIB-READ-44": "status",
    "MAIB-READ-78": "payId",
    "MAIB-READ-79": "qrId",
    "MAIB-READ-80": "orderId",
    "MAIB-READ-83": "payerIban",
    "MAIB-READ-84": "status",
}


WORDS = {
    "type": ("Static", "Dynamic", "Hybrid"),
    "amountType": ("Fixed", "Controlled", "Free"),
    "status": ("Active", "Inactive", "Expired", "Paid", "Cancelled", "Executed", "Refunded"),
}


def judgements(credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    Every one of them; that of the callback's signature where the key is given.
    """
    for rule, applies, checks in (*_RESULTS, *_CALLBACKS):
        yield Judgement(rule, applies, every(*checks))
    for rule, (name, sent) in _REPEATED:
        yield Judgement(rule, *repeats(name, sent))
    for rule, filtered in FILTERS.items():
        yield Judgement(rule, _filters(filtered), _filtered(filtered))
    for rule, documented in SORTS.items():
        yield Judgement(rule, _sorts(documented), succeeded)
    if key := credentials.get("signature_key"):
        yield Judgement("MAIB-CALLBACK-03", is_of_payment, signature_holds(key))


def _asks(**members: str) -> Applies:
    def applies(exchange: Exchange) -> bool:
        return is_taken(exchange) and members.items() <= _texts(exchange).items()

    return applies


def _texts(exchange: Exchange) -> dict[str, str]:
    return {name: value for name, value in asked(exchange).items() if isinstance(value, str)}


def _is_whole_refund(exchange: Exchange) -> bool:
    return is_taken(exchange) and is_whole(exchange)


def _is_extended(exchange: Exchange) -> bool:
    return asked(exchange).get("extension") is not None


def _is_bare(exchange: Exchange) -> bool:
    return is_taken(exchange) and not holds(asked(exchange), "extension")


def _refund_confirmed(exchange: Exchange) -> Mismatch | None:
    return confirms(named(exchange))(exchange)


def _counts(exchange: Exchange) -> bool:
    count = query(exchange).get("count", "")
    return is_success(exchange) and count.isdecimal() and len(count) <= MOST_DIGITS


def _as_counted(exchange: Exchange) -> Mismatch | None:
    return at_most(int(query(exchange)["count"]))(exchange)


def _filters(name: str) -> Applies:
    def applies(exchange: Exchange) -> bool:
        wanted = query(exchange).get(name)
        return is_success(exchange) and bool(wanted) and wanted in WORDS.get(name, (wanted,))

    return applies


def _filtered(name: str) -> Check:
    return lambda exchange: only(name, query(exchange)[name])(exchange)


def _sorts(documented: set[str]) -> Applies:
    """
    The list is asked for with a documented sortBy, and with nothing else that may be refused; it is
    not refused for something else.
    """

    def applies(exchange: Exchange) -> bool:
        given = query(exchange)
        paged = given.get("offset", "").isdecimal() and given.get("count", "") in PAGES
        plain = given.keys() <= {"count", "offset", "sortBy", "order"}
        ordered = given.get("order", "asc") in ("asc", "desc")
        sorted_ = given.get("sortBy") in documented and ordered
        return sorted_ and paged and plain and _is_of_sorting(exchange)

    return applies


def _is_of_sorting(exchange: Exchange) -> bool:
    """
    Accepted, or refused for a parameter that is not known to be another one.
    """
    blamed = at(exchange, "errors.0.errorArgs.parameter")
    other = isinstance(blamed, str) and blamed.lower() not in ("sortby", "order")
    conflict = number(exchange) == 409 and bool(code("12003")(exchange))
    return is_judged(exchange) and not other and not conflict


_Row = tuple[str, Applies, tuple[Check, ...]]

_RESULTS: tuple[_Row, ...] = (
    ("MAIB-AUTH-01", is_taken, (succeeded, forms.TOKEN)),
    ("MAIB-AUTH-02", is_ok, (forms.TOKEN_TYPE,)),
    ("MAIB-AUTH-03", is_ok, (forms.LIFETIME,)),
    ("MAIB-AUTH-11", is_ok, (forms.JWT,)),
    (
        "MAIB-CREATE-01",
        _asks(type="Dynamic", amountType="Fixed"),
        (succeeded, guid("result.qrId")),
    ),
    ("MAIB-CREATE-03", is_ok, (forms.HTTPS_URL,)),
    ("MAIB-CREATE-05", _asks(type="Dynamic"), (iso_moment("result.expiresAt"),)),
    ("MAIB-CREATE-29", _asks(type="Static", amountType="Fixed"), forms.STATIC),
    ("MAIB-CREATE-30", _asks(type="Static", amountType="Controlled"), forms.STATIC),
    ("MAIB-CREATE-31", _asks(type="Static", amountType="Free"), forms.STATIC),
    (
        "MAIB-CREATE-50",
        both(is_taken, _is_extended),
        (succeeded, guid("result.qrId")),
    ),
    (
        "MAIB-CREATE-51",
        both(is_ok, _is_extended),
        (guid("result.extensionId"),),
    ),
    ("MAIB-CREATE-52", is_ok, (forms.ANY_URL,)),
    (
        "MAIB-CREATE-53",
        _is_bare,
        (succeeded, guid("result.qrId")),
    ),
    ("MAIB-CREATE-75", is_taken, (succeeded, guid("result.extensionId"))),
    ("MAIB-READ-01", is_taken, (succeeded, bears("result.qrId"))),
    ("MAIB-READ-17", is_ok, (iso_moment("result.createdAt"),)),
    ("MAIB-READ-30", is_ok, forms.LIST),
    ("MAIB-READ-31", _counts, (_as_counted,)),
    ("MAIB-READ-59", is_ok, forms.LIST),
    ("MAIB-READ-60", is_taken, (succeeded, bears("result.payId"))),
    ("MAIB-READ-63", is_ok, (iso_moment("result.executedAt"),)),
    ("MAIB-READ-64", both(is_ok, has("result.referenceId")), (forms.REFERENCE,)),
    ("MAIB-READ-70", is_ok, forms.LIST),
    ("MAIB-READ-71", _counts, (_as_counted,)),
    ("MAIB-PAY-01", is_taken, (succeeded, forms.PAY_ID, forms.QR_STATUS)),
    ("MAIB-PAY-18", is_ok, (iso_moment("result.executedAt"),)),
    ("MAIB-PAY-20", both(is_ok, has("result.commission")), (forms.COMMISSION,)),
    ("MAIB-REFUND-01", _is_whole_refund, (succeeded, _refund_confirmed)),
    ("MAIB-ERROR-02", is_ok, (json_success,)),
)
_CALLBACKS: tuple[_Row, ...] = (
    ("MAIB-CALLBACK-02", is_of_payment, forms.SIGNED),
    ("MAIB-CALLBACK-05", is_of_payment, (forms.CALLBACK_STATUS,)),
    ("MAIB-CALLBACK-12", both(is_of_payment, has("result.referenceId")), (forms.REFERENCE,)),
)
_REPEATED = (
    ("MAIB-CREATE-02", ("type", "type")),
    ("MAIB-CREATE-04", ("orderId", "orderId")),
    ("MAIB-PAY-03", ("qrId", "qrId")),
    ("MAIB-PAY-03", ("amount", "amount")),
    ("MAIB-PAY-03", ("currency", "currency")),
    ("MAIB-PAY-03", ("payerName", "payerName")),
    ("MAIB-PAY-03", ("payerIban", "iban")),
)

"""
Forms of Amazon Pay's answers: what each documented one holds, beside nothing but its own request.
"""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from payconform.checks import asked, at, json_body, member, member_matches, shown_json
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.amazonpay.checks import MOMENT
from payconform.qr import decode

TOKEN, BOTH = ["CANCEL_TOKEN"], ["CANCEL_TOKEN", "REFUND"]
APPROVED, APPLICABLE, NOT_REQUESTED = (
    "Approved",
    "RefundApplicable",
    "RefundApplicableButNotRequested",
)
CHARGED = (APPLICABLE, NOT_REQUESTED)  # which further statuses a cancel may have, no page tells
ANY_KIND = (str, int, float)  # of an amount: text in tables, a number in samples
BARE = ("amount", "merchantId", "status")
ISO = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})"
CHARGE = r"[A-Z]\d{2}-\d{7}-\d{7}"
UNTOLD = (
    "EXPIRED",
    "NO_RECORD_FOUND",
    "TXN_NOT_INITIATED",
    "TXN_CANCELLED_BEFORE_INITIATE",
    "TXN_CANCELLED_AFTER_INITIATE",
)
STATUSES = "|".join(("SUCCESS", "FAILED", "PENDING", *UNTOLD))


def _texts(*names: str) -> tuple[Check, ...]:
    return tuple(member_matches(name, str, ".+", "text") for name in names)


QR = (member_matches("tokenId", str, ".+"), member_matches("qrPayload.qrString", str, ".+"))
STATUS = (
    member_matches("status", str, ".+"),
    member_matches("amount", ANY_KIND, ".+"),
)
LISTED = member_matches("status", str, STATUSES, "a status of the list")
BARELY = _texts(*BARE)
CHARGE_TOLD = _texts(*BARE, "chargeId", "amazonChargeId", "createTime", "updateTime")
CHARGE_ID = member_matches("amazonChargeId", str, CHARGE, "as P04-9470662-5202780")
REFUND = (
    *_texts("refundId", "amazonRefundId", "currencyCode", "status", "createTime", "updateTime"),
    *(member_matches(name, ANY_KIND, ".+", "an amount") for name in ("amount", "refundedFee")),
)
REFUND_STATUS = member_matches("status", str, "Approved|Pending|Declined", "a status of the list")
REFUND_MOMENTS = tuple(
    member_matches(name, str, ISO, "ISO 8601") for name in ("createTime", "updateTime")
)


def is_untold(exchange: Exchange) -> bool:
    """
    Whether a status is told with a 4xx of which no page says that it is another code.
    """
    number = exchange.response.status if exchange.response else 0
    return 400 <= number < 500 and at(exchange, "status") in UNTOLD


def repeats(name: str) -> Check:
    """
    The answer holds a member as it was sent.
    """
    return lambda exchange: member(name, asked(exchange).get(name))(exchange)


def amounts_to(amount: Decimal | str, kinds: type | tuple[type, ...] = str) -> Check:
    """
    The amount of the answer is of a JSON kind and is this one, however many zeros it has.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        found = at(exchange, "amount")
        if isinstance(found, kinds) and decimal(found) == Decimal(amount):
            return None
        says = " as text" if kinds is str else ""
        return Mismatch(f"amount {amount}{says}", shown_json(found))

    return check


def decimal(value: object) -> Decimal | None:
    """
    An amount as text or as a JSON number; None where it is none.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def nothing_else(exchange: Exchange) -> Mismatch | None:
    """
    The answer to a cancel names no charge, nor anything else beside its three members.
    """
    body = json_body(exchange)
    if isinstance(body, dict) and not body.keys() - {*BARE}:
        return None
    told = sorted(body) if isinstance(body, dict) else body
    return Mismatch("merchantId, status and amount only", shown_json(told))


def moments(exchange: Exchange) -> Mismatch | None:
    """
    createTime and updateTime are moments as the samples have them, the second not before the first.
    """
    told: list[str] = []
    for name in ("createTime", "updateTime"):
        says = "ISO 8601 in UTC with milliseconds"
        if wrong := member_matches(name, str, MOMENT, says)(exchange):
            return wrong
        told.append(str(at(exchange, name)))
    return Mismatch("updateTime not before createTime", told[1]) if told[1] < told[0] else None


def refund_id(charge: str) -> Check:
    """
    The id of a refund is that of its charge with a number behind it; `charge` is a pattern.
    """
    return member_matches(
        "amazonRefundId", str, rf"{charge}-R\d{{6,7}}", "the id of the charge, -R and digits"
    )


# --- the UPI link of a QR ---


def link(exchange: Exchange) -> str:
    """
    What a QR shows.
    """
    return str(at(exchange, "qrPayload.qrString"))


def upi(exchange: Exchange) -> Mismatch | None:
    """
    It is a upi://pay link.
    """
    shown = decode(link(exchange), "upi")
    wrong = any(fault.path == "opening" for fault in shown.faults)
    return Mismatch("a upi://pay link", shown.text) if wrong else None


def parameter(name: str, pattern: str) -> Check:
    """
    The link has a parameter that matches the whole pattern.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        shown = decode(link(exchange), "upi")
        found = next((part.value for part in shown.parts if part.path == name), None)
        if found is not None and re.fullmatch(pattern, found, re.DOTALL):
            return None
        return Mismatch(f"{name} as {pattern}", f"{found} in {shown.text}")

    return check


ADDRESS = parameter("pa", r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
RUPEES = parameter("cu", "INR")
PAYEE = (parameter("pn", ".+"), parameter("mc", "[0-9]{4}"))


def asks_for(amount: Decimal | str) -> Check:
    """
    The link asks for an amount, with two decimals.
    """
    return parameter("am", re.escape(f"{Decimal(amount):.2f}"))


def names_order(order: str) -> Check:
    """
    The link names an orderId.
    """
    return parameter("tr", re.escape(order))


def outcome_of(intent: Sequence[str], *, charged: bool) -> str:
    """
    The documented status of a cancel, by what it asks for and whether a charge exists.
    """
    if not charged:
        return APPROVED
    return APPLICABLE if "REFUND" in intent else NOT_REQUESTED

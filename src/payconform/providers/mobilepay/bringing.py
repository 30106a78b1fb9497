"""
How a till brings a payment into each of its states.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from payconform.checks import given
from payconform.providers.mobilepay.checks import succeeded

if TYPE_CHECKING:
    from payconform.providers.mobilepay.story import Till

WEEK = 7 * 86400


def brought(till: "Till", state: str, *, prepared: bool) -> str:
    """
    The paymentId of a payment in a state; `prepared`: it began as a Prepared one.

    Raises:
        Blocked: it does not get there.

    """
    ways, usual = (PREPARED, _prepared) if prepared else (INITIATED, _initiated)
    payment = ways.get(state, usual)(till)
    if state in ENDS:
        ENDS[state](till, payment)
    till.settles(payment, state)
    return payment


def _initiated(till: "Till") -> str:
    return till.initiated()


def _prepared(till: "Till") -> str:
    return till.prepared()


def _paired(till: "Till") -> str:
    return till.paired()


def _issued(till: "Till") -> str:
    return till.issued()


def _reserved(till: "Till") -> str:
    return till.reserved()


def _ready_and_issued(till: "Till") -> str:
    payment = till.paired()
    given(till.ready(payment), succeeded)
    till.settles(payment, "IssuedToUser")
    return payment


def _ready_and_reserved(till: "Till") -> str:
    payment = _ready_and_issued(till)
    given(till.send(till.accepting()), succeeded)
    till.settles(payment, "Reserved")
    return payment


INITIATED: Mapping[str, Callable[["Till"], str]] = {
    "Prepared": _prepared,
    "Paired": _paired,
    "IssuedToUser": _issued,
    "CancelledByUser": _issued,
    "Reserved": _reserved,
    "Captured": _reserved,
    "ExpiredAndCancelled": _reserved,
}
PREPARED: Mapping[str, Callable[["Till"], str]] = {
    "Paired": _paired,
    "CancelledByUser": _paired,
    "IssuedToUser": _ready_and_issued,
    "Reserved": _ready_and_reserved,
    "Captured": _ready_and_reserved,
    "ExpiredAndCancelled": _ready_and_reserved,
}
ENDS: Mapping[str, Callable[["Till", str], object]] = {
    "Captured": lambda till, payment: given(till.capture(payment), succeeded),
    "ExpiredAndCancelled": lambda till, _: till.caller.wait(WEEK + 60),
    "CancelledByUser": lambda till, _: given(till.cancel_by_user(), succeeded),
    "CancelledByClient": lambda till, payment: given(till.cancel(payment), succeeded),
    "CancelledByMobilePay": lambda till, payment: till.caller.cause(
        "cancel_payment", paymentId=payment
    ),
}

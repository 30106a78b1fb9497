"""
Lists: filters, order, pages.
"""

from collections.abc import Callable, Iterable, Mapping
from math import floor
from typing import Any, TypeVar

from payconform.model import Response
from payconform.providers.maib.simulation.reading import payment_details, qr_details
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.providers.maib.simulation.state import Payment, Qr, seconds
from payconform.simulator.visit import Visit, obeys

LARGEST_PAGE = 1000
PAGE = 10  # items, where a list may be asked for without count
PAGING = frozenset({"count", "offset", "sortBy", "order"})
GUIDS = frozenset({"qrId", "extensionId", "payId"})

T = TypeVar("T")
Facts = Callable[[T, str], Any]
"""Tells one fact of an item by its name: what it is found and ordered by, read when asked for."""

QR_FACTS: dict[str, Callable[[Qr, float], Any]] = {
    "qrId": lambda qr, _: qr.id,
    "extensionId": lambda qr, _: qr.extension and qr.extension.id,
    "orderId": lambda qr, _: qr.terms.get("orderId"),
    "type": lambda qr, _: qr.type,
    "amountType": lambda qr, _: qr.asked["amountType"],
    "amount": lambda qr, _: qr.terms.get("amount"),
    "description": lambda qr, _: qr.terms.get("description"),
    "status": lambda qr, now: qr.status(now),
    "createdAt": lambda qr, _: qr.created,
    "expiresAt": lambda qr, _: seconds(qr.terms["expiresAt"]) if "expiresAt" in qr.terms else None,
    "terminalId": lambda qr, _: qr.asked.get("terminalId"),
}
"""What a QR is found and ordered by, at a moment."""


@obeys(*(f"MAIB-READ-{number}" for number in range(30, 54)))
def list_qrs(visit: Visit) -> Response:
    """
    The merchant's QRs.
    """
    now = visit.session.clock.now()
    found = _found(
        visit,
        visit.session.state.qrs.values(),
        lambda qr, fact: QR_FACTS[fact](qr, now),
        "createdAt",
    )
    return _page(visit, found, qr_details)


@obeys(*(f"MAIB-READ-{number}" for number in range(70, 93)))
def list_payments(visit: Visit) -> Response:
    """
    The merchant's payments.
    """
    now = visit.session.clock.now()

    def fact(payment: Payment, name: str) -> Any:
        if name == "status":
            return payment.status(now)
        return payment.executed if name == "executedAt" else payment.details[name]

    found = _found(visit, visit.session.state.payments.values(), fact, "executedAt")
    return _page(visit, found, payment_details)


@obeys("MAIB-READ-59")
def list_extensions(visit: Visit) -> Response:
    """
    The merchant's extensions: known from a client only, so no more than their ids.
    """
    items = [{"extensionId": one, "qrId": qr} for one, qr in visit.session.state.extensions.items()]
    if visit.body.get("order") == "desc":
        items.reverse()
    return success({"totalCount": len(items), "items": _cut(items, visit.body)})


def _found(visit: Visit, items: Iterable[T], fact: Facts[T], default: str) -> list[T] | Response:
    asked, session = visit.body, visit.session
    if asked.get("count", PAGE) > LARGEST_PAGE and session.choice("largest_page") == "refuse":
        return refusal(visit, "12000", parameter="count")
    if asked.get("offset", 0) < 0 and session.choice("negative_offset") == "refuse":
        return refusal(visit, "12000", parameter="offset")
    tests = [_test(visit, name, value) for name, value in asked.items() if name not in PAGING]
    found = [item for item in items if all(test(fact(item, name)) for name, test in tests)]
    key = asked.get("sortBy", default)
    found.sort(key=lambda item: _order(fact(item, key)), reverse=asked.get("order") == "desc")
    return found


def _page(
    visit: Visit, found: list[T] | Response, show: Callable[[Visit, T], dict[str, Any]]
) -> Response:
    if isinstance(found, Response):
        return found
    items = [show(visit, item) for item in _cut(found, visit.body)]
    return success({"totalCount": len(found), "items": items})


def _cut(items: list[T], asked: Mapping[str, Any]) -> list[T]:
    first = max(asked.get("offset", 0), 0)
    return items[first : first + max(asked.get("count", PAGE), 0)]


def _test(visit: Visit, name: str, wanted: Any) -> tuple[str, Callable[[Any], bool]]:
    """
    The fact a filter looks at, and whether its value is what the filter wants.
    """
    session = visit.session
    if name == "description" and session.choice("description_match") == "substring":
        return name, lambda value: wanted in (value or "")
    if not name.endswith(("From", "To")):
        same = wanted.lower() if name in GUIDS else wanted
        return name, lambda value: value == same
    fact, side = name.removesuffix("From").removesuffix("To"), 1 if name.endswith("From") else -1
    if not fact.endswith("At"):
        return fact, lambda value: value is not None and (value - wanted) * side >= 0
    end = _milliseconds_of(wanted)
    least = 1 if session.choice("date_range_ends") == "exclusive" else 0
    return fact, lambda value: value is not None and (_milliseconds(value) - end) * side >= least


def _milliseconds_of(text: str) -> int:
    moment = seconds(text)
    assert moment is not None, "the shape step lets dates only pass"
    return _milliseconds(moment)


def _milliseconds(moment: float) -> int:
    # Moments are told in whole thousandths; the addend makes up for what a float cannot hold.
    return floor(moment * 1000 + 0.001)


def _order(value: Any) -> tuple[bool, Any]:
    return (value is None, value if value is not None else 0)

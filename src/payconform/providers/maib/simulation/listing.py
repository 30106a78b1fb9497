"""
Lists: filters, order, pages.
"""

from collections.abc import Callable, Iterable, Mapping
from math import floor
from typing import Any, NamedTuple, TypeVar

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
Facts = Mapping[str, Any]
"""What an entry of a list is filtered and ordered by."""


class Entry(NamedTuple):
    """
    One entry of a list: what it is found by, and how it is shown if it is on the page.
    """

    facts: Facts
    show: Callable[[], dict[str, Any]]


@obeys(*(f"MAIB-READ-{number}" for number in range(30, 54)))
def list_qrs(visit: Visit) -> Response:
    """
    The merchant's QRs.
    """
    now = visit.session.clock.now()

    def entry(qr: Qr) -> Entry:
        terms = qr.terms
        facts = {
            "qrId": qr.id,
            "extensionId": qr.extension and qr.extension.id,
            "orderId": terms.get("orderId"),
            "type": qr.type,
            "amountType": qr.asked["amountType"],
            "amount": terms.get("amount"),
            "description": terms.get("description"),
            "status": qr.status(now),
            "createdAt": qr.created,
            "expiresAt": seconds(terms["expiresAt"]) if "expiresAt" in terms else None,
            "terminalId": qr.asked.get("terminalId"),
        }
        return Entry(facts, lambda: qr_details(visit, qr))

    return _page(visit, map(entry, visit.session.state.qrs.values()), "createdAt")


@obeys(*(f"MAIB-READ-{number}" for number in range(70, 93)))
def list_payments(visit: Visit) -> Response:
    """
    The merchant's payments.
    """
    now = visit.session.clock.now()

    def entry(payment: Payment) -> Entry:
        known = {"status": payment.status(now), "executedAt": payment.executed}
        return Entry(payment.details | known, lambda: payment_details(visit, payment))

    return _page(visit, map(entry, visit.session.state.payments.values()), "executedAt")


@obeys("MAIB-READ-59")
def list_extensions(visit: Visit) -> Response:
    """
    The merchant's extensions: known from a client only, so no more than their ids.
    """
    items = [{"extensionId": one, "qrId": qr} for one, qr in visit.session.state.extensions.items()]
    if visit.body.get("order") == "desc":
        items.reverse()
    return success({"totalCount": len(items), "items": _cut(items, visit.body)})


def _page(visit: Visit, entries: Iterable[Entry], default: str) -> Response:
    asked, session = visit.body, visit.session
    count, offset = asked.get("count", PAGE), asked.get("offset", 0)
    if count > LARGEST_PAGE and session.choice("largest_page") == "refuse":
        return refusal(visit, "12000", parameter="count")
    if offset < 0 and session.choice("negative_offset") == "refuse":
        return refusal(visit, "12000", parameter="offset")
    tests = [_test(visit, name, value) for name, value in asked.items() if name not in PAGING]
    found = [entry for entry in entries if all(test(entry.facts) for test in tests)]
    key = asked.get("sortBy", default)
    found.sort(key=lambda entry: _order(entry.facts[key]), reverse=asked.get("order") == "desc")
    page = [entry.show() for entry in _cut(found, asked)]
    return success({"totalCount": len(found), "items": page})


def _cut(items: list[T], asked: Mapping[str, Any]) -> list[T]:
    first = max(asked.get("offset", 0), 0)
    return items[first : first + max(asked.get("count", PAGE), 0)]


def _test(visit: Visit, name: str, wanted: Any) -> Callable[[Facts], bool]:
    session = visit.session
    if name == "description" and session.choice("description_match") == "substring":
        return lambda facts: wanted in (facts["description"] or "")
    if not name.endswith(("From", "To")):
        same = wanted.lower() if name in GUIDS else wanted
        return lambda facts: facts[name] == same
    fact, side = name.removesuffix("From").removesuffix("To"), 1 if name.endswith("From") else -1
    if not fact.endswith("At"):
        return lambda facts: facts[fact] is not None and (facts[fact] - wanted) * side >= 0
    end = _milliseconds_of(wanted)
    least = 1 if session.choice("date_range_ends") == "exclusive" else 0
    return lambda facts: (
        facts[fact] is not None and (_milliseconds(facts[fact]) - end) * side >= least
    )


def _milliseconds_of(text: str) -> int:
    moment = seconds(text)
    assert moment is not None, "the shape step lets dates only pass"
    return _milliseconds(moment)


def _milliseconds(moment: float) -> int:
    # Moments are told in whole thousandths; the addend makes up for what a float cannot hold.
    return floor(moment * 1000 + 0.001)


def _order(value: Any) -> tuple[bool, Any]:
    return (value is None, value if value is not None else 0)

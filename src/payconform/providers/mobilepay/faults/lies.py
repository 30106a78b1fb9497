"""
The shapes that most of MobilePay's liars have, and the catalogue they register in.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.providers.mobilepay.codes import TABLE
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.providers.mobilepay.simulation.state import Payment, Refund
from payconform.simulator.faults import Answer, Faults, Proceed, edited
from payconform.simulator.visit import Visit

FAULTS = Faults()
answering, posting, yielding = FAULTS.answering, FAULTS.posting, FAULTS.yielding

DONE = Response(200)


def asked(visit: Visit) -> dict[str, Any]:
    """
    The body of a request, empty where it is no JSON object.
    """
    try:
        body = json.loads(visit.request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def changed(visit: Visit, **members: Any) -> Visit:
    """
    The visit as if the body had held these members.
    """
    body = json.dumps({**asked(visit), **members}).encode("utf-8")
    return visit.with_request(replace(visit.request, body=body))


def with_header(visit: Visit, name: str, value: str) -> Visit:
    """
    The visit as if it had had one header of this name.
    """
    others = tuple(one for one in visit.request.headers if one[0].lower() != name)
    return visit.with_request(replace(visit.request, headers=(*others, (name, value))))


def code_of(response: Response) -> str:
    """
    The code of a refusal; empty where there is none.
    """
    try:
        return str(json.loads(response.body)["code"])
    except (ValueError, KeyError, TypeError):
        return ""


def payment_of(visit: Visit) -> Payment | None:
    """
    The payment that a path names, or the newest of the point of sale that a user is at.
    """
    state = visit.session.state
    if "paymentid" in visit.path:
        named: Payment | None = state.payments.get(visit.path["paymentid"])
        return named
    beacon = asked(visit).get("beaconId")
    at = [pos.id for pos in state.points.values() if pos.beacon == beacon]
    found = [one for one in state.payments.values() if one.pos in at]
    return found[-1] if found else None


def refund_of(visit: Visit) -> Refund | None:
    """
    The refund that a path names.
    """
    named: Refund | None = visit.session.state.refunds.get(visit.path.get("refundid", ""))
    return named


def tells(name: str, rule: str, operation: str, member: str, value: Any) -> None:
    """
    A success tells something else; `...` leaves the member out.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        return edited(response, member, value) if response.status == 200 else response

    _register(name, rule, (operation,), lie)


def recodes(name: str, rule: str, code: str, other: str, *operations: str) -> None:
    """
    A refusal has another code, with that one's status, or a plain status.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        if code_of(response) != code:
            return response
        return refusal(visit, other) if other in TABLE else Response(int(other))

    _register(name, rule, operations, lie)


def restates(name: str, rule: str, status: int, other: int, *operations: str) -> None:
    """
    An answer has another status.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        response = proceed(visit)
        return replace(response, status=other) if response.status == status else response

    _register(name, rule, operations, lie)


def lets_pass(name: str, rule: str, code: str, *operations: str, state: str = "") -> None:
    """
    What is refused with a code, of a payment or refund in one state where that is named, is
    answered as a success, though nothing happens.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        thing = payment_of(visit) or refund_of(visit)
        response = proceed(visit)
        concerned = not state or (thing is not None and thing.status == state)
        return DONE if code_of(response) == code and concerned else response

    _register(name, rule, operations, lie)


def refuses(name: str, rule: str, code: str, operation: str, state: str) -> None:
    """
    What would succeed in a state is refused, and does not happen.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        thing = payment_of(visit) or refund_of(visit)
        if thing is not None and thing.status == state:
            return refusal(visit, code)
        return proceed(visit)

    _register(name, rule, (operation,), lie)


Moved = tuple[str, str]
"""The state in which an operation leaves something, and the one in which it should not."""


def leaves(name: str, rule: str, operation: str, moved: Moved, before: str = "") -> None:
    """
    A payment or refund is left in another state than it should be; `before` is the one it was in.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        thing = payment_of(visit) or refund_of(visit)
        was = thing.status if thing is not None else ""
        response = proceed(visit)
        if thing is not None and thing.status == moved[0] and before in ("", was):
            thing.status = moved[1]
        return response

    _register(name, rule, (operation,), lie)


def tolerates(name: str, rule: str, operation: str, valid: Callable[[dict[str, Any]], Any]) -> None:
    """
    A body is taken as if it had held valid members.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        body = asked(visit)
        return proceed(changed(visit, **valid(body))) if body else proceed(visit)

    _register(name, rule, (operation,), lie)


def lost(visit: Visit, thing: Payment | Refund) -> Response | None:
    """
    A capture of what was cancelled meanwhile says that it succeeded, and a cancel takes back what
    was captured; None where nothing came first.
    """
    if visit.operation.id.startswith("capture"):
        return DONE if thing.status == "CancelledByClient" else None
    if thing.status == "Captured":
        thing.status = "Reserved"
    return None


def _register(name: str, rule: str, operations: tuple[str, ...], lie: Answer) -> None:
    lie.__name__ = name
    answering(rule, *operations)(lie)

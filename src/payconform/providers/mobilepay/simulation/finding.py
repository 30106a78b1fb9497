"""
Finding what a call names: unknown, another integrator's, another merchant's, or the merchant's own.
"""

from typing import Any

from payconform.model import Response
from payconform.providers.mobilepay.simulation.answers import not_found, refusal
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.providers.mobilepay.simulation.passing import paid_so_far, refunded_so_far
from payconform.providers.mobilepay.simulation.state import OWNERS, Payment, Pos, Refund
from payconform.simulator.visit import Visit, obeys

MERCHANTS = {
    "queryPayment": "1411",
    "paymentReady": "1406",
    "capturePayment": "1407",
    "cancelPayment": "1408",
    "getPos": "1410",
    "deletePos": "1409",
}
"""What another merchant's thing is refused with; where no code is listed, it is not found."""


@obeys("MOBILEPAY-LIFE-01")
def owned(visit: Visit) -> str:
    """
    A new id that is this integrator's.
    """
    made = visit.session.guid()
    OWNERS[made] = visit.session.credentials["client_id"]
    return made


def foreign(visit: Visit, name: str) -> bool:
    """
    Whether an id is another integrator's.
    """
    return (
        OWNERS.get(name, visit.session.credentials["client_id"])
        != (visit.session.credentials["client_id"])
    )


def is_known(visit: Visit, thing: Payment | Pos | None) -> bool:
    """
    Whether the merchant may create something that stands on this.
    """
    if thing is None or thing.vat == merchant_of(visit):
        return thing is not None
    return visit.session.choice("created_for_another") == "accept"


def find_payment(visit: Visit) -> Payment | Response:
    """
    The payment of the path.
    """
    found = _find(visit, visit.session.state.payments, visit.path["paymentid"], "1401")
    return paid_so_far(visit, found) if isinstance(found, Payment) else found


def find_refund(visit: Visit) -> Refund | Response:
    """
    The refund of the path.
    """
    found = _find(visit, visit.session.state.refunds, visit.path["refundid"], "1402")
    return refunded_so_far(visit, found) if isinstance(found, Refund) else found


def find_pos(visit: Visit) -> Pos | Response:
    """
    The point of sale of the path.
    """
    found: Pos | Response = _find(visit, visit.session.state.points, visit.path["posid"], "1400")
    return found


@obeys("MOBILEPAY-AUTH-12", "MOBILEPAY-AUTH-13", "MOBILEPAY-AUTH-14", "MOBILEPAY-AUTH-64")
def _find(visit: Visit, known: Any, name: str, foreigners: str) -> Any:
    name = name.lower()
    found = known.get(name)
    if found is None:
        return refusal(visit, foreigners) if foreign(visit, name) else not_found(visit)
    if found.vat == merchant_of(visit):
        return found
    code, session = MERCHANTS.get(visit.operation.id), visit.session
    if code is None and session.choice("other_merchants") == "accept":
        return found
    return _another_merchants(visit, code)


@obeys("MOBILEPAY-AUTH-15", "MOBILEPAY-AUTH-16")
def _another_merchants(visit: Visit, code: str | None) -> Response:
    return refusal(visit, code) if code else not_found(visit)

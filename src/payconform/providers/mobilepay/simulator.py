"""
MobilePay's simulator: the order in which it looks at a request, and the behaviour behind each
operation.
"""

from collections.abc import Callable, Mapping
from uuid import UUID

from payconform.model import Response
from payconform.providers.mobilepay import qr
from payconform.providers.mobilepay.faults import FAULTS
from payconform.providers.mobilepay.simulation import (
    headers,
    passing,
    paying,
    people,
    points,
    reading,
    refunding,
    shape,
    stores,
    token,
)
from payconform.providers.mobilepay.simulation.answers import refusal, unrouted
from payconform.providers.mobilepay.simulation.keys import once
from payconform.providers.mobilepay.simulation.state import State
from payconform.simulator.conditions import lying_in_wait
from payconform.simulator.engine import Behaviour
from payconform.simulator.visit import Handler, Step, Visit
from payconform.spec.openapi import document
from payconform.spec.rules import rulebook

HANDLERS: Mapping[str, Handler] = {
    "obtainToken": token.obtain_token,
    "initiatePayment": once(paying.initiate),
    "preparePayment": once(paying.prepare),
    "paymentReady": paying.ready,
    "queryPayment": reading.query_payment,
    "queryPaymentIds": reading.query_payment_ids,
    "capturePayment": paying.capture,
    "cancelPayment": paying.cancel,
    "createRefund": once(refunding.create_refund),
    "getRefund": refunding.get_refund,
    "queryRefundIds": refunding.query_refund_ids,
    "captureRefund": refunding.capture_refund,
    "cancelRefund": refunding.cancel_refund,
    "createPos": once(points.create_pos),
    "getPos": points.get_pos,
    "getPosWithFilter": points.find_points,
    "deletePos": points.delete_pos,
    "getCheckIn": points.get_check_in,
    "getStore": stores.get_store,
    "getStores": stores.get_stores,
    "getDetailedStores": stores.get_detailed_stores,
    "userSimulationCheckin": people.checkin,
    "userSimulationAcceptPayment": people.accept,
    "userSimulationCancelPayment": people.cancel_by_user,
}
# Nothing documents this order; failing on credentials first discloses least.
FIRST: tuple[Step, ...] = (passing.caught_up, token.authenticate, headers.headers)
THEN: tuple[Step, ...] = (
    headers.idempotency,
    shape.media_type,
    shape.ids,
    shape.query,
    shape.shape,
)


def behaviour() -> Behaviour:
    """
    The engine's view of MobilePay.
    """
    return Behaviour(
        rules=rulebook("mobilepay"),
        operations=document("mobilepay").operations,
        handlers=HANDLERS,
        steps=(*FIRST, lying_in_wait, *THEN),
        unrouted=unrouted,
        identify=token.identify,
        account=lambda credentials: credentials["client_id"],
        mint=mint,
        state=State,
        accepts=people.accepts,
        capabilities=frozenset({"simulate_payment", "simulate_provider", "several_merchants"}),
        faults=FAULTS,
        conditions={"500": _fails},
        events={
            "allow_callback": people.allow_callback,
            "cancel_payment": people.cancel_payment,
            "open_store": stores.open_store,
            "reject_refund": people.reject_refund,
        },
        shown=shown,
    )


def shown(state: State, name: str) -> str | None:
    """
    What the QR of a point of sale shows, by its posId; None where there is no such point of sale.
    """
    pos = state.points.get(name)
    return None if pos is None else qr.text(pos.beacon)


def mint(nonce: Callable[[], str]) -> Mapping[str, str]:
    """
    Credentials of a new integrator with two merchants; `nonce` gives 32 random hex digits.
    """
    return {
        "client_id": str(UUID(hex=nonce())),
        "client_secret": nonce(),
        "merchant_vat": _vat("DK", nonce()),
        "other_merchant_vat": _vat("FI", nonce()),
    }


def _vat(country: str, digits: str) -> str:
    return f"{country}{int(digits, 16) % 10**8:08}"


def _fails(visit: Visit) -> Response:
    return refusal(visit, "2000")

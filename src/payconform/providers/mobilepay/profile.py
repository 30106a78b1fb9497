"""
How to speak to MobilePay: its signer, valid calls, what to take back.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from payconform.checks import given
from payconform.errors import Blocked
from payconform.model import Call, Caller, Exchange, Request
from payconform.providers.mobilepay import (
    arranging,
    bearer,
    calls,
    checks,
    judging,
    lifecycle,
    states,
)
from payconform.providers.mobilepay.judging import refusals
from payconform.providers.mobilepay.story import Till

CREDENTIALS = frozenset({"client_id", "client_secret", "merchant_vat"})
PUBLIC_CREDENTIALS = frozenset({"merchant_vat", "other_merchant_vat"})
SECRET_MEMBERS = frozenset({"access_token"})
CREATES = calls.CREATING
STATES = arranging.STATES

identity = bearer.identity
stranger = bearer.stranger
preflight = calls.preflight
undo = calls.undo
trace = calls.trace
traced = calls.traced
reading = calls.reading
cells = states.cells
offered = lifecycle.offered
steps = lifecycle.steps
history = lifecycle.History
succeeded = checks.succeeded
fate = checks.fate
judgements = judging.judgements


def undone(exchange: Exchange) -> bool:
    """
    Gone now, or in a state that cannot be taken back any more.
    """
    return exchange.response is not None and exchange.response.status in (200, 204, 404, 409)


def require_refused(exchange: Exchange) -> Exchange:
    """
    The rule under test: this request is refused for what it says.

    Raises:
        Violation: it succeeds, or ends in a server error.
        Blocked: no page tells whether what it says is refused.

    """
    if refusals.is_open(exchange):
        raise Blocked("no page tells what a value gets that an older list has, or in other letters")
    return checks.require_refused(exchange)


def wrong_secret(operation: str, caller: Caller) -> tuple[Call, str]:
    """
    A request for a token with a secret that is not the client's, and that secret.
    """
    del operation
    secret = calls.guid(caller)
    signed = bearer.basic(
        Request("POST", bearer.TOKEN_PATH), caller.credentials["client_id"], secret
    )
    return replace(calls.token(), headers={**calls.FORM, **dict(signed.headers)}), secret


def valid(operation: str, caller: Caller) -> Call:
    """
    A call that succeeds; what it stands on is created first.
    """
    return PREPARED[operation](caller, Till(caller))


def _payments(caller: Caller, till: Till) -> Call:
    order = caller.fresh("order")
    till.initiated(orderId=order)
    return calls.call(caller, "queryPaymentIds", query={"posId": till.pos, "orderId": order})


def _refunds(caller: Caller, till: Till) -> Call:
    payment = till.captured()
    given(till.refund(payment), succeeded)
    return calls.call(caller, "queryRefundIds", query={"paymentId": payment})


def _points(caller: Caller, till: Till) -> Call:
    assert till.pos
    return calls.call(caller, "getPosWithFilter", query={"beaconId": till.beacon})


def _checking_in(caller: Caller, till: Till) -> Call:
    del caller
    return till.checking_in()


def _accepting(caller: Caller, till: Till) -> Call:
    del caller
    till.issued()
    return till.accepting()


def _cancelling(caller: Caller, till: Till) -> Call:
    del caller
    till.issued()
    return calls.user("userSimulationCancelPayment", till.beacon, None)


def _ready(caller: Caller, till: Till) -> Call:
    return calls.of_payment(caller, "paymentReady", till.prepared(), _terms(caller))


def _terms(caller: Caller) -> Mapping[str, object]:
    return calls.terms(currencyCode=calls.currency(caller))


def _detailed(caller: Caller, till: Till) -> Call:
    del till
    return replace(calls.stores(caller), operation="getDetailedStores")


def _store(caller: Caller, till: Till) -> Call:
    del till
    return calls.call(caller, "getStore", path={"storeid": calls.store(caller)})


PREPARED: Mapping[str, Callable[[Caller, Till], Call]] = {
    "obtainToken": lambda caller, till: calls.token(),
    "initiatePayment": lambda caller, till: calls.payment(caller, till.pos),
    "preparePayment": lambda caller, till: calls.preparation(caller, till.pos),
    "paymentReady": _ready,
    "queryPayment": lambda caller, till: calls.of_payment(caller, "queryPayment", till.initiated()),
    "queryPaymentIds": _payments,
    "capturePayment": lambda caller, till: till.capturing(till.reserved()),
    "cancelPayment": lambda caller, till: till.cancelling(till.initiated()),
    "createRefund": lambda caller, till: calls.refund(caller, till.captured()),
    "getRefund": lambda caller, till: calls.of_refund(caller, "getRefund", till.refunding()),
    "queryRefundIds": _refunds,
    "captureRefund": lambda caller, till: calls.of_refund(
        caller, "captureRefund", till.refund_reserved()
    ),
    "cancelRefund": lambda caller, till: calls.of_refund(caller, "cancelRefund", till.refunding()),
    "createPos": lambda caller, till: calls.pos(caller),
    "getPos": lambda caller, till: calls.of_pos(caller, "getPos", till.pos),
    "getPosWithFilter": _points,
    "deletePos": lambda caller, till: calls.of_pos(caller, "deletePos", till.pos),
    "getCheckIn": lambda caller, till: calls.of_pos(caller, "getCheckIn", till.pos),
    "getStore": _store,
    "getStores": lambda caller, till: calls.stores(caller),
    "getDetailedStores": _detailed,
    "userSimulationCheckin": _checking_in,
    "userSimulationAcceptPayment": _accepting,
    "userSimulationCancelPayment": _cancelling,
}

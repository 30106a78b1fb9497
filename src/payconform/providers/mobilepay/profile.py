"""
How to speak to MobilePay: bearer tokens, the headers of every call, valid calls, what to take back.
"""

import base64
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from payconform.checks import at, given, status
from payconform.model import Call, Caller, Exchange, Identity, Request
from payconform.providers.mobilepay import calls, checks, judging, lifecycle, states
from payconform.providers.mobilepay.story import Till

CREDENTIALS = frozenset({"client_id", "client_secret", "merchant_vat"})
PUBLIC_CREDENTIALS = frozenset({"merchant_vat", "other_merchant_vat"})
SECRET_MEMBERS = frozenset({"access_token"})
CREATES = calls.CREATING
TOKEN_PATH = "/integrator-authentication/connect/token"  # noqa: S105 - a path
CREATING_PATHS = frozenset(
    f"/pos/v10/{path}" for path in ("payments", "payments/prepare", "refunds", "pointofsales")
)
MARGIN = timedelta(seconds=5)  # a token this close to its end is renewed first
SHORT_LIFE = 300  # seconds, where an answer does not say
NEVER_ISSUED = "eyJhbGciOiJSUzI1NiJ9.e30.bmV2ZXIgaXNzdWVk"

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
require_refused = checks.require_refused
judgements = judging.judgements


class Bearer:
    """
    Adds the newest bearer token, and of the headers that every call carries those that are missing.
    """

    def __init__(self, caller: Caller) -> None:
        self._caller = caller
        self._token = ""
        self._renew_at = datetime.min.replace(tzinfo=UTC)

    def __call__(self, request: Request) -> Request:
        """
        Sign a request; one for a token carries the client's own credentials.

        Raises:
            Blocked: no token was issued.

        """
        known = self._caller.credentials
        if request.target == TOKEN_PATH:
            return basic(request, known["client_id"], known["client_secret"])
        if self._renew_at <= self._caller.now():
            given(self._caller.send(preflight(known)), status(200))
        usual = {
            calls.VERSION: calls.OUR_VERSION,
            calls.VAT: known["merchant_vat"],
            calls.CLIENT: known["client_id"],  # older pages ask for it
        }
        if request.method == "POST" and request.target in CREATING_PATHS:
            usual[calls.KEY] = self._caller.fresh("key")
        return with_token(completed(request, usual), self._token)

    def notice(self, exchange: Exchange) -> None:
        """
        Hold the newest token that is bound to no merchant.
        """
        token = at(exchange, "access_token")
        if exchange.operation != "obtainToken" or not isinstance(token, str):
            return
        if b"merchant_vat" not in exchange.request.body:
            lifetime = at(exchange, "expires_in")
            seconds = lifetime if isinstance(lifetime, int) else SHORT_LIFE
            self._token = token
            self._renew_at = self._caller.now() + timedelta(seconds=seconds) - MARGIN


def identity(caller: Caller) -> Identity:
    """
    The integrator's own signer.
    """
    return Bearer(caller)


def completed(request: Request, headers: Mapping[str, str]) -> Request:
    """
    The request with those headers that it does not have yet.
    """
    missing = [(name, value) for name, value in headers.items() if request.header(name) is None]
    return replace(request, headers=(*request.headers, *missing))


def with_token(request: Request, token: str) -> Request:
    """
    The request with a bearer token.
    """
    return completed(request, {"Authorization": f"Bearer {token}"})


def basic(request: Request, client: str, secret: str) -> Request:
    """
    The request with a client's credentials in Basic form, unless it has others.
    """
    proof = base64.b64encode(f"{client}:{secret}".encode()).decode("ascii")
    return completed(request, {"Authorization": f"Basic {proof}"})


def stranger(request: Request) -> Request:
    """
    A bearer token of the right form that nobody issued.
    """
    return with_token(request, NEVER_ISSUED)


def undone(exchange: Exchange) -> bool:
    """
    Gone now, or in a state that cannot be taken back any more.
    """
    return exchange.response is not None and exchange.response.status in (200, 204, 404, 409)


def wrong_secret(operation: str, caller: Caller) -> tuple[Call, str]:
    """
    A request for a token with a secret that is not the client's, and that secret.
    """
    del operation
    secret = calls.guid(caller)
    signed = basic(Request("POST", TOKEN_PATH), caller.credentials["client_id"], secret)
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
    assert till.pos
    return calls.user("userSimulationCheckin", till.beacon)


def _accepting(caller: Caller, till: Till) -> Call:
    del caller
    till.issued()
    return till.accepting()


def _cancelling(caller: Caller, till: Till) -> Call:
    del caller
    till.issued()
    return calls.user("userSimulationCancelPayment", till.beacon, None)


def _ready(caller: Caller, till: Till) -> Call:
    return calls.of_payment(caller, "paymentReady", till.prepared(), calls.terms())


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

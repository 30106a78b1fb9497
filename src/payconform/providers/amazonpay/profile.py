"""
How to speak to Amazon Pay: the signer, valid calls, what to take back at the end.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from payconform.checks import asked, at, given, member_matches
from payconform.model import (
    Bill,
    Caller,
    Exchange,
    Headers,
    Identity,
    Mismatch,
    Request,
    Standing,
)
from payconform.providers.amazonpay import (
    calls,
    checks,
    doctor,
    events,
    judging,
    lifecycle,
    signer,
    states,
)
from payconform.providers.amazonpay.signer import Merchant, signed
from payconform.qr import Promise, Terms

CREDENTIALS = frozenset({"merchant_id", "access_key_id", "secret_key", "store_id"})
PUBLIC_CREDENTIALS = frozenset(
    {"merchant_id", "store_id", "store_id_type", "terminal_id", "signed_host"}
)
CREATES = calls.CREATES
CALLBACK_CREDENTIALS: frozenset[str] = frozenset()
SECRET_MEMBERS: frozenset[str] = frozenset()
SIGNED = frozenset({"request", "answer"})
NOBODY = {
    "merchant_id": "NEVERISSUED0",
    "access_key_id": "NEVERISSUEDACCESSKEY",
    "secret_key": "never issued either",
}
UNPAYABLE = frozenset(
    {"FAILED", "EXPIRED", "TXN_CANCELLED_BEFORE_INITIATE", "TXN_CANCELLED_AFTER_INITIATE"}
)
STATES = states.STATES

preflight = calls.preflight
valid = calls.valid
undo = calls.undo
trace = calls.trace
traced = calls.traced
reading = calls.reading
succeeded = checks.succeeded
fate = checks.fate
require_refused = checks.require_refused
cases = doctor.cases
valid_until = signer.valid_until
judgements = judging.judgements
offered = lifecycle.offered
steps = lifecycle.steps
history = lifecycle.History


def identity(caller: Caller) -> Identity:
    """
    The merchant's own signer.
    """
    return Merchant(caller)


def stranger(request: Request) -> Request:
    """
    Signed properly, with a pair of keys that nobody issued.
    """
    return signed(request, NOBODY, datetime.now(UTC))


def undone(exchange: Exchange) -> bool:
    """
    Cancelled now, or refused for what it is: paid, expired or cancelled before.
    """
    return exchange.response is not None and exchange.response.status in (200, 400)


def verify_callback(
    body: bytes, headers: Headers, credentials: Mapping[str, str]
) -> Mismatch | None:
    """
    What a notification lacks of a signature. The documents contradict each other about which it
    is, so none is verified.
    """
    del headers, credentials
    return events.unsigned(body)


def provoke_callback(caller: Caller, url: str) -> None:
    """
    Register an endpoint: it is asked to confirm.
    """
    given(caller.send(calls.registration(caller, url)), succeeded)


def bill(created: Exchange) -> Bill:
    """
    The UPI link of a new QR, and what it asks for.

    Raises:
        Blocked: the answer holds no link.

    """
    link = given(created, member_matches("qrPayload.qrString", str, ".+"))
    terms = asked(created)
    ends = calls.expiry(created)
    content = str(at(link, "qrPayload.qrString"))
    return Bill(content, Decimal(str(terms["amount"])), "INR", ends - timedelta(seconds=1))


def promise(created: Exchange) -> Promise:
    """
    The UPI link of a new QR, and what a payer's app must read in it.
    """
    terms = asked(created)
    amount, order = Decimal(str(terms["amount"])), str(terms["orderId"])
    wanted = Terms(amount, str(terms["currency"]), (order,))
    return Promise("qrPayload.qrString", "upi", wanted)


def standing(caller: Caller, created: Exchange) -> Standing:
    """
    Its status tells whether a QR was paid; the charge's own id comes with a cancel only.
    """
    status = str(at(caller.send(calls.status(caller, calls.order_of(created))), "status"))
    return Standing(paid=status == "SUCCESS", payable=status not in UNPAYABLE)


def pay(caller: Caller, created: Exchange) -> str:
    """
    Have a customer pay a new QR.
    """
    return calls.charge(caller, calls.order_of(created))

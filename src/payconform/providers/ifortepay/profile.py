"""
How to speak to iFortepay: the signer, valid calls, what to take back at the end.
"""

from collections.abc import Mapping
from decimal import Decimal

from payconform.checks import asked, at
from payconform.errors import NotOffered
from payconform.model import (
    Call,
    Caller,
    Exchange,
    Headers,
    Identity,
    Mismatch,
    Request,
)
from payconform.providers.ifortepay import (
    calls,
    checks,
    doctor,
    judging,
    lifecycle,
    signing,
    states,
)
from payconform.providers.ifortepay.signer import Merchant, signed
from payconform.qr import Promise, Terms

CREDENTIALS = frozenset({"merchant_id", "secret_unbound_id", "hash_key"})
PUBLIC_CREDENTIALS = frozenset({"merchant_id", "sub_merchant"})
CREATES = calls.CREATES
CALLBACK_CREDENTIALS: frozenset[str] = frozenset()
# Neither time nor nonce is signed: whoever reads a signature can send it again.
SECRET_MEMBERS = frozenset({signing.SIGNATURE, signing.CALLBACK})
PERSONAL_MEMBERS = frozenset({"email", "full_name", "phone"})
SIGNED = frozenset({"request", "callback"})
NOBODY = {
    "merchant_id": "IFP0000000000",
    "secret_unbound_id": "0xneverissued",
    "hash_key": "never issued either",
}

STATES = states.STATES

preflight = calls.preflight
valid = calls.valid
undo = calls.undo
reading = calls.reading
succeeded = checks.succeeded
fate = checks.fate
require_refused = checks.require_refused
cases = doctor.cases
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
    Signed properly, for a merchant that nobody knows.
    """
    return signed(request, NOBODY)


def trace(sent: Exchange) -> Call | None:
    """
    None: an inquiry asks for the id that a lost answer would have told.
    """
    del sent
    return None


def traced(sent: Exchange, answer: Exchange) -> list[Call]:
    """
    Nothing: see `trace`.
    """
    del sent, answer
    return []


def undone(exchange: Exchange) -> bool:
    """
    Cancelled now, or refused for what it is: paid, expired or cancelled before.
    """
    found = at(exchange, "response_code")
    return succeeded(exchange) is None or found in ("01", "02", "03")


def wrong_secret(operation: str, caller: Caller) -> tuple[Call, str]:
    """
    A valid call whose Authorization holds a wrong secret, and that secret.
    """
    call, secret = valid(operation, caller), caller.fresh("0xsecret")
    proof = signing.authorization(caller.credentials["merchant_id"], secret)
    return Call(call.operation, body=call.body, headers={signing.AUTHORIZATION: proof}), secret


def verify_callback(
    body: bytes, headers: Headers, credentials: Mapping[str, str]
) -> Mismatch | None:
    """
    What is wrong with the signature of a callback.
    """
    return signing.verify_callback(body, headers, credentials["hash_key"])


def provoke_callback(caller: Caller, url: str) -> None:
    """
    Have a QR with this callback_url paid.
    """
    calls.paid(caller, {"callback_url": url})


def promise(created: Exchange) -> Promise:
    """
    The content of a new QR, in whichever member it stands, and what it must agree with.

    Raises:
        NotOffered: the answer shows an image of it, or nothing.

    """
    member = checks.content_at(created)
    if member is None:
        raise NotOffered("the answer does not hold the content of the QR as text")
    told = asked(created)
    amount = Decimal(str(told["payment_details"]["amount"]))
    transaction = str(at(created, "transaction_id")).replace("-", "")
    references = (told["order_id"][:25], told["external_id"][:25], transaction[:25])
    return Promise(member, "emvco", Terms(amount, told["currency"], references, dynamic=True))

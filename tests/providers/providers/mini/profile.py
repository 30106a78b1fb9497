"""
How to speak to Mini: the signer, valid calls, what to take back at the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from payconform.checks import Judgement, asked, at, given, require, status
from payconform.model import Call, Caller, Exchange, Identity, Mismatch, Request
from payconform.qr import Promise, Terms

from . import doctor, states
from .signing import signed, verifies

CREDENTIALS = frozenset({"merchant_id", "secret_key"})
SECRET_MEMBERS: frozenset[str] = frozenset()
SIGNED = frozenset({"request"})
STATES = states.STATES
SOMETHING_ELSE = (401, 404, 405, 415)  # refusals that are not for the shape of a body
NOBODY = {"merchant_id": "never-issued", "secret_key": "never issued either"}

cases = doctor.cases


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    Reading a charge that does not exist.
    """
    del credentials
    return Call("getCharge", path={"id": "none"})


@dataclass(frozen=True, slots=True)
class Merchant:
    """
    Signs each request as it is about to be sent.
    """

    credentials: Mapping[str, str] = field(repr=False)

    def __call__(self, request: Request) -> Request:
        """
        Sign a request over its exact bytes.
        """
        return signed(request, self.credentials)

    def notice(self, exchange: Exchange) -> None:
        """
        Nothing to learn: the key stays the same.
        """


def looks_live(credentials: Mapping[str, str]) -> str | None:
    """
    The secret key, where it is one of production.
    """
    return "secret_key" if credentials["secret_key"].startswith("live-") else None


def identity(caller: Caller) -> Identity:
    """
    The merchant's own signer.
    """
    return Merchant(caller.credentials)


def stranger(request: Request) -> Request:
    """
    Signed properly, for a merchant that does not exist.
    """
    return signed(request, NOBODY)


def valid(operation: str, caller: Caller) -> Call:
    """
    A call that succeeds; a charge that it stands on is created first.
    """
    create = Call(
        "createCharge", body={"amount": 500, "currency": "EUR", "note": caller.fresh("note")}
    )
    if operation == create.operation:
        return create
    charge = at(given(caller.send(create), status(201)), "id")
    return Call(operation, path={"id": str(charge)})


def succeeded(exchange: Exchange) -> Mismatch | None:
    """
    200, or 201 for a new charge.
    """
    return status(200, 201)(exchange)


def require_refused(exchange: Exchange) -> Exchange:
    """
    The rule under test: this request is refused with 400 for its shape.

    Raises:
        Violation: it is not.
        Blocked: it is refused for something else.

    """
    given(exchange, _not_for_something_else)
    return require(exchange, status(400))


def fate(exchange: Exchange) -> str:
    """
    Accepted, or refused with a status.
    """
    if not succeeded(exchange):
        return "accepted"
    return f"refused, {exchange.response.status if exchange.response else 0}"


def reading(call: Call) -> Call | None:
    """
    The charge that a call acts on.
    """
    return Call("getCharge", path=call.path) if call.path else None


def promise(created: Exchange) -> Promise:
    """
    The payload of a new charge, which is for one payment of it.
    """
    body = asked(created)
    amount = Decimal(body["amount"]) / 100
    reference = str(at(created, "id"))[:25]
    return Promise("qr", "emvco", Terms(amount, body["currency"], (reference,), dynamic=True))


def _not_for_something_else(exchange: Exchange) -> Mismatch | None:
    return None if status(*SOMETHING_ELSE)(exchange) else Mismatch("an answer to the body", "none")


def judgements(recorded: Sequence[Exchange], credentials: Mapping[str, str]) -> Iterator[Judgement]:
    """
    A request that is signed over its exact bytes is authentic, whatever these are.
    """
    del recorded
    key = credentials.get("secret_key", "")

    def is_signed(exchange: Exchange) -> bool:
        return verifies(exchange.request, key)

    yield Judgement("MINI-AUTH-06", is_signed, _authentic)


def _authentic(exchange: Exchange) -> Mismatch | None:
    return Mismatch("anything but status 401", "status 401") if not status(401)(exchange) else None


def undo(exchange: Exchange) -> Call | None:
    """
    Cancel the charge that a create call made.
    """
    charge = at(exchange, "id")
    if exchange.operation != "createCharge" or not isinstance(charge, str):
        return None
    return Call("cancelCharge", path={"id": charge})


def undone(exchange: Exchange) -> bool:
    """
    Cancelled now, or before.
    """
    return exchange.response is not None and exchange.response.status in (200, 409)

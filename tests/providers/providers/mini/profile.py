"""
How to speak to Mini: the signer, valid calls, what to take back at the end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from payconform.checks import at, given, status
from payconform.model import Call, Caller, Exchange, Identity, Mismatch, Request

from .signing import signed

CREDENTIALS = frozenset({"merchant_id", "secret_key"})
SECRET_MEMBERS: frozenset[str] = frozenset()
NOBODY = {"merchant_id": "never-issued", "secret_key": "never issued either"}


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

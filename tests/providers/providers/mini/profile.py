"""
How to speak to Mini: the signer, valid calls, what to take back at the end.
"""

from collections.abc import Mapping

from payconform.checks import at, given, status
from payconform.model import Call, Caller, Exchange, Request, Signer

from .signing import signed

CREDENTIALS = frozenset({"merchant_id", "secret_key"})
SECRET_MEMBERS: frozenset[str] = frozenset()
CALLBACK = ""
NOBODY = {"merchant_id": "never-issued", "secret_key": "never issued either"}


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    Reading a charge that does not exist.
    """
    del credentials
    return Call("getCharge", path={"id": "none"})


def signer(caller: Caller) -> Signer:
    """
    Signs each request as it is about to be sent.
    """
    return lambda request: signed(request, caller.credentials)


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

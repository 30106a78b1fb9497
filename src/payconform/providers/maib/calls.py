"""
Valid calls of maib's operations, to be sent as they are or with one thing changed.
"""

import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta

from payconform.checks import at, given
from payconform.model import Call, Caller, Exchange
from payconform.providers.maib.checks import succeeded

PAYER = {"iban": "MD88AG000000011621810140", "currency": "MDL", "payerName": "John D."}


def preflight(credentials: Mapping[str, str]) -> Call:
    """
    A token request.
    """
    secrets = {"clientId": credentials["client_id"], "clientSecret": credentials["client_secret"]}
    return Call("obtainToken", body=secrets)


def dynamic(caller: Caller, **members: object) -> dict[str, object]:
    """
    The body of a valid Dynamic Fixed QR, with members replaced; `...` leaves one out.
    """
    return sent(
        {"type": "Dynamic", "amountType": "Fixed", "currency": "MDL"}, terms(caller), members
    )


def static(caller: Caller, **members: object) -> dict[str, object]:
    """
    The body of a valid Static Fixed QR, with members replaced; `...` leaves one out.
    """
    return dynamic(caller, **{"type": "Static", "expiresAt": ..., **members})


def hybrid(caller: Caller, **members: object) -> dict[str, object]:
    """
    The body of a valid Hybrid Fixed QR with its first extension, with members replaced.
    """
    return sent({"amountType": "Fixed", "currency": "MDL", "extension": terms(caller)}, members)


def terms(caller: Caller, **members: object) -> dict[str, object]:
    """
    What a payer is asked for, as an extension says it, with members replaced.
    """
    usual: dict[str, object] = {
        "expiresAt": in_future(caller, minutes=10),
        "amount": 50.0,
        "description": "payconform",
        "orderId": caller.fresh("order"),
    }
    return sent(usual, members)


def sent(*parts: Mapping[str, object]) -> dict[str, object]:
    """
    Members put together, the later ones in place of the earlier; `...` leaves one out.
    """
    together = {name: value for part in parts for name, value in part.items()}
    return {name: value for name, value in together.items() if value is not ...}


def in_future(caller: Caller, **ahead: float) -> str:
    """
    An expiresAt so far ahead of the target's present.
    """
    return (caller.now() + timedelta(**ahead)).isoformat(timespec="seconds")


def valid(operation: str, caller: Caller) -> Call:
    """
    A call that succeeds; what it stands on is created first. Of the two refund paths, the one that
    is served.
    """
    return PREPARED[operation](caller)


PREPARED: Mapping[str, Callable[[Caller], Call]] = {
    "obtainToken": lambda caller: preflight(caller.credentials),
    "createQr": lambda caller: Call("createQr", body=dynamic(caller)),
    "createHybridQr": lambda caller: Call("createHybridQr", body=hybrid(caller)),
    "getQr": lambda caller: Call("getQr", path={"qrId": new_qr(caller)}),
    "cancelQr": lambda caller: Call(
        "cancelQr", path={"qrId": new_qr(caller)}, body={"reason": "payconform"}
    ),
    "createExtension": lambda caller: Call(
        "createExtension", path={"qrId": made(caller, bare_hybrid(caller))}, body=terms(caller)
    ),
    "cancelExtension": lambda caller: Call(
        "cancelExtension", path={"qrId": extended(caller)}, body={"reason": "payconform"}
    ),
    "listQrs": lambda caller: page("listQrs"),
    "listExtensions": lambda caller: page("listExtensions"),
    "listPayments": lambda caller: page("listPayments"),
    "getPayment": lambda caller: Call("getPayment", path={"payId": paid_id(caller)}),
    "refundPayment": lambda caller: refund(refund_operation(caller), paid_id(caller)),
    "refundMiaPayment": lambda caller: refund(refund_operation(caller), paid_id(caller)),
    "payTest": lambda caller: payment(new_qr(caller)),
}


def reading(call: Call) -> Call | None:
    """
    The details of the QR or of the payment that a call acts on; the list that would hold a new QR.
    """
    body = call.body if isinstance(call.body, dict) else {}
    if call.operation in ("createQr", "createHybridQr"):
        order = body.get("orderId") or body.get("extension", {}).get("orderId")
        return None if order is None else page("listQrs", orderId=order)
    if qr_id := call.path.get("qrId") or body.get("qrId"):
        return Call("getQr", path={"qrId": str(qr_id)})
    return Call("getPayment", path=call.path) if "payId" in call.path else None


def bare_hybrid(caller: Caller) -> Call:
    """
    A Hybrid QR that has no extension yet.
    """
    return Call("createHybridQr", body=hybrid(caller, extension=...))


def page(operation: str, /, **query: object) -> Call:
    """
    A list: up to ten of the first, unless the query says otherwise.
    """
    return Call(operation, query=sent({"count": 10, "offset": 0}, query))


def extended(caller: Caller) -> str:
    """
    The id of a Hybrid QR that was extended after it was made: the documents grant the cancel of an
    extension to such a QR only.
    """
    call = valid("createExtension", caller)
    given(caller.send(call), succeeded)
    return str(call.path["qrId"])


def made(caller: Caller, call: Call) -> str:
    """
    The id of the QR that a call must create.
    """
    return id_of(caller.send(call), "qrId")


def new_qr(caller: Caller) -> str:
    """
    The id of a new Dynamic QR.
    """
    return made(caller, valid("createQr", caller))


def id_of(exchange: Exchange, name: str) -> str:
    """
    An id in the answer to a call that must succeed.
    """
    return str(at(given(exchange, succeeded), f"result.{name}"))


def payment(qr_id: str, **members: object) -> Call:
    """
    A simulated payment of a QR, with members replaced; `...` leaves one out.
    """
    return Call("payTest", body=sent({"qrId": qr_id, "amount": 50.0, **PAYER}, members))


def paid_id(caller: Caller) -> str:
    """
    The id of a payment that must come about.
    """
    return id_of(caller.send(payment(new_qr(caller))), "payId")


def refund(operation: str, pay_id: str, **members: object) -> Call:
    """
    A refund of a payment over one of the two paths, in full unless `members` say otherwise.
    """
    return Call(operation, path={"payId": pay_id}, body=sent({"reason": "payconform"}, members))


def refund_operation(caller: Caller) -> str:
    """
    Which of the two documented refund paths is served: found by refunding a payment.
    """
    return caller.alternative(
        "refund", lambda operation: caller.send(refund(operation, paid_id(caller)))
    )


def unknown_id(caller: Caller) -> str:
    """
    A GUID that names nothing.
    """
    return str(uuid.uuid5(uuid.NAMESPACE_URL, caller.fresh("unknown")))

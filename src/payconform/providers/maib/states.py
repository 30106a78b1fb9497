"""
The states that consumers' contracts with maib stand on.
"""

from collections.abc import Callable, Mapping
from typing import Any

from payconform.checks import at, given, member
from payconform.errors import NotOffered
from payconform.model import Call, Caller, Check, Exchange, Mismatch, unsigned
from payconform.providers.maib import bearer, calls
from payconform.providers.maib.checks import succeeded
from payconform.providers.maib.story import LAG, OLDER_REFUND, SETTLING
from payconform.states import CALLBACK, Arranged, State

Parameters = Mapping[str, Any]

PAYS = frozenset({"simulate_payment"})
CLOCK = frozenset({"control_clock"})
REFUSED = frozenset({"bad_credentials"})
REASON = {"reason": "payconform"}
LIFE = 600  # seconds for which an expired QR could be paid
DYNAMIC: Parameters = {"type": "Dynamic"}
FIFTY: Parameters = {"amount": 50.0}
KINDS: Mapping[str, Callable[..., dict[str, object]]] = {
    "Dynamic": calls.dynamic,
    "Static": calls.static,
}


def _told(caller: Caller, **values: object) -> Arranged:
    """
    What every state tells besides its ids: the time to ask for, and to requests alone who asks.
    """
    known = caller.credentials
    secrets = {"clientId": known["client_id"], "clientSecret": known["client_secret"]}
    moment = calls.in_future(caller, minutes=10)
    return Arranged(values, {"expiresAt": moment}, secrets)


def _merchant(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return _told(caller)


def _nothing(caller: Caller, parameters: Parameters) -> Arranged:
    del caller, parameters
    return Arranged()


def _wrong(caller: Caller, parameters: Parameters) -> Arranged:
    """
    A token that nobody issued, and in a request for one a secret that is not the merchant's.
    """
    del parameters
    wrong = {"clientSecret": calls.unknown_id(caller)}
    return Arranged(hidden=wrong, signer=bearer.stranger)


def _none(caller: Caller, parameters: Parameters) -> Arranged:
    del caller, parameters
    return Arranged(signer=unsigned)


def _expired_token(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    issued = given(caller.send(calls.preflight(caller.credentials)), succeeded)
    caller.wait(float(str(at(issued, "result.expiresIn"))) + 1)
    token = str(at(issued, "result.accessToken"))
    return Arranged(signer=lambda request: bearer.with_token(request, token))


def _newer_refund(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    if calls.refund_operation(caller) != "refundPayment":
        raise NotOffered(OLDER_REFUND)
    return Arranged()


def _active(caller: Caller, parameters: Parameters) -> Arranged:
    body = _body(caller, parameters)
    qr_id = _made(caller, body)
    _shown(caller, "listQrs", orderId=body["orderId"])
    return _told(caller, qrId=qr_id, orderId=body["orderId"])


def _cancelled(caller: Caller, parameters: Parameters) -> Arranged:
    qr_id = _made(caller, _body(caller, parameters))
    given(caller.send(Call("cancelQr", path={"qrId": qr_id}, body=REASON)), succeeded)
    return _told(caller, qrId=qr_id)


def _expired(caller: Caller, parameters: Parameters) -> Arranged:
    ends = calls.in_future(caller, seconds=LIFE)
    qr_id = _made(caller, _body(caller, parameters, expiresAt=ends))
    caller.wait(LIFE + 1)
    _settled(caller, "getQr", "Expired", qrId=qr_id)
    return _told(caller, qrId=qr_id)


def _paid(caller: Caller, parameters: Parameters) -> Arranged:
    body = _body(caller, parameters)
    qr_id = _made(caller, body)
    paid = caller.send(calls.payment(qr_id, amount=parameters["amount"]))
    pay_id = calls.id_of(paid, "payId")
    if parameters["type"] == "Dynamic":
        _settled(caller, "getQr", "Paid", qrId=qr_id)
    _shown(caller, "listPayments", qrId=qr_id)
    return _told(caller, qrId=qr_id, payId=pay_id, orderId=body["orderId"])


def _refunded(caller: Caller, parameters: Parameters) -> Arranged:
    qr_id = _made(caller, _body(caller, {**DYNAMIC, **parameters}))
    paid = caller.send(calls.payment(qr_id, amount=parameters["amount"]))
    pay_id = calls.id_of(paid, "payId")
    given(caller.send(calls.refund(calls.refund_operation(caller), pay_id)), succeeded)
    _settled(caller, "getPayment", "Refunded", payId=pay_id)
    return _told(caller, qrId=qr_id, payId=pay_id)


def _bare_hybrid(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return _told(caller, qrId=calls.made(caller, calls.bare_hybrid(caller)))


def _extended(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    call = calls.valid("createExtension", caller)
    extension = calls.id_of(caller.send(call), "extensionId")
    return _told(caller, qrId=call.path["qrId"], extensionId=extension)


def _body(caller: Caller, parameters: Parameters, **members: object) -> dict[str, object]:
    given_ones = {"amount": parameters.get("amount", 50.0), **members}
    if parameters.get(CALLBACK):
        given_ones[CALLBACK] = parameters[CALLBACK]
    return KINDS[parameters["type"]](caller, **given_ones)


def _made(caller: Caller, body: Mapping[str, object]) -> str:
    return calls.made(caller, Call("createQr", body=dict(body)))


def _settled(caller: Caller, operation: str, wanted: str, **path: str) -> None:
    reads = member("result.status", wanted)
    given(caller.until(lambda: caller.send(Call(operation, path=path)), reads, SETTLING), reads)


def _shown(caller: Caller, operation: str, **query: object) -> None:
    def listed(answer: Exchange) -> Mismatch | None:
        return None if at(answer, "result.items") else Mismatch("an entry", "an empty list")

    wanted: Check = listed
    given(caller.until(lambda: caller.send(calls.page(operation, **query)), wanted, LAG), wanted)


STATES: Mapping[str, State] = {
    "a merchant": State(_merchant),
    "an Active QR": State(_active, defaults={**DYNAMIC, **FIFTY}),
    "a Cancelled QR": State(_cancelled, defaults=DYNAMIC),
    "an expired QR": State(_expired, CLOCK, DYNAMIC),
    "a paid QR": State(_paid, PAYS, {**DYNAMIC, **FIFTY, CALLBACK: ""}),
    "a refunded payment": State(_refunded, PAYS, FIFTY),
    "a Hybrid QR without an extension": State(_bare_hybrid),
    "an Active extension": State(_extended),
    "a sandbox that simulates payments": State(_nothing, PAYS),
    "the newer refund path": State(_newer_refund, PAYS),
    "wrong credentials": State(_wrong, REFUSED),
    "no credentials": State(_none),
    "an expired token": State(_expired_token, CLOCK),
}

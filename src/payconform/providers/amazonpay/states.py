"""
The states that consumers' contracts with Amazon Pay stand on.
"""

from collections.abc import Mapping
from typing import Any

from payconform.checks import given
from payconform.errors import NotOffered
from payconform.model import Caller, unsigned
from payconform.providers.amazonpay import calls
from payconform.providers.amazonpay.checks import succeeded
from payconform.providers.amazonpay.forging import dated, with_keys
from payconform.states import CALLBACK, Arranged, State

Parameters = Mapping[str, Any]

PAYS = frozenset({"simulate_payment"})
CLOCK = frozenset({"control_clock"})
REFUSED = frozenset({"bad_credentials"})
CALLED = frozenset({"receive_callbacks"})
AMOUNT: Parameters = {"amount": calls.AMOUNT}
CALLING: Parameters = {CALLBACK: ""}
PATH = "/v1/payments/charge"
LONG_AGO = -86400.0  # seconds from the target's present
ANOTHER_SECRET = "never issued either"  # noqa: S105 - nobody's


def _told(caller: Caller, **values: object) -> Arranged:
    """
    What every state tells besides its ids: who asks, and what a new QR would be asked for with.
    """
    known = caller.credentials
    own = {
        "merchantId": known["merchant_id"],
        "storeId": known["store_id"],
        "storeIdType": known.get("store_id_type", "MERCHANT_STORE_ID"),
    }
    terms = {
        **own,
        "orderId": caller.fresh("order"),
        "refundId": caller.fresh("refund"),
        "expiryTimestamp": calls.ahead(caller, calls.LIFE),
    }
    return Arranged(values, {name: one for name, one in terms.items() if name not in values}, own)


def _merchant(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return _told(caller)


def _wrong(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return Arranged(signer=with_keys(caller, secret_key=ANOTHER_SECRET))


def _none(caller: Caller, parameters: Parameters) -> Arranged:
    del caller, parameters
    return Arranged(signer=unsigned)


def _expired_signature(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return Arranged(signer=dated(caller, LONG_AGO, expires=60))


def _read_at_charge(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    if calls.read_refund(caller, calls.refunded(caller)).operation != "getCharge":
        raise NotOffered(f"refunds are not read at {PATH} here")
    return Arranged()


def _qr(caller: Caller, parameters: Parameters) -> Arranged:
    return _ordered(caller, calls.ordered(caller, **parameters))


def _charged(caller: Caller, parameters: Parameters) -> Arranged:
    _register(caller, parameters)
    order = calls.ordered(caller, amount=parameters["amount"])
    return _ordered(caller, order, amazonChargeId=calls.charge(caller, order))


def _cancelled(caller: Caller, parameters: Parameters) -> Arranged:
    order = calls.ordered(caller, **parameters)
    given(caller.send(calls.cancel(caller, order)), succeeded)
    return _ordered(caller, order)


def _expired(caller: Caller, parameters: Parameters) -> Arranged:
    order = calls.ordered(caller, **parameters)
    caller.wait(calls.LIFE + 1)
    return _ordered(caller, order)


def _refunded_in_full(caller: Caller, parameters: Parameters) -> Arranged:
    order = calls.paid(caller, **parameters)
    given(caller.send(calls.refund(caller, order, **parameters)), succeeded)
    return _ordered(caller, order)


def _refund(caller: Caller, parameters: Parameters) -> Arranged:
    _register(caller, parameters)
    order = calls.paid(caller)
    call = calls.refund(caller, order, amount=parameters["amount"])
    given(caller.send(call), succeeded)
    refund = str(call.body["refundId"])
    return _ordered(caller, order, refundId=refund, txnId=refund)


def _address(caller: Caller, parameters: Parameters) -> Arranged:
    return _told(caller, recipientEndpoint=parameters[CALLBACK])


def _endpoint(caller: Caller, parameters: Parameters) -> Arranged:
    _register(caller, parameters)
    return _told(caller)


def _register(caller: Caller, parameters: Parameters) -> None:
    if url := parameters[CALLBACK]:
        given(caller.send(calls.registration(caller, url)), succeeded)


def _ordered(caller: Caller, order: str, **values: object) -> Arranged:
    names = dict.fromkeys(("orderId", "merchantOrderId", "chargeId"), order)
    return _told(caller, **{**names, **values})


STATES: Mapping[str, State] = {
    "a merchant": State(_merchant),
    "a QR": State(_qr, defaults=AMOUNT),
    "a charged QR": State(_charged, PAYS, {**AMOUNT, **CALLING}),
    "a cancelled QR": State(_cancelled, defaults=AMOUNT),
    "an expired QR": State(_expired, CLOCK, AMOUNT),
    "a charge that is refunded in full": State(_refunded_in_full, PAYS, AMOUNT),
    "a refund": State(_refund, PAYS, {**AMOUNT, **CALLING}),
    "an endpoint": State(_endpoint, CALLED, CALLING),
    "an address for notifications": State(_address, CALLED, CALLING),
    f"refunds are read at {PATH}": State(_read_at_charge, PAYS),
    "wrong credentials": State(_wrong, REFUSED),
    "an expired signature": State(_expired_signature, REFUSED),
    "no credentials": State(_none),
}

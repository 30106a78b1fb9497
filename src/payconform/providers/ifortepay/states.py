"""
The states that consumers' contracts with iFortepay stand on.
"""

from collections.abc import Mapping
from typing import Any

from payconform.checks import given
from payconform.model import Call, Caller, unsigned
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import succeeded
from payconform.providers.ifortepay.forging import with_keys
from payconform.states import CALLBACK, Arranged, State

Parameters = Mapping[str, Any]

PAYS = frozenset({"simulate_payment"})
CLOCK = frozenset({"control_clock"})
REFUSED = frozenset({"bad_credentials"})
IDS = ("transaction_id", "external_id", "order_id")
QR: Parameters = {"payment_channel": calls.CHANNEL, "amount": calls.AMOUNT}
CALLING: Parameters = {CALLBACK: ""}
DANA: Parameters = {"payment_channel": "DANA"}
NEVER_ISSUED = "never issued either"


def _told(caller: Caller, **values: object) -> Arranged:
    """
    What every state tells besides its ids: what a new QR would be asked for with.
    """
    terms = {
        "external_id": caller.fresh("ext"),
        "order_id": caller.fresh("order"),
        "expired_time": calls.ahead(caller, calls.LIFE),
    }
    return Arranged(values, {name: one for name, one in terms.items() if name not in values})


def _merchant(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return _told(caller)


def _wrong_secret(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return Arranged(signer=with_keys(caller, secret_unbound_id=NEVER_ISSUED))


def _wrong_key(caller: Caller, parameters: Parameters) -> Arranged:
    del parameters
    return Arranged(signer=with_keys(caller, hash_key=NEVER_ISSUED))


def _none(caller: Caller, parameters: Parameters) -> Arranged:
    del caller, parameters
    return Arranged(signer=unsigned)


def _qr(caller: Caller, parameters: Parameters) -> Arranged:
    return _named(caller, _new(caller, parameters))


def _paid(caller: Caller, parameters: Parameters) -> Arranged:
    return _named(caller, calls.charged(caller, _new(caller, parameters)))


def _cancelled(caller: Caller, parameters: Parameters) -> Arranged:
    named = _new(caller, parameters)
    return _after(caller, calls.cancel(named), named)


def _expired(caller: Caller, parameters: Parameters) -> Arranged:
    named = _new(caller, parameters)
    caller.wait(calls.LIFE + 1)
    return _named(caller, named)


def _link(caller: Caller, parameters: Parameters) -> Arranged:
    return _named(caller, calls.linked(caller, parameters["payment_channel"]))


def _paid_link(caller: Caller, parameters: Parameters) -> Arranged:
    return _named(caller, _charged_link(caller, parameters))


def _voided(caller: Caller, parameters: Parameters) -> Arranged:
    named = _charged_link(caller, parameters)
    return _after(caller, calls.void(named), named)


def _new(caller: Caller, parameters: Parameters) -> dict[str, Any]:
    members = {
        "payment_channel": parameters["payment_channel"],
        "payment_details.amount": parameters["amount"],
    }
    called = {"callback_url": parameters[CALLBACK]} if parameters.get(CALLBACK) else {}
    return calls.new(caller, {**members, **called})


def _charged_link(caller: Caller, parameters: Parameters) -> dict[str, Any]:
    return calls.charged(caller, calls.linked(caller, parameters["payment_channel"]))


def _after(caller: Caller, call: Call, named: Mapping[str, Any]) -> Arranged:
    given(caller.send(call), succeeded)
    return _named(caller, named)


def _named(caller: Caller, named: Mapping[str, Any]) -> Arranged:
    return _told(caller, **{name: named[name] for name in IDS})


STATES: Mapping[str, State] = {
    "a merchant": State(_merchant),
    "a QR": State(_qr, defaults=QR),
    "a paid QR": State(_paid, PAYS, {**QR, **CALLING}),
    "a cancelled QR": State(_cancelled, defaults=QR),
    "an expired QR": State(_expired, CLOCK, {**QR, **CALLING}),
    "a payment link": State(_link, PAYS, {"payment_channel": "SHOPEEPAY"}),
    "a paid payment link": State(_paid_link, PAYS, DANA),
    "a voided payment": State(_voided, PAYS, DANA),
    "wrong credentials": State(_wrong_secret, REFUSED),
    "a wrong hash key": State(_wrong_key, REFUSED),
    "no credentials": State(_none),
}

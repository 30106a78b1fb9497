"""
The states of MobilePay's contracts that only change who asks, and with which headers.
"""

from collections.abc import Mapping
from typing import Any

from payconform.checks import at, given, member_matches
from payconform.model import Caller, Request, Signer
from payconform.providers.mobilepay import bearer, calls
from payconform.providers.mobilepay.checks import succeeded
from payconform.providers.mobilepay.forging import doubled, instead, without
from payconform.states import Arranged, Place, State

Parameters = Mapping[str, Any]

CLOCK = frozenset({"control_clock"})
REFUSED = frozenset({"bad_credentials"})
SEVERAL = frozenset({"several_merchants"})
PROOF = "authorization"
HEADER: Parameters = {"name": calls.VERSION}


def _wrong(place: Place, parameters: Parameters) -> Arranged:
    """
    A token that nobody issued, and in a request for one a secret that is not the client's.
    """
    del parameters
    stranger = instead(place, PROOF, f"Bearer {bearer.NEVER_ISSUED}")
    client, secret = place.credentials["client_id"], calls.guid(place)

    def sign(request: Request) -> Request:
        asks = request.target == bearer.TOKEN_PATH
        return bearer.basic(request, client, secret) if asks else stranger(request)

    return Arranged(signer=sign)


def _none(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    return Arranged(signer=without(place, PROOF))


def _expired(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    lifetime = member_matches("expires_in", int, "[0-9]+")
    issued = given(place.send(calls.token()), succeeded, lifetime)
    place.wait(float(str(at(issued, "expires_in"))) + 1)
    return Arranged(signer=_bearing(place, str(at(issued, "access_token"))))


def _misled(place: Place, parameters: Parameters) -> Arranged:
    return Arranged(signer=_bearing(place, _token(place, merchant_vat=parameters["merchant_vat"])))


def _another(place: Place, parameters: Parameters) -> Arranged:
    del parameters
    return Arranged(signer=instead(place, calls.VAT, place.credentials["other_merchant_vat"]))


def _left_out(place: Place, parameters: Parameters) -> Arranged:
    return Arranged(signer=without(place, parameters["name"]))


def _twice(place: Place, parameters: Parameters) -> Arranged:
    name = parameters["name"]

    def sign(request: Request) -> Request:
        value = place.sign(request).header(name) or ""
        return doubled(place, name, value, value)(request)

    return Arranged(signer=sign)


def _other(place: Place, parameters: Parameters) -> Arranged:
    return Arranged(signer=instead(place, parameters["name"], parameters["value"]))


def _bearing(place: Place, token: str) -> Signer:
    return instead(place, PROOF, f"Bearer {token}")


def _token(caller: Caller, **form: str) -> str:
    return str(at(given(caller.send(calls.token(**form)), succeeded), "access_token"))


STATES: Mapping[str, State] = {
    "wrong credentials": State(_wrong, REFUSED),
    "no credentials": State(_none),
    "an expired token": State(_expired, CLOCK),
    "a token with an invalid merchant": State(_misled, defaults={"merchant_vat": "DK-1234"}),
    "another merchant of the integrator": State(_another, SEVERAL),
    "a header left out": State(_left_out, defaults=HEADER),
    "a header sent twice": State(_twice, defaults=HEADER),
    "a header with another value": State(_other, defaults={**HEADER, "value": ""}),
}

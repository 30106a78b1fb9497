"""
Mini: a signature stands for one request, byte for byte.
"""

from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import require, status
from payconform.model import Call, Request, Signer
from payconform.target import Target

BODY = b'{"amount": 500, "currency": "EUR"}'
ALTERED = {
    "another digit": b'{"amount": 501, "currency": "EUR"}',
    "a space more": b'{"amount": 500, "currency": "EUR"} ',
    "members reordered": b'{"currency": "EUR", "amount": 500}',
    "taken away": b"",
}
ODD = {
    "white space": b'\r\n{ "amount" :\t500,\n\n"currency":"EUR" }\n ',
    "letters outside ASCII": '{"amount": 500, "currency": "EUR", "note": "Café ☕ 𝄞"}'.encode(),
    "escaped letters": rb'{"amount": 500, "currency": "\u0045UR", "note": "Caf\u00e9 \/"}',
    "half a surrogate pair": rb'{"amount": 500, "currency": "EUR", "note": "\ud800"}',
    "a member twice": b'{"amount": 1, "amount": 500, "currency": "EUR"}',
    "not UTF-8": b'{"amount": 500, "currency": "EUR", "note": "Caf\xe9"}',
    "a zero byte": b"\x00",
    "empty": b"",
}


def signed_over(merchant: Target, /, **parts: Any) -> Signer:
    """
    The merchant's signature over other parts than those that are sent.
    """
    sign = merchant.slice.profile.identity(merchant)

    def misled(request: Request) -> Request:
        return replace(request, headers=sign(replace(request, **parts)).headers)

    return misled


@pytest.mark.rule("MINI-AUTH-04")
@pytest.mark.parametrize("body", ALTERED.values(), ids=ALTERED)
def test_a_body_altered_after_signing_is_refused(target: Target, body: bytes) -> None:
    call = Call("createCharge", body=body)
    require(target.send(call, signed_over(target, body=BODY)), status(401))


@pytest.mark.rule("MINI-AUTH-05")
@pytest.mark.parametrize("operation", ["getCharge", "cancelCharge"])
@pytest.mark.parametrize("other", ["/charges/another", "/charges"])
def test_a_signature_for_another_target_is_refused(
    target: Target, operation: str, other: str
) -> None:
    call = target.slice.profile.valid(operation, target)
    require(target.send(call, signed_over(target, target=other)), status(401))


@pytest.mark.rule("MINI-AUTH-06")
@pytest.mark.parametrize("operation", ["createCharge", "cancelCharge"])
@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_an_odd_body_is_authentic(target: Target, operation: str, body: bytes) -> None:
    call = target.slice.profile.valid(operation, target)
    require(target.send(replace(call, body=body)), status(200, 201, 400))

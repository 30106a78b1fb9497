"""
iFortepay: whoever proves something else, or nothing, is refused at every operation.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import given, require
from payconform.model import Call, Request, Signer, unsigned
from payconform.providers.ifortepay import calls, forging, signing
from payconform.providers.ifortepay.checks import code, refused, stands, succeeded
from payconform.target import Target

WALLET = ("voidPayment", "cancelPayment")
NEVER_ISSUED = "IFP0000000000"

bad = pytest.mark.needs("bad_credentials")


def of(*operations: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        "operation",
        [
            pytest.param(one, marks=pytest.mark.needs("simulate_payment") if one in WALLET else ())
            for one in operations
        ],
    )


QRS = of("createQr", "inquire", "cancelQr")
EVERY = of("createQr", "inquire", "cancelQr", *WALLET)


def valid(target: Target, operation: str) -> Call:
    return calls.valid(operation, target)


def another(text: str) -> str:
    """
    A text of the same form, but another.
    """
    return f"{text[:-1]}{'1' if text[-1] == '0' else '0'}"


@pytest.mark.rule("IFORTEPAY-AUTH-01")
@bad
@EVERY
def test_a_call_without_authorization_is_refused(target: Target, operation: str) -> None:
    call = valid(target, operation)
    require(target.send(call, forging.lacking(target, signing.AUTHORIZATION)), refused)
    require(target.send(call, unsigned), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-02")
@bad
@EVERY
def test_another_secret_is_refused(target: Target, operation: str) -> None:
    secret = forging.unrelated(target.credentials["secret_unbound_id"])
    other = forging.with_keys(target, secret_unbound_id=secret)
    require(target.send(valid(target, operation), other), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-03")
@bad
@EVERY
def test_a_merchant_nobody_knows_is_refused(target: Target, operation: str) -> None:
    other = forging.with_keys(target, merchant_id=NEVER_ISSUED)
    require(target.send(valid(target, operation), other), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-04")
@bad
@EVERY
def test_a_call_without_signature_is_refused(target: Target, operation: str) -> None:
    bare = forging.lacking(target, signing.SIGNATURE)
    require(target.send(valid(target, operation), bare), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-05")
@bad
@EVERY
def test_another_hash_key_is_refused(target: Target, operation: str) -> None:
    other = forging.with_keys(target, hash_key=forging.unrelated(target.credentials["hash_key"]))
    require(target.send(valid(target, operation), other), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-05")
@pytest.mark.needs("second_merchant")
@QRS
def test_the_hash_key_of_another_merchant_is_refused(target: Target, operation: str) -> None:
    other = forging.with_keys(target, hash_key=target.second().credentials["hash_key"])
    require(target.send(valid(target, operation), other), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-06")
@bad
@EVERY
@pytest.mark.parametrize("made", [forging.hmac_of_all, forging.hmac_of_ids])
def test_an_hmac_is_refused(target: Target, operation: str, made: forging.Forge) -> None:
    signer = forging.with_signature(target, made)
    require(target.send(valid(target, operation), signer), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-07")
@bad
@EVERY
def test_swapped_ids_are_refused(target: Target, operation: str) -> None:
    signer = forging.with_signature(target, forging.swapped)
    require(target.send(valid(target, operation), signer), refused)


OTHERS: dict[str, forging.Forge] = {
    "another external_id": lambda key, one, two: signing.sign(key, another(one), two).value,
    "another order_id": lambda key, one, two: signing.sign(key, one, another(two)).value,
    "external_id alone": lambda key, one, two: signing.sign(key, one, "").value,
    "order_id alone": lambda key, one, two: signing.sign(key, "", two).value,
    "no ids": lambda key, one, two: signing.sign(key, "", "").value,
}


@pytest.mark.rule("IFORTEPAY-AUTH-08")
@bad
@EVERY
@pytest.mark.parametrize("over", OTHERS)
def test_the_signature_of_other_ids_is_refused(target: Target, operation: str, over: str) -> None:
    signer = forging.with_signature(target, OTHERS[over])
    require(target.send(valid(target, operation), signer), refused)


CUT: dict[str, Callable[[str], str]] = {
    "empty": lambda proof: "",
    "half of it": lambda proof: proof[:32],
    "one character short": lambda proof: proof[:-1],
    "more behind it": lambda proof: f"{proof}0",
    "zeros": lambda proof: "0" * len(proof),
    "another last character": another,
}


@pytest.mark.rule("IFORTEPAY-AUTH-09")
@bad
@EVERY
@pytest.mark.parametrize("form", CUT)
def test_a_signature_that_is_not_whole_is_refused(
    target: Target, operation: str, form: str
) -> None:
    signer = forging.with_signature(
        target, lambda key, one, two: CUT[form](signing.sign(key, one, two).value)
    )
    require(target.send(valid(target, operation), signer), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-10")
@bad
@EVERY
@pytest.mark.parametrize("form", forging.malformed({"merchant_id": "", "secret_unbound_id": ""}))
def test_a_malformed_authorization_is_refused(target: Target, operation: str, form: str) -> None:
    told = forging.malformed(target.credentials)[form]
    signer = forging.with_header(target, signing.AUTHORIZATION, told)
    require(target.send(valid(target, operation), signer), refused)


def for_sub_merchant(target: Target, operation: str, acting: Signer) -> Call:
    """
    A call for a sub-merchant, about a QR of its own.
    """
    if operation == "createQr":
        return calls.ask(target)
    named = calls.naming(given(target.send(calls.ask(target), acting), succeeded))
    return calls.inquiry(named) if operation == "inquire" else calls.cancel(named)


@pytest.mark.rule("IFORTEPAY-AUTH-11")
@bad
@QRS
def test_the_retired_pair_is_refused(target: Target, operation: str) -> None:
    retired = signing.authorization(*forging.own(target, "api_key", "secret_key"))
    signer = forging.with_header(target, signing.AUTHORIZATION, retired)
    require(target.send(valid(target, operation), signer), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-12")
@QRS
@pytest.mark.parametrize("write", [str.upper, str.lower, str.title])
def test_headers_in_another_letter_case_are_read(
    target: Target, operation: str, write: Callable[[str], str]
) -> None:
    def rewritten(request: Request) -> Request:
        return replace(
            request, headers=tuple((write(name), told) for name, told in request.headers)
        )

    signer = forging.changed(target, rewritten)
    require(target.send(valid(target, operation), signer), succeeded)


@pytest.mark.rule("IFORTEPAY-AUTH-13")
@QRS
def test_the_key_of_the_sub_merchant_signs_for_it(target: Target, operation: str) -> None:
    sub, key = forging.own(target, "sub_merchant", "sub_hash_key")
    acting = forging.acting(target, sub, key)
    require(target.send(for_sub_merchant(target, operation, acting), acting), succeeded)


@pytest.mark.rule("IFORTEPAY-AUTH-14")
@bad
@QRS
def test_the_main_key_does_not_sign_for_a_sub_merchant(target: Target, operation: str) -> None:
    sub, key = forging.own(target, "sub_merchant", "sub_hash_key")
    call = for_sub_merchant(target, operation, forging.acting(target, sub, key))
    signer = forging.acting(target, sub, target.credentials["hash_key"])
    require(target.send(call, signer), refused)


@pytest.mark.rule("IFORTEPAY-AUTH-15")
@bad
@QRS
def test_wrong_credentials_are_told(target: Target, operation: str) -> None:
    call = valid(target, operation)
    secret = forging.unrelated(target.credentials["secret_unbound_id"])
    for keys in ({"secret_unbound_id": secret}, {"merchant_id": NEVER_ISSUED}):
        require(target.send(call, forging.with_keys(target, **keys)), code("04"))


@pytest.mark.rule("IFORTEPAY-AUTH-16")
@bad
@QRS
def test_a_wrong_signature_is_told(target: Target, operation: str) -> None:
    other = forging.with_keys(target, hash_key=forging.unrelated(target.credentials["hash_key"]))
    require(target.send(valid(target, operation), other), code("99"))


@pytest.mark.rule("IFORTEPAY-AUTH-17")
@pytest.mark.needs("second_merchant")
def test_another_merchants_qr_stays_as_it_was(target: Target) -> None:
    second = target.second()
    theirs: dict[str, Any] = calls.new(second)
    require(target.send(calls.cancel(theirs)), refused)
    after = given(second.send(calls.inquiry(theirs)), succeeded)
    require(after, stands("ACTIVE", "REQUEST"))

"""
MobilePay: tokens, and what they are good for.
"""

import pytest

from payconform.checks import at, given, member_matches, require, status
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.calls import CLIENT, VAT
from payconform.providers.mobilepay.checks import fate, no_body, refused_with, succeeded
from payconform.providers.mobilepay.forging import bearing, without
from payconform.providers.mobilepay.profile import wrong_secret
from payconform.stories import Record
from payconform.target import Target

LEEWAY = 600  # seconds; clocks may differ


def token_for(target: Target, **form: str) -> str:
    return str(at(given(target.send(calls.token(**form)), succeeded), "access_token"))


@pytest.mark.rule("MOBILEPAY-AUTH-01")
def test_client_and_secret_obtain_a_token(target: Target) -> None:
    require(target.send(calls.token()), succeeded, member_matches("access_token", str, ".+"))


@pytest.mark.rule("MOBILEPAY-AUTH-02")
def test_the_token_is_a_bearer_token(target: Target) -> None:
    require(
        given(target.send(calls.token()), status(200)),
        member_matches("token_type", str, "(?i:Bearer)", "Bearer"),
    )


@pytest.mark.rule("MOBILEPAY-AUTH-03")
def test_the_lifetime_is_a_number_of_seconds(target: Target) -> None:
    issued = given(target.send(calls.token()), status(200))
    require(issued, member_matches("expires_in", int, "[1-9][0-9]*"))


@pytest.mark.rule("MOBILEPAY-AUTH-04")
@pytest.mark.needs("bad_credentials")
def test_a_wrong_secret_is_refused(target: Target) -> None:
    call, _ = wrong_secret("obtainToken", target)
    require(target.send(call), status(401))


@pytest.mark.rule("MOBILEPAY-AUTH-07")
@pytest.mark.needs("control_clock")
def test_an_expired_token_is_refused(target: Target) -> None:
    issued = given(target.send(calls.token()), succeeded)
    lifetime, vat = at(issued, "expires_in"), target.credentials["merchant_vat"]
    target.advance(float(lifetime) + LEEWAY)
    signer = bearing(target.credentials["client_id"], str(at(issued, "access_token")), vat)
    require(target.send(calls.stores(target), signer), status(401))


@pytest.mark.rule("MOBILEPAY-AUTH-08")
@pytest.mark.needs("bad_credentials")
def test_a_401_has_no_body(target: Target) -> None:
    answer = target.send(calls.stores(target), target.slice.profile.stranger)
    given(answer, status(401))
    require(answer, no_body)


@pytest.mark.rule("MOBILEPAY-AUTH-09")
def test_a_claim_without_the_vat_header(target: Target, record: Record) -> None:
    token = token_for(target, merchant_vat=target.credentials["merchant_vat"])
    answer = target.send(calls.stores(target), bearing(target.credentials["client_id"], token))
    record("not needed" if succeeded(answer) is None else f"refused with {at(answer, 'code')}")


@pytest.mark.rule("MOBILEPAY-AUTH-10")
def test_neither_claim_nor_vat_header(target: Target) -> None:
    answer = target.send(calls.stores(target), without(target, VAT))
    require(answer, refused_with(400, "1151"))


@pytest.mark.rule("MOBILEPAY-AUTH-18")
def test_an_invalid_claim_is_refused(target: Target) -> None:
    token = token_for(target, merchant_vat="DK-1234")
    known = target.credentials
    signer = bearing(known["client_id"], token, known["merchant_vat"])
    answer = target.send(calls.stores(target), signer)
    require(answer, refused_with(400, "1182"))


@pytest.mark.rule("MOBILEPAY-AUTH-19")
def test_a_call_without_a_client_id_header(target: Target, record: Record) -> None:
    answer = target.send(calls.stores(target), without(target, CLIENT))
    record("not needed" if succeeded(answer) is None else "refused")


@pytest.mark.rule("MOBILEPAY-AUTH-20")
@pytest.mark.needs("several_merchants")
def test_a_vat_header_that_differs_from_the_claim(target: Target, record: Record) -> None:
    known = target.credentials
    token = token_for(target, merchant_vat=known["merchant_vat"])
    differs = bearing(known["client_id"], token, known["other_merchant_vat"])
    record(
        "the claim decides"
        if fate(target.send(calls.stores(target), differs)) == "accepted"
        else "refused"
    )

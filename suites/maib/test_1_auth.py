"""
maib: obtaining a token, and what it is good for.
"""

from collections.abc import Callable

import pytest

from payconform.checks import at, given, member, require, status
from payconform.model import Call, Caller, Exchange, unsigned
from payconform.providers.maib import forms
from payconform.providers.maib.bearer import NEVER_ISSUED, with_token
from payconform.providers.maib.calls import bare_hybrid, extended, made, unknown_id
from payconform.providers.maib.checks import code, error_envelope, outcome, refused, succeeded
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target


@pytest.mark.rule("MAIB-AUTH-01")
def test_valid_credentials_obtain_a_token(maib: Maib) -> None:
    require(maib.obtain_token(), succeeded, forms.TOKEN)


@pytest.mark.rule("MAIB-AUTH-02")
def test_the_token_type_is_bearer(maib: Maib) -> None:
    require(given(maib.obtain_token(), status(200)), forms.TOKEN_TYPE)


@pytest.mark.rule("MAIB-AUTH-03")
def test_the_lifetime_is_in_whole_seconds(maib: Maib) -> None:
    require(given(maib.obtain_token(), status(200)), forms.LIFETIME)


@pytest.mark.rule("MAIB-AUTH-04")
@pytest.mark.needs("bad_credentials")
def test_a_wrong_secret_is_refused(maib: Maib) -> None:
    wrong = "00000000-0000-4000-8000-000000000000"
    require(maib.obtain_token(clientSecret=wrong), status(401), code("11000"))


@pytest.mark.rule("MAIB-AUTH-05")
@pytest.mark.parametrize("missing", ["clientId", "clientSecret"])
def test_a_token_request_without_credentials_is_refused(maib: Maib, missing: str) -> None:
    require(maib.obtain_token(**{missing: ...}), refused, code("12007"))  # no status is documented


@pytest.mark.rule("MAIB-AUTH-08")
@pytest.mark.needs("control_clock")
def test_an_expired_token_is_refused(target: Target, maib: Maib, qr: str) -> None:
    issued = given(maib.obtain_token(), status(200))
    token, lifetime = (
        str(at(issued, "result.accessToken")),
        float(str(at(issued, "result.expiresIn"))),
    )
    call = Call("getQr", path={"qrId": qr})
    given(target.send(call, lambda request: with_token(request, token)), status(200))
    target.advance(lifetime + 1)
    require(target.send(call, lambda request: with_token(request, token)), status(401))


@pytest.mark.rule("MAIB-AUTH-09")
@pytest.mark.needs("control_clock")
def test_a_new_token_works_after_the_first_expired(target: Target, maib: Maib) -> None:
    issued = given(maib.obtain_token(), status(200))
    target.advance(float(str(at(issued, "result.expiresIn"))) + 1)
    renewed = require(maib.obtain_token(), succeeded)
    token = str(at(renewed, "result.accessToken"))
    call = Call("getQr", path={"qrId": unknown_id(target)})
    answer = target.send(call, lambda request: with_token(request, token))
    require(answer, status(404))  # authentic: what is refused is the id (MAIB-READ-05)


@pytest.mark.rule("MAIB-AUTH-10")
@pytest.mark.needs("second_merchant")
@pytest.mark.parametrize(
    ("make", "attempt"),
    [
        pytest.param(lambda caller: made(caller, bare_hybrid(caller)), Maib.extend, id="extend"),
        pytest.param(extended, Maib.cancel_extension, id="cancel the extension"),
    ],
)
def test_a_foreign_hybrid_qr_stays_as_it_was(
    target: Target,
    maib: Maib,
    make: Callable[[Caller], str],
    attempt: Callable[[Maib, str], Exchange],
) -> None:
    second = target.second()
    owner, theirs = Maib(second), make(second)
    before = at(given(owner.read(theirs), succeeded), "result")
    require(attempt(maib, theirs), refused)
    require(owner.read(theirs), succeeded, member("result", before))


@pytest.mark.rule("MAIB-AUTH-10")
@pytest.mark.needs("second_merchant", "simulate_payment")
def test_a_foreign_payment_stays_as_it_was(target: Target, maib: Maib) -> None:
    owner = Maib(target.second())
    theirs = owner.payment(owner.create())
    before = at(given(owner.read_payment(theirs), succeeded), "result")
    require(maib.refund(theirs), refused)
    require(owner.read_payment(theirs), succeeded, member("result", before))


@pytest.mark.rule("MAIB-AUTH-11")
def test_the_token_has_the_form_of_a_jwt(maib: Maib) -> None:
    require(given(maib.obtain_token(), status(200)), forms.JWT)


@pytest.mark.rule("MAIB-AUTH-12")
def test_an_older_token_beside_a_newer_one(
    target: Target, maib: Maib, qr: str, record: Record
) -> None:
    older = str(at(given(maib.obtain_token(), succeeded), "result.accessToken"))
    given(maib.obtain_token(), succeeded)
    answer = target.send(
        Call("getQr", path={"qrId": qr}), lambda request: with_token(request, older)
    )
    given(answer, status(200, 401))
    works = succeeded(answer) is None
    record("both tokens work" if works else "the older token is refused")


@pytest.mark.rule("MAIB-AUTH-13")
@pytest.mark.parametrize(
    "token",
    [
        pytest.param("", id="missing"),
        pytest.param(NEVER_ISSUED, id="unknown", marks=pytest.mark.needs("bad_credentials")),
    ],
)
def test_the_body_of_a_401(target: Target, maib: Maib, qr: str, token: str, record: Record) -> None:
    signer = (lambda request: with_token(request, token)) if token else unsigned
    answer = given(target.send(Call("getQr", path={"qrId": qr}), signer), status(401))
    assert answer.response is not None
    if not answer.response.body:
        record("an empty body")
    else:
        record("another body" if error_envelope(answer) else "the error envelope")


@pytest.mark.rule("MAIB-AUTH-14")
def test_how_long_a_token_lives(maib: Maib, record: Record) -> None:
    answer = given(maib.obtain_token(), status(200))
    record(f"{at(answer, 'result.expiresIn')} seconds")


@pytest.mark.rule("MAIB-AUTH-15")
def test_the_status_of_a_token_request_without_credentials(maib: Maib, record: Record) -> None:
    answer = maib.obtain_token(clientId=..., clientSecret=...)
    assert answer.response is not None
    record(outcome(answer))


@pytest.mark.rule("MAIB-AUTH-16")
@pytest.mark.needs("bad_credentials")
def test_an_unknown_client_is_refused(target: Target, maib: Maib) -> None:
    require(maib.obtain_token(clientId=unknown_id(target)), status(401), code("11000"))

"""
maib: the form of successes and refusals.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import at, given, require, status
from payconform.model import Call, Exchange
from payconform.providers.maib.checks import error_code, error_envelope, json_success, refused
from payconform.providers.maib.profile import in_future, unknown_id
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

REFUSALS: dict[str, Callable[[Target, Maib], Exchange]] = {
    "wrong secret": lambda target, maib: maib.obtain_token(clientSecret=unknown_id(target)),
    "unknown QR read": lambda target, maib: maib.read(unknown_id(target)),
    "unknown QR cancelled": lambda target, maib: maib.cancel(unknown_id(target)),
    "no reason": lambda target, maib: maib.cancel(maib.create(), {}),
    "no currency": lambda target, maib: maib.ask(currency=...),
}
SUCCESSES: dict[str, Callable[[Maib], Exchange]] = {
    "token": lambda maib: maib.obtain_token(),
    "create": lambda maib: maib.ask(),
    "read": lambda maib: maib.read(maib.create()),
    "cancel": lambda maib: maib.cancel(maib.create()),
}


@pytest.mark.rule("MAIB-ERROR-01")
@pytest.mark.parametrize("case", REFUSALS)
def test_a_refusal_has_the_error_envelope(target: Target, maib: Maib, case: str) -> None:
    require(given(REFUSALS[case](target, maib), refused), error_envelope)


@pytest.mark.rule("MAIB-ERROR-02")
@pytest.mark.parametrize("case", SUCCESSES)
def test_a_success_has_the_success_envelope(maib: Maib, case: str) -> None:
    require(given(SUCCESSES[case](maib), status(200)), json_success)


@pytest.mark.rule("MAIB-ERROR-06")
@pytest.mark.parametrize(("operation", "verb"), [("createQr", "PATCH"), ("cancelQr", "GET")])
def test_a_wrong_verb_is_refused(target: Target, qr: str, operation: str, verb: str) -> None:
    path = {"qrId": qr} if operation == "cancelQr" else {}
    require(target.send(Call(operation, path=path, method=verb)), status(405))


@pytest.mark.rule("MAIB-ERROR-07")
@pytest.mark.parametrize("operation", ["createQr", "cancelQr"])
def test_a_body_declared_as_text_is_refused(target: Target, operation: str) -> None:
    call = target.slice.profile.valid(operation, target)
    as_text = replace(call, headers={"Content-Type": "text/plain"})
    require(target.send(as_text), status(415))


@pytest.mark.rule("MAIB-ERROR-08")
def test_how_an_error_code_is_written(target: Target, maib: Maib, record: Record) -> None:
    written = at(maib.cancel(unknown_id(target)), "errors.0.errorCode")
    known = {"13000": "the bare number", "maib.merchant.payments-13000": "the full name"}
    record(known.get(str(written), "another form"))


@pytest.mark.rule("MAIB-ERROR-09")
def test_the_status_of_a_validation_failure(maib: Maib, record: Record) -> None:
    answer = given(maib.ask(description=...), refused)
    assert answer.response is not None
    record(str(answer.response.status))


@pytest.mark.rule("MAIB-ERROR-10")
def test_the_code_for_an_expiry_in_the_past(target: Target, maib: Maib, record: Record) -> None:
    answer = given(maib.ask(expiresAt=in_future(target, hours=-1)), refused)
    record(error_code(answer) or "no code")

"""
maib: the form of successes and refusals.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import at, given, require, status
from payconform.errors import NotOffered
from payconform.model import Call, Check, Exchange, Mismatch
from payconform.providers.maib.bearer import with_token
from payconform.providers.maib.calls import in_future, unknown_id
from payconform.providers.maib.checks import (
    error_code,
    error_envelope,
    json_success,
    refused,
    succeeded,
)
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

Step = Callable[[Target, Maib], Exchange]


def case(name: str, step: Step, *needs: str) -> object:
    return pytest.param(step, marks=pytest.mark.needs(*needs), id=name)


REFUSALS = [
    case(
        "wrong secret",
        lambda target, maib: maib.obtain_token(clientSecret=unknown_id(target)),
        "bad_credentials",
    ),
    case("no currency", lambda target, maib: maib.ask(currency=...)),
    case("no currency of a Hybrid", lambda target, maib: maib.ask_hybrid(currency=...)),
    case("unknown QR extended", lambda target, maib: maib.extend(unknown_id(target))),
    case("unknown QR read", lambda target, maib: maib.read(unknown_id(target))),
    case("unknown QR cancelled", lambda target, maib: maib.cancel(unknown_id(target))),
    case("no reason", lambda target, maib: maib.cancel(maib.create(), {})),
    case("unknown extension", lambda target, maib: maib.cancel_extension(unknown_id(target))),
    case("QRs by colour", lambda target, maib: maib.list_qrs(sortBy="colour")),
    case("payments by colour", lambda target, maib: maib.list_payments(sortBy="colour")),
    case("unknown QR paid", lambda target, maib: maib.pay(unknown_id(target)), "simulate_payment"),
    case(
        "refund without reason",
        lambda target, maib: maib.refund(maib.payment(maib.create()), reason=...),
        "simulate_payment",
    ),
]
WITH_A_BODY = [
    "createQr",
    "createHybridQr",
    "createExtension",
    "cancelQr",
    "cancelExtension",
    pytest.param("payTest", marks=pytest.mark.needs("simulate_payment")),
]
OPERATIONS = [
    "obtainToken",
    *WITH_A_BODY,
    "listQrs",
    "getQr",
    "listPayments",
    *(
        pytest.param(operation, marks=pytest.mark.needs("simulate_payment"))
        for operation in ("getPayment", "refundPayment")  # the refund path that is served
    ),
]


def allows(verbs: set[str]) -> Check:
    """
    The Allow header names these verbs.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        said = (exchange.response and exchange.response.header("allow")) or "no Allow"
        told = {verb.strip() for verb in said.split(",")}
        return None if verbs <= told else Mismatch(f"Allow: {', '.join(sorted(verbs))}", said)

    return check


@pytest.mark.rule("MAIB-ERROR-01")
@pytest.mark.parametrize("step", REFUSALS)
def test_a_refusal_has_the_error_envelope(target: Target, maib: Maib, step: Step) -> None:
    require(given(step(target, maib), refused), error_envelope)


@pytest.mark.rule("MAIB-ERROR-02")
@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_success_has_the_success_envelope(target: Target, operation: str) -> None:
    call = target.slice.profile.valid(operation, target)
    require(given(target.send(call), status(200)), json_success)


@pytest.mark.rule("MAIB-ERROR-06")
@pytest.mark.parametrize("operation", WITH_A_BODY)
def test_a_wrong_verb_is_refused(target: Target, operation: str) -> None:
    call = Call(operation, path={"qrId": unknown_id(target)}, method="PATCH")
    require(target.send(call), status(405))


@pytest.mark.rule("MAIB-ERROR-07")
@pytest.mark.parametrize("operation", WITH_A_BODY)
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


@pytest.mark.rule("MAIB-ERROR-14")
@pytest.mark.parametrize("operation", ["createQr", "cancelQr"])
def test_a_wrong_verb_is_told_the_right_ones(target: Target, operation: str) -> None:
    operations = target.slice.document.operations
    path = operations[operation].path
    verbs = {known.method for known in operations.values() if known.path == path}
    call = Call(operation, path={"qrId": unknown_id(target)}, method="PATCH")
    answer = given(target.send(call))
    if status(405)(answer):
        raise NotOffered("a wrong verb is not answered with 405 (MAIB-ERROR-06)")
    require(answer, allows(verbs))


@pytest.mark.rule("MAIB-ERROR-15")
def test_an_unknown_path_is_not_found(target: Target, maib: Maib) -> None:
    token = str(at(given(maib.obtain_token(), succeeded), "result.accessToken"))
    call = Call("getQr", path={"qrId": unknown_id(target)})
    answer = target.send(
        call, lambda request: with_token(replace(request, target="/v2/mia/payconform"), token)
    )
    require(answer, status(404))

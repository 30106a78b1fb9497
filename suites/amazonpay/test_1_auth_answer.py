"""
Amazon Pay: answers prove who sent them.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from payconform.checks import given, require
from payconform.errors import Violation
from payconform.model import Call, Exchange, Mismatch
from payconform.providers.amazonpay import calls, signing
from payconform.providers.amazonpay.checks import (
    UUID,
    answer_signed,
    how_signed,
    refused,
    succeeded,
    verifies,
)
from payconform.stories import Record
from payconform.target import Target

OFF = 300  # seconds that two clocks may differ
PAYING = pytest.mark.needs("simulate_payment")
CALLED = pytest.mark.needs("receive_callbacks")
SIGNED_CALLS = [
    pytest.param("generateQr"),
    pytest.param("getStatus"),
    pytest.param("cancelQr"),
    pytest.param("refundCharge", marks=PAYING),
]
EVERY = [*SIGNED_CALLS, pytest.param("registerIpn", marks=CALLED)]


@pytest.mark.rule("AMAZONPAY-AUTH-20")
@pytest.mark.parametrize("operation", SIGNED_CALLS)
def test_an_answer_is_signed(target: Target, operation: str) -> None:
    answer = given(target.send(calls.valid(operation, target)), succeeded)
    require(answer, answer_signed(target.credentials))


OUTCOMES: dict[str, Callable[[Target, str], Call]] = {
    "a cancel with a refund": calls.cancel,
    "a cancel without one": lambda target, order: calls.cancel(
        target, order, cancelIntent=["CANCEL_TOKEN"]
    ),
    "a status": calls.status,
    "a refund of a part": lambda target, order: calls.refund(target, order, amount="0.50"),
}


@pytest.mark.rule("AMAZONPAY-AUTH-20")
@PAYING
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_an_answer_about_a_paid_qr_is_signed(target: Target, paid: str, outcome: str) -> None:
    answer = given(target.send(OUTCOMES[outcome](target, paid)), succeeded)
    require(answer, answer_signed(target.credentials))


def answered(target: Target, operation: str) -> Exchange:
    return given(target.send(calls.valid(operation, target)), succeeded)


def header(answer: Exchange, name: str) -> str:
    assert answer.response is not None
    return answer.response.header(name) or ""


@pytest.mark.rule("AMAZONPAY-AUTH-21")
@pytest.mark.parametrize("operation", EVERY)
def test_an_answer_has_an_id_of_its_own(target: Target, operation: str) -> None:
    first, second = answered(target, operation), answered(target, operation)
    ids = [header(one, signing.REQUEST_ID) for one in (first, second)]
    if not all(re.fullmatch(UUID, one) for one in ids) or ids[0] == ids[1]:
        told = Mismatch(f"a UUID as {signing.REQUEST_ID}, another each time", " and ".join(ids))
        raise Violation([told], second.id)


@pytest.mark.rule("AMAZONPAY-AUTH-22")
@pytest.mark.parametrize("operation", EVERY)
def test_an_answer_is_dated(target: Target, operation: str) -> None:
    answer = answered(target, operation)
    written = header(answer, signing.DATE)
    try:
        moment = datetime.strptime(written, signing.STAMP).replace(tzinfo=UTC)
        ahead = abs((moment - target.now()).total_seconds())
    except ValueError:
        ahead = float("inf")
    if ahead > OFF:
        raise Violation([Mismatch(f"the present as {signing.DATE}", written)], answer.id)


@pytest.mark.rule("AMAZONPAY-AUTH-40")
def test_the_signature_of_the_answer_to_a_get(target: Target, order: str, record: Record) -> None:
    answer = given(target.send(calls.status(target, order)), succeeded)
    require(answer, answer_signed(target.credentials))
    repeated = [reading for reading in signing.ANSWERS if reading.query_repeated]
    told = any(verifies(answer, target.credentials, reading) for reading in repeated)
    record("the query is repeated" if told else "the query is left out")


@pytest.mark.rule("AMAZONPAY-AUTH-41")
def test_whether_a_refusal_is_signed(target: Target, order: str, record: Record) -> None:
    answer = given(target.send(calls.cancel(target, order, merchantId="ANOTHER00000")), refused)
    record(how_signed(answer, target.credentials))


@pytest.mark.rule("AMAZONPAY-AUTH-42")
@CALLED
def test_whether_an_answer_without_a_body_is_signed(target: Target, record: Record) -> None:
    record(how_signed(answered(target, "registerIpn"), target.credentials))

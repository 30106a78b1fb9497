"""
iFortepay: cancelling a QR.
"""

from typing import Any

import pytest

from payconform.checks import given, member, require
from payconform.errors import Violation
from payconform.model import Mismatch
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import (
    CANCELED,
    coded_fate,
    fate,
    refused,
    stands,
    succeeded,
    told,
)
from payconform.stories import Record
from payconform.target import Target

PAYING = pytest.mark.needs("simulate_payment")
IDS = ("transaction_id", "external_id", "order_id")


@pytest.mark.rule("IFORTEPAY-CANCEL-01")
def test_a_live_qr_is_cancelled(target: Target, named: dict[str, Any]) -> None:
    require(target.send(calls.cancel(named)), succeeded, stands(*CANCELED))


@pytest.mark.rule("IFORTEPAY-CANCEL-02")
def test_the_answer_repeats_the_ids(target: Target, named: dict[str, Any]) -> None:
    answer = given(target.send(calls.cancel(named)), succeeded)
    require(answer, *(member(name, named[name]) for name in IDS))


@pytest.mark.rule("IFORTEPAY-CANCEL-03")
def test_the_answer_repeats_method_and_channel(target: Target, named: dict[str, Any]) -> None:
    answer = given(target.send(calls.cancel(named)), succeeded)
    channel = told("payment_channel", named["payment_channel"])
    require(answer, told("payment_method", "wallet"), channel)


@pytest.mark.rule("IFORTEPAY-CANCEL-04")
@PAYING
def test_a_cancelled_qr_is_not_paid(target: Target, named: dict[str, Any]) -> None:
    answer = given(target.send(calls.cancel(named)), succeeded)
    came = calls.pay(target, named)
    if came != "REFUSED":
        raise Violation([Mismatch("a payment that is refused", came)], answer.id)
    require(target.send(calls.inquiry(named)), stands(*CANCELED))


@pytest.mark.rule("IFORTEPAY-CANCEL-05")
@pytest.mark.parametrize("missing", calls.NAMES)
def test_a_cancel_without_a_member_is_refused(
    target: Target, named: dict[str, Any], missing: str
) -> None:
    require(target.send(calls.cancel(named, **{missing: ...})), refused)


@pytest.mark.rule("IFORTEPAY-CANCEL-06")
@pytest.mark.parametrize(
    ("name", "value"),
    [("payment_method", "card"), ("payment_channel", "OVO"), ("payment_channel", "DANA")],
)
def test_an_unlisted_value_is_refused(
    target: Target, named: dict[str, Any], name: str, value: str
) -> None:
    require(target.send(calls.cancel(named, **{name: value})), refused)


@pytest.mark.rule("IFORTEPAY-CANCEL-07")
def test_an_unknown_transaction_is_not_cancelled(target: Target) -> None:
    require(target.send(calls.cancel(calls.unknown(target))), refused)


@pytest.mark.rule("IFORTEPAY-CANCEL-08")
@pytest.mark.parametrize("channel", ["SHOPEEPAY", "NOBU"])
def test_a_qr_of_each_channel_is_cancelled(target: Target, channel: str) -> None:
    named = calls.new(target, {"payment_channel": channel})
    require(target.send(calls.cancel(named)), succeeded, stands(*CANCELED))


@pytest.mark.rule("IFORTEPAY-CANCEL-20")
@PAYING
def test_a_cancel_of_a_paid_qr(target: Target, paid: dict[str, Any], record: Record) -> None:
    record(coded_fate(target.send(calls.cancel(paid))))


@pytest.mark.rule("IFORTEPAY-CANCEL-21")
@pytest.mark.needs("control_clock")
def test_a_cancel_of_an_expired_qr(target: Target, named: dict[str, Any], record: Record) -> None:
    target.wait(calls.LIFE + 60)
    record(coded_fate(target.send(calls.cancel(named))))


@pytest.mark.rule("IFORTEPAY-CANCEL-22")
def test_a_second_cancel(target: Target, named: dict[str, Any], record: Record) -> None:
    given(target.send(calls.cancel(named)), succeeded)
    record(coded_fate(target.send(calls.cancel(named))))


@pytest.mark.rule("IFORTEPAY-CANCEL-23")
def test_a_cancel_with_the_external_id_of_another_qr(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    other = calls.new(target)["external_id"]
    record(fate(target.send(calls.cancel(named, external_id=other))))


@pytest.mark.rule("IFORTEPAY-CANCEL-24")
def test_a_cancel_with_another_channel(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    record(fate(target.send(calls.cancel(named, payment_channel="SHOPEEPAY"))))


@pytest.mark.rule("IFORTEPAY-CANCEL-27")
def test_a_cancel_of_the_ids_of_a_qr_under_an_unknown_transaction(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    record(fate(target.send(calls.cancel(named, transaction_id=calls.NOBODY))))

"""
iFortepay: reading where a QR stands.
"""

from typing import Any

import pytest

from payconform.checks import at, given, member, member_matches, require
from payconform.model import Exchange
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import (
    CANCELED,
    EXPIRED,
    LIVE,
    MOMENT,
    MOMENT_SAYS,
    PAID,
    STATUSES,
    fate,
    refused,
    stands,
    succeeded,
)
from payconform.stories import Record
from payconform.target import Target

PAYING = pytest.mark.needs("simulate_payment")


def read(target: Target, named: dict[str, Any], **members: object) -> Exchange:
    return target.send(calls.inquiry(named, **members))


@pytest.mark.rule("IFORTEPAY-READ-01")
def test_an_inquiry_tells_a_status(target: Target, named: dict[str, Any]) -> None:
    require(read(target, named), succeeded, stands(*STATUSES))


@pytest.mark.rule("IFORTEPAY-READ-01")
@PAYING
def test_the_status_of_a_paid_qr_is_of_the_table(target: Target, paid: dict[str, Any]) -> None:
    require(read(target, paid), succeeded, stands(*STATUSES))


@pytest.mark.rule("IFORTEPAY-READ-02")
def test_a_live_qr_reads_active(target: Target, named: dict[str, Any]) -> None:
    require(read(target, named), succeeded, stands(*LIVE))


@pytest.mark.rule("IFORTEPAY-READ-03")
@PAYING
def test_a_paid_qr_reads_paid(target: Target, paid: dict[str, Any]) -> None:
    require(read(target, paid), succeeded, stands(*PAID))


@pytest.mark.rule("IFORTEPAY-READ-04")
@pytest.mark.needs("control_clock")
def test_an_expired_qr_reads_expired(target: Target, named: dict[str, Any]) -> None:
    target.wait(calls.LIFE + 60)
    require(read(target, named), stands(*EXPIRED))


@pytest.mark.rule("IFORTEPAY-READ-05")
def test_a_cancelled_qr_reads_canceled(target: Target, named: dict[str, Any]) -> None:
    given(target.send(calls.cancel(named)), succeeded)
    require(read(target, named), stands(*CANCELED))


@pytest.mark.rule("IFORTEPAY-READ-06")
@pytest.mark.parametrize("missing", calls.NAMES)
def test_an_inquiry_without_a_member_is_refused(
    target: Target, named: dict[str, Any], missing: str
) -> None:
    require(read(target, named, **{missing: ...}), refused)


@pytest.mark.rule("IFORTEPAY-READ-07")
def test_an_unknown_transaction_is_not_read(target: Target) -> None:
    require(read(target, calls.unknown(target)), refused)


@pytest.mark.rule("IFORTEPAY-READ-08")
def test_an_inquiry_repeats_what_was_asked_for(target: Target) -> None:
    named = calls.new(target)
    ids = [member(name, named[name]) for name in ("transaction_id", "external_id", "order_id")]
    amount, currency = member("payment_details.amount", calls.AMOUNT), member("currency", "IDR")
    require(given(read(target, named), succeeded), *ids, amount, currency)


@pytest.mark.rule("IFORTEPAY-READ-09")
@pytest.mark.parametrize("name", ["transaction_time", "expired_time"])
def test_moments_have_an_offset(target: Target, named: dict[str, Any], name: str) -> None:
    moment = member_matches(f"payment_details.{name}", str, MOMENT, MOMENT_SAYS)
    require(given(read(target, named), succeeded), moment)


@pytest.mark.rule("IFORTEPAY-READ-20")
def test_how_an_unknown_transaction_is_refused(target: Target, record: Record) -> None:
    code = at(given(read(target, calls.unknown(target)), refused), "response_code")
    record(str(code) if code in ("01", "02") else "another code")


@pytest.mark.rule("IFORTEPAY-READ-21")
def test_the_external_id_of_another_qr(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    other = calls.new(target)["external_id"]
    record(fate(read(target, named, external_id=other)))


@pytest.mark.rule("IFORTEPAY-READ-22")
def test_another_channel_than_the_qrs(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    record(fate(read(target, named, payment_channel="SHOPEEPAY")))


def word(exchange: Exchange, *known: str) -> str:
    status = str(at(given(exchange, succeeded), "transaction_status")).upper()
    return status if status in known else "something else"


@pytest.mark.rule("IFORTEPAY-READ-23")
def test_the_word_for_a_live_qr(target: Target, named: dict[str, Any], record: Record) -> None:
    record(word(read(target, named), *LIVE))


@pytest.mark.rule("IFORTEPAY-READ-24")
@PAYING
def test_the_word_for_a_paid_qr(target: Target, paid: dict[str, Any], record: Record) -> None:
    record(word(read(target, paid), *PAID))


@pytest.mark.rule("IFORTEPAY-READ-25")
def test_the_letter_case_of_a_status(target: Target, named: dict[str, Any], record: Record) -> None:
    status = str(at(given(read(target, named), succeeded), "transaction_status"))
    told = {status.upper(): "upper case", status.lower(): "lower case"}
    record(told.get(status, "mixed"))


@pytest.mark.rule("IFORTEPAY-READ-26")
def test_the_ids_of_a_qr_under_an_unknown_transaction(
    target: Target, named: dict[str, Any], record: Record
) -> None:
    record(fate(read(target, named, transaction_id=calls.NOBODY)))


@pytest.mark.rule("IFORTEPAY-READ-27")
def test_the_code_beside_an_end(target: Target, named: dict[str, Any], record: Record) -> None:
    given(target.send(calls.cancel(named)), succeeded)
    code = at(given(read(target, named), stands(*CANCELED)), "response_code")
    record(str(code) if code in ("00", "03") else "another code")

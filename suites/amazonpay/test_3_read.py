"""
Amazon Pay: the status of a QR.
"""

import pytest

from payconform.checks import at, given, member, require, status
from payconform.errors import Unexercised
from payconform.model import Call, Exchange
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import refused, succeeded
from payconform.stories import Bought, Record
from payconform.target import Target

PAYING = pytest.mark.needs("simulate_payment")


def read(target: Target, order: str) -> Exchange:
    return target.send(calls.status(target, order))


def named(found: object, *listed: str) -> str:
    return str(found) if found in listed else "another status"


@pytest.mark.rule("AMAZONPAY-READ-01")
def test_a_status_names_merchant_and_order(target: Target, order: str) -> None:
    answer = read(target, order)
    if forms.is_untold(answer):
        raise Unexercised(f"no page tells with which code {at(answer, 'status')} comes")
    require(
        answer,
        status(200),
        member("merchantId", target.credentials["merchant_id"]),
        member("merchantOrderId", order),
        *forms.STATUS,
    )


@pytest.mark.rule("AMAZONPAY-READ-02")
def test_the_status_of_a_new_qr_is_listed(target: Target, order: str) -> None:
    require(given(read(target, order), status(200)), forms.LISTED)


@pytest.mark.rule("AMAZONPAY-READ-02")
def test_the_status_of_a_cancelled_qr_is_listed(target: Target, order: str) -> None:
    given(target.send(calls.cancel(target, order)), succeeded)
    require(given(read(target, order), status(200)), forms.LISTED)


@pytest.mark.rule("AMAZONPAY-READ-03")
@PAYING
def test_a_paid_qr_reads_success(target: Target, paid: str) -> None:
    require(read(target, paid), status(200), member("status", "SUCCESS"))


@pytest.mark.rule("AMAZONPAY-READ-03")
@pytest.mark.needs("payments")
@pytest.mark.purchase("paid")
def test_what_a_person_paid_reads_success(target: Target, bought: Bought) -> None:
    answer = read(target, calls.order_of(bought.created))
    require(answer, status(200), member("status", "SUCCESS"))


@pytest.mark.rule("AMAZONPAY-READ-04")
@PAYING
def test_a_failed_payment_reads_failed(target: Target, order: str) -> None:
    target.cause("fail", orderId=order)
    require(read(target, order), status(200), member("status", "FAILED"))


@pytest.mark.rule("AMAZONPAY-READ-05")
@pytest.mark.parametrize("missing", ["merchantId", "merchantOrderId"])
def test_a_call_without_a_name_is_refused(target: Target, order: str, missing: str) -> None:
    query = dict(calls.status(target, order).query)
    del query[missing]
    require(target.send(Call("getStatus", query=query)), refused)


@pytest.mark.rule("AMAZONPAY-READ-06")
def test_the_amount_is_that_of_the_qr(target: Target) -> None:
    answer = given(read(target, calls.ordered(target, amount="12.34")), succeeded)
    require(answer, forms.amounts_to("12.34", forms.ANY_KIND))


@pytest.mark.rule("AMAZONPAY-READ-10")
def test_a_qr_that_nobody_has_paid(target: Target, order: str, record: Record) -> None:
    found = at(given(read(target, order), succeeded), "status")
    record(named(found, "PENDING", "TXN_NOT_INITIATED"))


@pytest.mark.rule("AMAZONPAY-READ-11")
@pytest.mark.needs("control_clock")
def test_an_expired_qr(target: Target, order: str, record: Record) -> None:
    target.advance(calls.LIFE + 1)
    record(named(at(read(target, order), "status"), "EXPIRED"))


@pytest.mark.rule("AMAZONPAY-READ-12")
def test_an_order_that_no_qr_has(target: Target, record: Record) -> None:
    answer = read(target, target.fresh("nobody"))
    if refused(answer) is None:
        record("a refusal")
    else:
        found = at(given(answer, status(200)), "status")
        none = found == "NO_RECORD_FOUND"
        record("200 with NO_RECORD_FOUND" if none else "200 with another status")


@pytest.mark.rule("AMAZONPAY-READ-13")
def test_a_cancelled_qr(target: Target, order: str, record: Record) -> None:
    given(target.send(calls.cancel(target, order)), succeeded)
    found = at(read(target, order), "status")
    record(named(found, "TXN_CANCELLED_BEFORE_INITIATE", "TXN_CANCELLED_AFTER_INITIATE"))


@pytest.mark.rule("AMAZONPAY-READ-14")
def test_the_kind_of_the_amount(target: Target, order: str, record: Record) -> None:
    found = at(given(read(target, order), succeeded), "amount")
    if isinstance(found, str):
        record("text")
    else:
        number = isinstance(found, int | float) and not isinstance(found, bool)
        record("a number" if number else "something else")


@pytest.mark.rule("AMAZONPAY-READ-15")
@PAYING
def test_a_paid_qr_that_was_cancelled(target: Target, paid: str, record: Record) -> None:
    given(target.send(calls.cancel(target, paid)), succeeded)
    found = at(read(target, paid), "status")
    record(named(found, "SUCCESS", "TXN_CANCELLED_AFTER_INITIATE"))

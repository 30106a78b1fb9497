"""
Amazon Pay: refunds.
"""

import pytest

from payconform.checks import at, given, member, require
from payconform.model import Exchange
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import fate, not_refunded, succeeded
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

AMOUNTS = ("amount", "refundedFee")


def refund(target: Target, order: str, **members: object) -> Exchange:
    return target.send(calls.refund(target, order, **members))


@pytest.mark.rule("AMAZONPAY-REFUND-01")
def test_a_refund_is_told_in_eight_members(target: Target, paid: str) -> None:
    require(refund(target, paid), succeeded, *forms.REFUND)


@pytest.mark.rule("AMAZONPAY-REFUND-02")
def test_the_status_of_a_refund(target: Target, paid: str) -> None:
    require(given(refund(target, paid), succeeded), forms.REFUND_STATUS)


@pytest.mark.rule("AMAZONPAY-REFUND-03")
def test_the_answer_repeats_the_id(target: Target, paid: str) -> None:
    name = target.fresh("refund")
    answer = given(refund(target, paid, refundId=name), succeeded)
    require(answer, member("refundId", name))


@pytest.mark.rule("AMAZONPAY-REFUND-04")
def test_a_charge_is_refunded_in_parts(target: Target) -> None:
    order = calls.paid(target, amount="3.00")
    for part in ("1.00", "0.50", "1.50"):
        require(refund(target, order, amount=part), succeeded)


@pytest.mark.rule("AMAZONPAY-REFUND-05")
def test_no_more_than_the_charge_is_refunded(target: Target) -> None:
    order = calls.paid(target, amount="3.00")
    require(refund(target, order, amount="3.01"), not_refunded)
    given(refund(target, order, amount="2.00"), succeeded)
    require(refund(target, order, amount="1.01"), not_refunded)
    given(refund(target, order, amount="1.00"), succeeded)
    require(refund(target, order, amount="0.01"), not_refunded)


@pytest.mark.rule("AMAZONPAY-REFUND-06")
def test_a_charge_is_named_by_either_id(target: Target) -> None:
    order = calls.ordered(target)
    charge = calls.charge(target, order)
    require(refund(target, order, amount="0.50"), succeeded)
    theirs = refund(target, charge, amount="0.50", chargeIdType="AmazonTxnId")
    require(theirs, succeeded)


@pytest.mark.rule("AMAZONPAY-REFUND-07")
def test_a_qr_that_nobody_paid_is_not_refunded(target: Target, order: str) -> None:
    require(refund(target, order), not_refunded)
    require(refund(target, target.fresh("nobody")), not_refunded)


@pytest.mark.rule("AMAZONPAY-REFUND-08")
def test_the_id_of_a_refund(target: Target) -> None:
    order = calls.ordered(target)
    charge = calls.charge(target, order)
    require(given(refund(target, order), succeeded), forms.refund_id(charge))


@pytest.mark.rule("AMAZONPAY-REFUND-09")
def test_the_answer_repeats_the_amount(target: Target, paid: str) -> None:
    answer = given(refund(target, paid, amount="0.75"), succeeded)
    amount = forms.amounts_to("0.75", forms.ANY_KIND)
    require(answer, member("currencyCode", "INR"), amount)


@pytest.mark.rule("AMAZONPAY-REFUND-10")
def test_the_moments_of_a_refund(target: Target, paid: str) -> None:
    require(given(refund(target, paid), succeeded), *forms.REFUND_MOMENTS)


@pytest.mark.rule("AMAZONPAY-REFUND-20")
def test_the_code_of_a_refund(target: Target, paid: str, record: Record) -> None:
    answer = given(refund(target, paid), succeeded)
    assert answer.response is not None
    record(str(answer.response.status))


@pytest.mark.rule("AMAZONPAY-REFUND-21")
@pytest.mark.parametrize("missing", ["noteToCustomer", "softDescriptor"])
def test_a_refund_without_a_text(target: Target, paid: str, missing: str, record: Record) -> None:
    record(fate(refund(target, paid, **{missing: ...})))


@pytest.mark.rule("AMAZONPAY-REFUND-22")
def test_a_refund_id_that_was_used(target: Target, paid: str, record: Record) -> None:
    name = target.fresh("refund")
    first = given(refund(target, paid, refundId=name, amount="0.50"), succeeded)
    second = refund(target, paid, refundId=name, amount="0.50")
    if succeeded(second):
        record("refused")
    else:
        same = at(first, "amazonRefundId") == at(second, "amazonRefundId")
        record("the same refund" if same else "another refund")


@pytest.mark.rule("AMAZONPAY-REFUND-23")
def test_the_kind_of_the_amounts(target: Target, paid: str, record: Record) -> None:
    answer = given(refund(target, paid), succeeded)
    found = [at(answer, name) for name in AMOUNTS]
    if all(isinstance(one, str) for one in found):
        record("text")
    else:
        numbers = all(isinstance(one, int | float) for one in found)
        record("numbers" if numbers else "something else")


@pytest.mark.rule("AMAZONPAY-REFUND-24")
@pytest.mark.parametrize("tail", ["x" * 33, " space", "/slash"])
def test_a_refund_id_beyond_its_form(target: Target, paid: str, tail: str, record: Record) -> None:
    record(fate(refund(target, paid, refundId=f"{target.fresh('r')}{tail}")))


@pytest.mark.rule("AMAZONPAY-REFUND-25")
def test_where_the_status_of_a_refund_is_read(target: Target, record: Record) -> None:
    call = calls.read_refund(target, calls.refunded(target))
    given(target.send(call), succeeded)
    record(target.slice.document.operations[call.operation].path)


@pytest.mark.rule("AMAZONPAY-REFUND-26")
def test_a_refund_reads_back(target: Target) -> None:
    name = calls.refunded(target)
    answer = target.send(calls.read_refund(target, name))
    amount = forms.amounts_to(calls.AMOUNT, forms.ANY_KIND)
    require(answer, succeeded, member("refundId", name), amount, forms.REFUND_STATUS)


@pytest.mark.rule("AMAZONPAY-REFUND-27")
def test_a_refund_of_nothing(target: Target, paid: str, record: Record) -> None:
    record(fate(refund(target, paid, amount="0.00")))


@pytest.mark.rule("AMAZONPAY-REFUND-28")
def test_the_status_of_a_new_refund(target: Target, paid: str, record: Record) -> None:
    record(str(at(given(refund(target, paid), succeeded), "status")))

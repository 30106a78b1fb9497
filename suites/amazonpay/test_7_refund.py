"""
Amazon Pay: refunds.
"""

from decimal import Decimal, InvalidOperation

import pytest

from payconform.checks import at, given, member, member_matches, require, shown_json
from payconform.errors import Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.amazonpay import calls
from payconform.providers.amazonpay.checks import fate, refused, succeeded
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

TEXTS = ("refundId", "amazonRefundId", "currencyCode", "status", "createTime", "updateTime")
AMOUNTS = ("amount", "refundedFee")
MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})"


def refund(target: Target, order: str, **members: object) -> Exchange:
    return target.send(calls.refund(target, order, **members))


@pytest.mark.rule("AMAZONPAY-REFUND-01")
def test_a_refund_is_told_in_eight_members(target: Target, paid: str) -> None:
    texts = [member_matches(name, str, ".+", "text") for name in TEXTS]
    amounts = [member_matches(name, (str, int, float), ".+", "an amount") for name in AMOUNTS]
    require(refund(target, paid), succeeded, *texts, *amounts)


@pytest.mark.rule("AMAZONPAY-REFUND-02")
def test_the_status_of_a_refund(target: Target, paid: str) -> None:
    listed = member_matches("status", str, "Approved|Pending|Declined", "a status of the list")
    require(given(refund(target, paid), succeeded), listed)


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
    require(refund(target, order, amount="3.01"), refused)
    given(refund(target, order, amount="2.00"), succeeded)
    require(refund(target, order, amount="1.01"), refused)
    given(refund(target, order, amount="1.00"), succeeded)
    require(refund(target, order, amount="0.01"), refused)


@pytest.mark.rule("AMAZONPAY-REFUND-06")
def test_a_charge_is_named_by_either_id(target: Target) -> None:
    order = calls.ordered(target)
    charge = calls.charge(target, order)
    require(refund(target, order, amount="0.50"), succeeded)
    theirs = refund(target, charge, amount="0.50", chargeIdType="AmazonTxnId")
    require(theirs, succeeded)


@pytest.mark.rule("AMAZONPAY-REFUND-07")
def test_a_qr_that_nobody_paid_is_not_refunded(target: Target, order: str) -> None:
    require(refund(target, order), refused)
    require(refund(target, target.fresh("nobody")), refused)


@pytest.mark.rule("AMAZONPAY-REFUND-08")
def test_the_id_of_a_refund(target: Target) -> None:
    order = calls.ordered(target)
    charge = calls.charge(target, order)
    shape = member_matches("amazonRefundId", str, rf"{charge}-R\d{{6,7}}", f"{charge}-R and digits")
    require(given(refund(target, order), succeeded), shape)


@pytest.mark.rule("AMAZONPAY-REFUND-09")
def test_the_answer_repeats_the_amount(target: Target, paid: str) -> None:
    answer = given(refund(target, paid, amount="0.75"), succeeded)
    require(answer, member("currencyCode", "INR"))
    found = at(answer, "amount")
    try:
        same = Decimal(str(found)) == Decimal("0.75")
    except InvalidOperation:
        same = False
    if not same:
        raise Violation([Mismatch("amount 0.75", shown_json(found))], answer.id)


@pytest.mark.rule("AMAZONPAY-REFUND-10")
def test_the_moments_of_a_refund(target: Target, paid: str) -> None:
    says = "ISO 8601"
    both = [member_matches(name, str, MOMENT, says) for name in ("createTime", "updateTime")]
    require(given(refund(target, paid), succeeded), *both)


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
    listed = member_matches("status", str, "Approved|Pending|Declined", "a status of the list")
    require(
        target.send(calls.read_refund(target, name)), succeeded, member("refundId", name), listed
    )


@pytest.mark.rule("AMAZONPAY-REFUND-27")
def test_a_refund_of_nothing(target: Target, paid: str, record: Record) -> None:
    record(fate(refund(target, paid, amount="0.00")))


@pytest.mark.rule("AMAZONPAY-REFUND-28")
def test_the_status_of_a_new_refund(target: Target, paid: str, record: Record) -> None:
    record(str(at(given(refund(target, paid), succeeded), "status")))

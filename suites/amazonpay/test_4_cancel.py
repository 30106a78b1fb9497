"""
Amazon Pay: cancelling a QR, in the three outcomes that the documents show.
"""

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import pytest

from payconform.checks import at, given, json_body, member, member_matches, require, shown_json
from payconform.checks import status as status_code
from payconform.errors import Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.amazonpay import calls
from payconform.providers.amazonpay.checks import MOMENT, succeeded
from payconform.stories import Bought
from payconform.target import Target

TOKEN, BOTH = ["CANCEL_TOKEN"], ["CANCEL_TOKEN", "REFUND"]
INTENTS = pytest.mark.parametrize("intent", [TOKEN, BOTH], ids=["no refund", "refund"])
PAYING = pytest.mark.needs("simulate_payment")
NAMES = (
    "merchantId",
    "chargeId",
    "amazonChargeId",
    "status",
    "amount",
    "createTime",
    "updateTime",
)
BARE = {"merchantId", "status", "amount"}


def cancel(target: Target, order: str, intent: Sequence[str] = BOTH) -> Exchange:
    return target.send(calls.cancel(target, order, cancelIntent=[*intent]))


@pytest.mark.rule("AMAZONPAY-CANCEL-01")
@INTENTS
def test_a_qr_without_a_charge_is_approved(target: Target, order: str, intent: list[str]) -> None:
    require(cancel(target, order, intent), status_code(200), member("status", "Approved"))


@pytest.mark.rule("AMAZONPAY-CANCEL-02")
@PAYING
def test_a_charge_can_be_refunded(target: Target, paid: str) -> None:
    require(cancel(target, paid), status_code(200), member("status", "RefundApplicable"))


@pytest.mark.rule("AMAZONPAY-CANCEL-02")
@pytest.mark.needs("payments")
@pytest.mark.purchase("paid")
def test_what_a_person_paid_can_be_refunded(target: Target, bought: Bought) -> None:
    order = calls.order_of(bought.created)
    require(cancel(target, order), status_code(200), member("status", "RefundApplicable"))


@pytest.mark.rule("AMAZONPAY-CANCEL-03")
@PAYING
def test_a_refund_that_was_not_asked_for(target: Target, paid: str) -> None:
    expected = member("status", "RefundApplicableButNotRequested")
    require(cancel(target, paid, TOKEN), status_code(200), expected)


@pytest.mark.rule("AMAZONPAY-CANCEL-04")
@PAYING
@INTENTS
def test_a_charge_is_told_in_seven_members(target: Target, paid: str, intent: list[str]) -> None:
    seven = [member_matches(name, str, ".+", "text") for name in NAMES]
    require(given(cancel(target, paid, intent), succeeded), *seven)


@pytest.mark.rule("AMAZONPAY-CANCEL-05")
@INTENTS
def test_no_charge_is_told_in_three_members(target: Target, order: str, intent: list[str]) -> None:
    three = [member_matches(name, str, ".+", "text") for name in sorted(BARE)]
    require(given(cancel(target, order, intent), succeeded), *three)


@pytest.mark.rule("AMAZONPAY-CANCEL-06")
@INTENTS
def test_where_there_is_no_charge_none_is_named(
    target: Target, order: str, intent: list[str]
) -> None:
    answer = given(cancel(target, order, intent), succeeded)
    body = json_body(answer)
    if not isinstance(body, dict) or body.keys() - BARE:
        raise Violation([Mismatch("merchantId, status and amount only", told(body))], answer.id)


@pytest.mark.rule("AMAZONPAY-CANCEL-07")
@PAYING
def test_the_answer_names_what_was_asked_for(target: Target, paid: str) -> None:
    answer = given(cancel(target, paid), succeeded)
    merchant = member("merchantId", target.credentials["merchant_id"])
    require(answer, merchant, member("chargeId", paid))


@pytest.mark.rule("AMAZONPAY-CANCEL-07")
def test_the_answer_names_the_merchant(target: Target, order: str) -> None:
    answer = given(cancel(target, order), succeeded)
    require(answer, member("merchantId", target.credentials["merchant_id"]))


def amount_is(answer: Exchange, amount: str) -> None:
    """
    The answer's amount is text that reads as the same number.
    """
    found = at(answer, "amount")
    try:
        same = isinstance(found, str) and Decimal(found) == Decimal(amount)
    except InvalidOperation:
        same = False
    if not same:
        raise Violation([Mismatch(f"amount {amount} as text", shown_json(found))], answer.id)


@pytest.mark.rule("AMAZONPAY-CANCEL-08")
def test_the_amount_is_that_of_the_qr(target: Target) -> None:
    order = calls.ordered(target, amount="12.30")
    amount_is(given(cancel(target, order), succeeded), "12.30")


@pytest.mark.rule("AMAZONPAY-CANCEL-08")
@PAYING
def test_the_amount_is_that_of_the_charge(target: Target) -> None:
    order = calls.paid(target, amount="12.30")
    amount_is(given(cancel(target, order), succeeded), "12.30")


@pytest.mark.rule("AMAZONPAY-CANCEL-09")
@PAYING
@INTENTS
def test_the_moments_of_a_charge(target: Target, paid: str, intent: list[str]) -> None:
    target.wait(2)
    answer = given(cancel(target, paid, intent), succeeded)
    says = "ISO 8601 in UTC with milliseconds"
    both = [member_matches(one, str, MOMENT, says) for one in ("createTime", "updateTime")]
    require(answer, *both)
    first, last = str(at(answer, "createTime")), str(at(answer, "updateTime"))
    if last < first:
        raise Violation([Mismatch("updateTime not before createTime", last)], answer.id)


@pytest.mark.rule("AMAZONPAY-CANCEL-10")
@PAYING
def test_the_id_of_a_charge(target: Target, paid: str) -> None:
    shape = member_matches(
        "amazonChargeId", str, r"[A-Z]\d{2}-\d{7}-\d{7}", "as P04-9470662-5202780"
    )
    require(given(cancel(target, paid), succeeded), shape)


@pytest.mark.rule("AMAZONPAY-CANCEL-11")
@pytest.mark.parametrize(
    "reason", ["SESSION_EXPIRED", "USER_CANCELLATION", "DEVICE_GENERATED_CANCELLATION"]
)
def test_each_documented_reason_is_accepted(target: Target, order: str, reason: str) -> None:
    require(target.send(calls.cancel(target, order, cancellationReason=reason)), succeeded)


def told(body: object) -> str:
    return shown_json(sorted(body) if isinstance(body, dict) else json.dumps(body))

"""
Amazon Pay: cancelling a QR, in the three outcomes that the documents show.
"""

from collections.abc import Sequence

import pytest

from payconform.checks import given, member, require
from payconform.checks import status as status_code
from payconform.model import Exchange
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import succeeded
from payconform.stories import Bought
from payconform.target import Target

INTENTS = pytest.mark.parametrize("intent", [forms.TOKEN, forms.BOTH], ids=["no refund", "refund"])
PAYING = pytest.mark.needs("simulate_payment")


def cancel(target: Target, order: str, intent: Sequence[str] = forms.BOTH) -> Exchange:
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
    require(cancel(target, paid, forms.TOKEN), status_code(200), expected)


@pytest.mark.rule("AMAZONPAY-CANCEL-04")
@PAYING
@INTENTS
def test_a_charge_is_told_in_seven_members(target: Target, paid: str, intent: list[str]) -> None:
    require(given(cancel(target, paid, intent), succeeded), *forms.CHARGE_TOLD)


@pytest.mark.rule("AMAZONPAY-CANCEL-05")
@INTENTS
def test_no_charge_is_told_in_three_members(target: Target, order: str, intent: list[str]) -> None:
    require(given(cancel(target, order, intent), succeeded), *forms.BARELY)


@pytest.mark.rule("AMAZONPAY-CANCEL-06")
@INTENTS
def test_where_there_is_no_charge_none_is_named(
    target: Target, order: str, intent: list[str]
) -> None:
    require(given(cancel(target, order, intent), succeeded), forms.nothing_else)


@pytest.mark.rule("AMAZONPAY-CANCEL-07")
@PAYING
def test_the_answer_names_what_was_asked_for(target: Target, paid: str) -> None:
    answer = given(cancel(target, paid), succeeded)
    require(answer, forms.repeats("merchantId"), forms.repeats("chargeId"))


@pytest.mark.rule("AMAZONPAY-CANCEL-07")
def test_the_answer_names_the_merchant(target: Target, order: str) -> None:
    answer = given(cancel(target, order), succeeded)
    require(answer, forms.repeats("merchantId"))


@pytest.mark.rule("AMAZONPAY-CANCEL-08")
def test_the_amount_is_that_of_the_qr(target: Target) -> None:
    order = calls.ordered(target, amount="12.30")
    require(given(cancel(target, order), succeeded), forms.amounts_to("12.30"))


@pytest.mark.rule("AMAZONPAY-CANCEL-08")
@PAYING
def test_the_amount_is_that_of_the_charge(target: Target) -> None:
    order = calls.paid(target, amount="12.30")
    require(given(cancel(target, order), succeeded), forms.amounts_to("12.30"))


@pytest.mark.rule("AMAZONPAY-CANCEL-09")
@PAYING
@INTENTS
def test_the_moments_of_a_charge(target: Target, paid: str, intent: list[str]) -> None:
    target.wait(2)
    require(given(cancel(target, paid, intent), succeeded), forms.moments)


@pytest.mark.rule("AMAZONPAY-CANCEL-10")
@PAYING
def test_the_id_of_a_charge(target: Target, paid: str) -> None:
    require(given(cancel(target, paid), succeeded), forms.CHARGE_ID)


@pytest.mark.rule("AMAZONPAY-CANCEL-11")
@pytest.mark.parametrize(
    "reason", ["SESSION_EXPIRED", "USER_CANCELLATION", "DEVICE_GENERATED_CANCELLATION"]
)
def test_each_documented_reason_is_accepted(target: Target, order: str, reason: str) -> None:
    require(target.send(calls.cancel(target, order, cancellationReason=reason)), succeeded)

"""
MobilePay: names and states, spelled as the OpenAPI document spells them.
"""

from collections.abc import Callable

import pytest

from payconform.checks import at, given, member, member_matches, require
from payconform.providers.mobilepay import calls, states
from payconform.providers.mobilepay.checks import succeeded
from payconform.providers.mobilepay.story import Till
from payconform.target import Target

a_user = pytest.mark.needs("simulate_payment")

LISTED = "|".join(states.PAYMENT["cancelPayment"])
LISTED_REFUNDS = "|".join((*states.REFUND["cancelRefund"], "ExpiredAndCapturred"))


def cancelled(till: Till) -> str:
    payment = till.initiated()
    given(till.cancel(payment), succeeded)
    return payment


def paired(till: Till) -> str:
    payment = till.prepared()
    till.check_in()
    return payment


def cancelled_by_user(till: Till) -> str:
    payment = till.issued()
    given(till.cancel_by_user(), succeeded)
    return payment


WAYS: dict[str, Callable[[Till], str]] = {
    "prepared": Till.prepared,
    "initiated": Till.initiated,
    "cancelled": cancelled,
}
WAYS_OF_USERS: dict[str, Callable[[Till], str]] = {
    "paired": paired,
    "cancelled by user": cancelled_by_user,
    "reserved": Till.reserved,
    "captured": Till.captured,
}


@pytest.mark.rule("MOBILEPAY-READ-54")
def test_a_payment_shows_its_label(till: Till) -> None:
    payment = till.initiated(merchantPaymentLabel="Label 1")
    require(till.read(payment), succeeded, member("merchantPaymentLabel", "Label 1"))


@pytest.mark.rule("MOBILEPAY-READ-54")
def test_a_payment_made_ready_shows_its_label(till: Till) -> None:
    payment = till.prepared()
    given(till.ready(payment, merchantPaymentLabel="Label 2"), succeeded)
    require(till.read(payment), succeeded, member("merchantPaymentLabel", "Label 2"))


@pytest.mark.rule("MOBILEPAY-READ-55")
def test_a_point_of_sale_has_a_name(target: Target) -> None:
    made = given(target.send(calls.pos(target, name="Cafe 2")), succeeded)
    shown = target.send(calls.of_pos(target, "getPos", str(at(made, "posId"))))
    require(shown, succeeded, member("name", "Cafe 2"))


@pytest.mark.rule("MOBILEPAY-READ-56")
@pytest.mark.parametrize("way", WAYS)
def test_the_status_of_a_payment_is_listed(till: Till, way: str) -> None:
    require(till.read(WAYS[way](till)), succeeded, member_matches("status", str, LISTED))


@a_user
@pytest.mark.rule("MOBILEPAY-READ-56")
@pytest.mark.parametrize("way", WAYS_OF_USERS)
def test_the_status_of_a_payment_of_a_user_is_listed(till: Till, way: str) -> None:
    require(till.read(WAYS_OF_USERS[way](till)), succeeded, member_matches("status", str, LISTED))


@a_user
@pytest.mark.rule("MOBILEPAY-READ-57")
def test_the_status_of_a_refund_is_listed(till: Till) -> None:
    refund, listed = till.refunding(), member_matches("status", str, LISTED_REFUNDS)
    require(till.of_refund("getRefund", refund), succeeded, listed)
    given(till.of_refund("cancelRefund", refund), succeeded)
    require(till.of_refund("getRefund", refund), succeeded, listed)


@a_user
@pytest.mark.rule("MOBILEPAY-READ-57")
@pytest.mark.needs("control_clock")
def test_the_status_of_a_refund_on_expiry_is_listed(target: Target, till: Till) -> None:
    refund = till.refund_reserved()
    target.advance(86400 + 60)
    shown = till.of_refund("getRefund", refund)
    require(shown, succeeded, member_matches("status", str, LISTED_REFUNDS))

"""
MobilePay: a cancel beside something else, sent at once. Which comes first, and what the other one
is told, no page says; what is left must be what a call that succeeded leaves.
"""

import pytest

from payconform.checks import at, given, no_server_error, require
from payconform.errors import Unexercised
from payconform.model import Call, Exchange
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import reads, refused, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("races", "simulate_payment")


def race(target: Target, *sent: Call) -> list[Exchange]:
    """
    The answers to calls at once, of which at least one is no refusal.
    """
    answers = [given(answer, no_server_error) for answer in target.race(sent)]
    if not any(map(refused, answers)):
        raise Unexercised("all were refused, so none came before the others")
    return answers


def left_by(captured: Exchange) -> str:
    """
    The state that a capture and a cancel leave: a capture that succeeds is final.
    """
    return "CancelledByClient" if succeeded(captured) else "Captured"


@pytest.mark.rule("MOBILEPAY-CANCEL-19")
def test_two_cancels_at_once(target: Target, till: Till) -> None:
    payment = till.reserved()
    race(target, till.cancelling(payment), till.cancelling(payment))
    require(till.comes_to(payment, "CancelledByClient"), succeeded, reads("CancelledByClient"))


@pytest.mark.rule("MOBILEPAY-CANCEL-20")
def test_a_cancel_and_an_acceptance_at_once(target: Target, till: Till) -> None:
    payment = till.issued()
    cancelled, _ = race(target, till.cancelling(payment), till.accepting())
    if succeeded(cancelled):
        raise Unexercised("the cancel was refused, and by whom it lost is not told")
    require(till.comes_to(payment, "CancelledByClient"), succeeded, reads("CancelledByClient"))


@pytest.mark.rule("MOBILEPAY-CANCEL-21")
def test_a_cancel_and_a_capture_at_once(target: Target, till: Till) -> None:
    payment = till.reserved()
    _, captured = race(target, till.cancelling(payment), till.capturing(payment))
    left = left_by(captured)
    require(till.comes_to(payment, left), succeeded, reads(left))


@pytest.mark.rule("MOBILEPAY-CANCEL-22")
def test_who_wins_a_cancel_or_a_capture(target: Target, till: Till, record: Record) -> None:
    payment = till.reserved()
    _, captured = race(target, till.cancelling(payment), till.capturing(payment))
    left = at(given(till.comes_to(payment, left_by(captured)), succeeded), "status")
    record("the capture" if left == "Captured" else "the cancel")


@pytest.mark.rule("MOBILEPAY-CANCEL-49")
def test_a_cancel_and_a_capture_of_a_refund_at_once(target: Target, till: Till) -> None:
    refund = till.refund_reserved()
    both = [calls.of_refund(target, name, refund) for name in ("cancelRefund", "captureRefund")]
    _, captured = race(target, *both)
    left = left_by(captured)
    require(till.refund_comes_to(refund, left), succeeded, reads(left))

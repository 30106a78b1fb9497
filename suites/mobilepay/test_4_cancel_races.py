"""
MobilePay: a cancel beside something else, sent at once. Either may come first; afterwards all must
be as if one had come after the other.
"""

import pytest

from payconform.checks import at, given, require
from payconform.errors import Unexercised
from payconform.model import Call, Exchange
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import reads, refused, refused_with, succeeded
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("races", "simulate_payment")


def race(target: Target, *sent: Call) -> list[Exchange]:
    """
    The answers to calls at once, of which at least one is no refusal.
    """
    answers = [given(answer) for answer in target.race(sent)]
    if not any(map(refused, answers)):
        raise Unexercised("all were refused, so none came before the others")
    return answers


@pytest.mark.rule("MOBILEPAY-CANCEL-19")
def test_two_cancels_at_once(target: Target, till: Till) -> None:
    payment = till.reserved()
    race(target, till.cancelling(payment), till.cancelling(payment))
    require(till.read(payment), succeeded, reads("CancelledByClient"))


@pytest.mark.rule("MOBILEPAY-CANCEL-20")
def test_a_cancel_and_an_acceptance_at_once(target: Target, till: Till) -> None:
    payment = till.issued()
    cancelled, _ = race(target, till.cancelling(payment), till.accepting())
    require(cancelled, succeeded)
    require(till.read(payment), succeeded, reads("CancelledByClient"))


@pytest.mark.rule("MOBILEPAY-CANCEL-21")
def test_a_cancel_and_a_capture_at_once(target: Target, till: Till) -> None:
    payment = till.reserved()
    cancelled, captured = race(target, till.cancelling(payment), till.capturing(payment))
    if succeeded(cancelled) is None:
        require(captured, refused_with(409, "1304"))
        require(till.read(payment), succeeded, reads("CancelledByClient"))
    else:
        require(cancelled, refused_with(409, "1300"))
        require(captured, succeeded)
        require(till.read(payment), succeeded, reads("Captured"))


@pytest.mark.rule("MOBILEPAY-CANCEL-22")
def test_who_wins_a_cancel_or_a_capture(target: Target, till: Till, record: Record) -> None:
    payment = till.reserved()
    race(target, till.cancelling(payment), till.capturing(payment))
    left = at(given(till.read(payment), succeeded), "status")
    record("the capture" if left == "Captured" else "the cancel")


@pytest.mark.rule("MOBILEPAY-CANCEL-49")
def test_a_cancel_and_a_capture_of_a_refund_at_once(target: Target, till: Till) -> None:
    refund = till.refund_reserved()
    both = [calls.of_refund(target, name, refund) for name in ("cancelRefund", "captureRefund")]
    cancelled, captured = race(target, *both)
    left = till.of_refund("getRefund", refund)
    if succeeded(cancelled) is None:
        require(captured, refused_with(409, "1351"))
        require(left, succeeded, reads("CancelledByClient"))
    else:
        require(cancelled, refused_with(409, "1352"))
        require(captured, succeeded)
        require(left, succeeded, reads("Captured"))

"""
maib: a cancel beside another cancel or a payment, sent at once. Either may come first; afterwards
all must be as if one had come after the other.
"""

import pytest

from payconform.checks import given, member, require
from payconform.errors import Unexercised
from payconform.model import Call, Exchange
from payconform.providers.maib.calls import payment
from payconform.providers.maib.checks import outcome, refused, succeeded
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("races")


def cancel(qr: str) -> Call:
    return Call("cancelQr", path={"qrId": qr}, body={"reason": "changed my mind"})


def race(target: Target, *calls: Call) -> list[Exchange]:
    """
    The answers to calls at once, of which at least one is no refusal.
    """
    answers = [given(answer) for answer in target.race(calls)]
    if not any(map(refused, answers)):
        raise Unexercised("both were refused, so none came before the other")
    return answers


def two_cancels(target: Target, qr: str) -> list[Exchange]:
    """
    The answers to two cancels at once, the success first.
    """
    answers = race(target, cancel(qr), cancel(qr))
    return sorted(answers, key=lambda answer: refused(answer) is None)


@pytest.mark.rule("MAIB-CANCEL-27")
def test_of_two_cancels_at_once_one_succeeds(target: Target, maib: Maib, qr: str) -> None:
    _, second = two_cancels(target, qr)
    require(second, refused)
    require(maib.read(qr), succeeded, member("result.status", "Cancelled"))


@pytest.mark.rule("MAIB-CANCEL-28")
def test_the_loser_of_two_cancels_at_once(target: Target, qr: str, record: Record) -> None:
    _, second = two_cancels(target, qr)
    record(outcome(given(second, refused)))


@pytest.mark.rule("MAIB-CANCEL-29")
@pytest.mark.needs("simulate_payment")
def test_a_cancel_and_a_payment_at_once(target: Target, maib: Maib, qr: str) -> None:
    cancelled, paid = race(target, cancel(qr), payment(qr))
    if refused(cancelled):
        require(paid, refused)
        require(maib.read(qr), succeeded, member("result.status", "Cancelled"))
    else:
        require(maib.paid(qr), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-CANCEL-30")
@pytest.mark.needs("simulate_payment")
def test_who_wins_a_cancel_or_a_payment(target: Target, qr: str, record: Record) -> None:
    cancelled, paid = map(given, target.race([cancel(qr), payment(qr)]))
    if refused(cancelled):
        given(paid, refused)  # both would break MAIB-CANCEL-29
        record("the cancel")
    else:
        record("the payment" if refused(paid) else "neither")

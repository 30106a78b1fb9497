"""
maib: a cancel beside another cancel or a payment, sent at once. Either may come first; afterwards
all must be as if one had come after the other.
"""

from collections.abc import Sequence

import pytest

from payconform.checks import given, member, require
from payconform.model import Call, Exchange
from payconform.providers.maib.calls import payment
from payconform.providers.maib.checks import outcome, refused, succeeded
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("races")


def cancel(qr: str) -> Call:
    return Call("cancelQr", path={"qrId": qr}, body={"reason": "changed my mind"})


def winner_first(answers: Sequence[Exchange]) -> list[Exchange]:
    return sorted(answers, key=lambda answer: succeeded(answer) is not None)


@pytest.mark.rule("MAIB-CANCEL-27")
def test_of_two_cancels_at_once_one_succeeds(target: Target, maib: Maib, qr: str) -> None:
    first, second = winner_first(target.race([cancel(qr), cancel(qr)]))
    require(first, succeeded, member("result.status", "Cancelled"))
    require(second, refused)
    require(maib.read(qr), succeeded, member("result.status", "Cancelled"))


@pytest.mark.rule("MAIB-CANCEL-28")
def test_the_loser_of_two_cancels_at_once(target: Target, qr: str, record: Record) -> None:
    first, second = winner_first(target.race([cancel(qr), cancel(qr)]))
    given(first, succeeded)
    record(outcome(second))


@pytest.mark.rule("MAIB-CANCEL-29")
@pytest.mark.needs("simulate_payment")
def test_a_cancel_and_a_payment_at_once(target: Target, maib: Maib, qr: str) -> None:
    cancelled, paid = target.race([cancel(qr), payment(qr)])
    if outcome(cancelled) == "accepted":
        require(paid, refused)
        require(maib.read(qr), succeeded, member("result.status", "Cancelled"))
    elif outcome(paid) == "accepted":
        require(maib.paid(qr), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-CANCEL-30")
@pytest.mark.needs("simulate_payment")
def test_who_wins_a_cancel_or_a_payment(target: Target, qr: str, record: Record) -> None:
    cancelled, paid = (outcome(one) for one in target.race([cancel(qr), payment(qr)]))
    winners = {"the cancel": cancelled, "the payment": paid}
    record(" and ".join(name for name in winners if winners[name] == "accepted") or "neither")

"""
maib: whatever is done to QRs, extensions and payments in whatever order, they stand where the
documents put them.
"""

import pytest

from payconform.checks import given, require
from payconform.exercise.breach import Effort
from payconform.providers.maib.checks import refused, succeeded
from payconform.providers.maib.story import Maib
from payconform.stories import Found
from payconform.stories.exercises import walk
from payconform.target import Target


@pytest.mark.rule("MAIB-LIFE-01")
@pytest.mark.judges(
    *("MAIB-CREATE-01", "MAIB-CREATE-03", "MAIB-CREATE-04", "MAIB-CREATE-29", "MAIB-CREATE-30"),
    *("MAIB-CREATE-31", "MAIB-CREATE-50", "MAIB-CREATE-51", "MAIB-CREATE-53", "MAIB-CREATE-75"),
    *("MAIB-CREATE-76", "MAIB-CREATE-77", "MAIB-CREATE-79"),
    *("MAIB-READ-01", "MAIB-READ-02", "MAIB-READ-03", "MAIB-READ-06", "MAIB-READ-12"),
    *("MAIB-READ-13", "MAIB-READ-14", "MAIB-READ-15", "MAIB-READ-16", "MAIB-READ-18"),
    *("MAIB-READ-19", "MAIB-READ-20", "MAIB-READ-33", "MAIB-READ-40", "MAIB-READ-41"),
    *("MAIB-READ-52", "MAIB-READ-60", "MAIB-READ-61", "MAIB-READ-62", "MAIB-READ-65"),
    *("MAIB-READ-79", "MAIB-READ-91"),
    *("MAIB-CANCEL-01", "MAIB-CANCEL-02", "MAIB-CANCEL-03", "MAIB-CANCEL-04", "MAIB-CANCEL-05"),
    *("MAIB-CANCEL-07", "MAIB-CANCEL-08", "MAIB-CANCEL-09", "MAIB-CANCEL-11", "MAIB-CANCEL-17"),
    *("MAIB-CANCEL-19", "MAIB-CANCEL-31", "MAIB-CANCEL-40", "MAIB-CANCEL-43", "MAIB-CANCEL-45"),
    *("MAIB-PAY-01", "MAIB-PAY-02", "MAIB-PAY-03", "MAIB-PAY-07", "MAIB-PAY-08", "MAIB-PAY-09"),
    *("MAIB-PAY-14", "MAIB-LIFE-03", "MAIB-LIFE-04"),
    *("MAIB-REFUND-01", "MAIB-REFUND-02", "MAIB-REFUND-03", "MAIB-REFUND-04", "MAIB-REFUND-05"),
    *("MAIB-REFUND-06", "MAIB-REFUND-07", "MAIB-REFUND-08", "MAIB-REFUND-09", "MAIB-REFUND-10"),
)
@pytest.mark.needs("fuzz")
def test_any_history_leaves_all_where_the_documents_put_it(
    target: Target, effort: Effort, found: Found
) -> None:
    for breach in walk(target, effort):
        found(breach)


@pytest.mark.rule("MAIB-LIFE-03")
@pytest.mark.needs("simulate_payment")
def test_a_dynamic_qr_whose_payment_was_refunded_is_not_paid_again(maib: Maib, qr: str) -> None:
    given(maib.refund(maib.payment(qr)), succeeded)
    require(maib.pay(qr), refused)


@pytest.mark.rule("MAIB-LIFE-04")
@pytest.mark.needs("simulate_payment")
def test_a_cancelled_qr_is_not_paid(maib: Maib, qr: str) -> None:
    given(maib.cancel(qr), succeeded)
    require(maib.pay(qr), refused)

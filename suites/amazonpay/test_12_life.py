"""
Amazon Pay: whatever is done to QRs, charges and refunds in whatever order, they stand where the
documents put them.
"""

import pytest

from payconform.checks import given, member_differs, require, status
from payconform.exercise.breach import Effort
from payconform.providers.amazonpay import calls
from payconform.stories import Found
from payconform.stories.exercises import walk
from payconform.target import Target

UNPAID = member_differs("status", "SUCCESS")


@pytest.mark.rule("AMAZONPAY-LIFE-01")
@pytest.mark.judges(
    *("AMAZONPAY-AUTH-02", "AMAZONPAY-AUTH-16"),
    *("AMAZONPAY-CREATE-01", "AMAZONPAY-QR-02", "AMAZONPAY-QR-04"),
    *("AMAZONPAY-READ-01", "AMAZONPAY-READ-02", "AMAZONPAY-READ-03", "AMAZONPAY-READ-04"),
    *("AMAZONPAY-READ-06", "AMAZONPAY-LIFE-03", "AMAZONPAY-LIFE-04"),
    *("AMAZONPAY-CANCEL-01", "AMAZONPAY-CANCEL-02", "AMAZONPAY-CANCEL-03"),
    *("AMAZONPAY-CANCEL-04", "AMAZONPAY-CANCEL-05", "AMAZONPAY-CANCEL-06"),
    *("AMAZONPAY-CANCEL-07", "AMAZONPAY-CANCEL-08", "AMAZONPAY-CANCEL-09"),
    *("AMAZONPAY-CANCEL-10", "AMAZONPAY-CANCEL-11"),
    *("AMAZONPAY-REFUND-01", "AMAZONPAY-REFUND-02", "AMAZONPAY-REFUND-03"),
    *("AMAZONPAY-REFUND-04", "AMAZONPAY-REFUND-05", "AMAZONPAY-REFUND-06"),
    *("AMAZONPAY-REFUND-07", "AMAZONPAY-REFUND-08", "AMAZONPAY-REFUND-09"),
    *("AMAZONPAY-REFUND-10", "AMAZONPAY-REFUND-26"),
)
@pytest.mark.needs("fuzz")
def test_any_history_leaves_all_where_the_documents_put_it(
    target: Target, effort: Effort, found: Found
) -> None:
    for breach in walk(target, effort):
        found(breach)


@pytest.mark.rule("AMAZONPAY-LIFE-03")
def test_a_new_qr_does_not_read_as_paid(target: Target, order: str) -> None:
    require(given(target.send(calls.status(target, order)), status(200)), UNPAID)


@pytest.mark.rule("AMAZONPAY-LIFE-03")
def test_a_cancelled_qr_does_not_read_as_paid(target: Target, order: str) -> None:
    given(target.send(calls.cancel(target, order)), status(200))
    require(given(target.send(calls.status(target, order)), status(200)), UNPAID)


@pytest.mark.rule("AMAZONPAY-LIFE-04")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_an_expired_qr_is_not_paid(target: Target, order: str) -> None:
    target.advance(2 * calls.LIFE)
    target.cause("pay", orderId=order)
    require(given(target.send(calls.status(target, order)), status(200)), UNPAID)

"""
iFortepay: whatever is done to QRs in whatever order, they stand where the documents put them.
"""

from typing import Any

import pytest

from payconform.checks import given, require
from payconform.errors import Violation
from payconform.exercise.breach import Effort
from payconform.model import Exchange, Mismatch
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import PAID, STATUSES, stands, succeeded
from payconform.stories import Found
from payconform.stories.exercises import walk
from payconform.target import Target


@pytest.mark.rule("IFORTEPAY-LIFE-01")
@pytest.mark.judges(
    *("IFORTEPAY-AUTH-05", "IFORTEPAY-AUTH-07", "IFORTEPAY-CREATE-01", "IFORTEPAY-CREATE-02"),
    *("IFORTEPAY-READ-01", "IFORTEPAY-READ-02", "IFORTEPAY-READ-03", "IFORTEPAY-READ-04"),
    *("IFORTEPAY-READ-05", "IFORTEPAY-CANCEL-01", "IFORTEPAY-CANCEL-02", "IFORTEPAY-CANCEL-04"),
    *("IFORTEPAY-REFUND-01", "IFORTEPAY-LIFE-02", "IFORTEPAY-LIFE-03"),
)
@pytest.mark.needs("fuzz")
def test_any_history_leaves_all_where_the_documents_put_it(
    target: Target, effort: Effort, found: Found
) -> None:
    for breach in walk(target, effort):
        found(breach)


def unpaid(exchange: Exchange) -> Mismatch | None:
    paid = stands(*PAID)(exchange) is None
    return Mismatch("the status of a QR that nobody paid", "that of one paid") if paid else None


@pytest.mark.rule("IFORTEPAY-LIFE-02")
def test_a_new_qr_does_not_read_as_paid(target: Target, named: dict[str, Any]) -> None:
    require(given(target.send(calls.inquiry(named)), succeeded), unpaid)


@pytest.mark.rule("IFORTEPAY-LIFE-02")
def test_a_cancelled_qr_does_not_read_as_paid(target: Target, named: dict[str, Any]) -> None:
    given(target.send(calls.cancel(named)), succeeded)
    require(given(target.send(calls.inquiry(named)), stands(*STATUSES)), unpaid)


@pytest.mark.rule("IFORTEPAY-LIFE-03")
@pytest.mark.needs("simulate_payment", "control_clock")
def test_an_expired_qr_is_not_paid(target: Target, named: dict[str, Any]) -> None:
    target.wait(calls.LIFE + 60)
    came = calls.pay(target, named)
    answer = given(target.send(calls.inquiry(named)), stands(*STATUSES))
    if came != "REFUSED":
        raise Violation([Mismatch("a payment that is refused", came)], answer.id)
    require(answer, unpaid)

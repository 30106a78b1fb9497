"""
MobilePay: whatever is done to payments and refunds in whatever order, by client, user and
MobilePay, they stand where the documents put them.
"""

import pytest

from payconform.exercise.breach import Effort
from payconform.stories import Found
from payconform.stories.exercises import walk
from payconform.target import Target


@pytest.mark.rule("MOBILEPAY-LIFE-02")
@pytest.mark.judges(
    *("MOBILEPAY-CANCEL-01", "MOBILEPAY-CANCEL-02", "MOBILEPAY-CANCEL-03"),
    *("MOBILEPAY-CANCEL-04", "MOBILEPAY-CANCEL-05", "MOBILEPAY-CANCEL-06"),
    *("MOBILEPAY-CANCEL-07", "MOBILEPAY-CANCEL-08", "MOBILEPAY-CANCEL-14"),
    *("MOBILEPAY-CANCEL-15", "MOBILEPAY-CANCEL-18", "MOBILEPAY-CANCEL-24"),
    *("MOBILEPAY-CANCEL-25", "MOBILEPAY-CANCEL-40", "MOBILEPAY-CANCEL-41"),
    *("MOBILEPAY-CANCEL-42", "MOBILEPAY-CANCEL-43", "MOBILEPAY-CANCEL-44"),
    *("MOBILEPAY-CANCEL-45", "MOBILEPAY-CANCEL-48", "MOBILEPAY-CREATE-01"),
    *("MOBILEPAY-CREATE-02", "MOBILEPAY-CREATE-03", "MOBILEPAY-CREATE-04"),
    *("MOBILEPAY-CREATE-06", "MOBILEPAY-CREATE-07", "MOBILEPAY-CREATE-08"),
    *("MOBILEPAY-CREATE-10", "MOBILEPAY-CREATE-11", "MOBILEPAY-CREATE-12"),
    *("MOBILEPAY-CREATE-13", "MOBILEPAY-PAY-01", "MOBILEPAY-PAY-02"),
    *("MOBILEPAY-PAY-03", "MOBILEPAY-PAY-04", "MOBILEPAY-PAY-05"),
    *("MOBILEPAY-PAY-06", "MOBILEPAY-PAY-08", "MOBILEPAY-PAY-10"),
    *("MOBILEPAY-PAY-16", "MOBILEPAY-READ-01", "MOBILEPAY-READ-04"),
    *("MOBILEPAY-READ-06", "MOBILEPAY-READ-20", "MOBILEPAY-REFUND-01"),
    *("MOBILEPAY-REFUND-03", "MOBILEPAY-REFUND-04", "MOBILEPAY-REFUND-05"),
    *("MOBILEPAY-REFUND-08", "MOBILEPAY-REFUND-09", "MOBILEPAY-REFUND-10"),
    *("MOBILEPAY-REFUND-13", "MOBILEPAY-CREATE-60", "MOBILEPAY-CREATE-61"),
    *("MOBILEPAY-CANCEL-11",),
)
@pytest.mark.needs("fuzz")
def test_any_history_leaves_all_where_the_documents_put_it(
    target: Target, effort: Effort, found: Found
) -> None:
    for breach in walk(target, effort):
        found(breach)

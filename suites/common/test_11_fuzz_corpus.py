"""
Requests that fuzzing has found worth sending again: the same in every run, nothing is made up.

What they show broken besides is told as a finding of the rule that it breaks.
"""

from collections.abc import Sequence

import pytest

from payconform.exercise.bench import Bench, replay
from payconform.exercise.case import Case
from payconform.stories import Found
from payconform.target import Target

pytestmark = [pytest.mark.needs("fuzz"), pytest.mark.judges(), pytest.mark.corpus]


def send_again(
    target: Target, operation: str, cases: Sequence[Case], found: Found, *, reads: bool
) -> None:
    for breach in replay(Bench(target, target.slice, operation, reads=reads), cases):
        found(breach)


@pytest.mark.rule("COMMON-FUZZ-01")
def test_what_was_sent_before(
    target: Target, rule: str, operation: str, cases: Sequence[Case], found: Found
) -> None:
    send_again(target, operation, cases, found, reads=False)


@pytest.mark.rule("COMMON-FUZZ-02")
def test_what_was_refused_before(
    target: Target, rule: str, operation: str, cases: Sequence[Case], found: Found
) -> None:
    send_again(target, operation, cases, found, reads=True)


@pytest.mark.rule("COMMON-FUZZ-03")
def test_what_was_accepted_before(
    target: Target, rule: str, operation: str, cases: Sequence[Case], found: Found
) -> None:
    send_again(target, operation, cases, found, reads=False)

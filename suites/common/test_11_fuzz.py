"""
Requests that a machine makes up, by a seed: valid calls with values that schemathesis generates.

What else they show broken is told as a finding of the rule that it breaks.
"""

import pytest

from payconform.exercise.breach import Effort
from payconform.stories import Found
from payconform.stories.exercises import fuzz_allowed, fuzz_anything
from payconform.target import Target

pytestmark = [pytest.mark.needs("fuzz"), pytest.mark.judges()]


@pytest.mark.rule("COMMON-FUZZ-01")
def test_anything(target: Target, rule: str, operation: str, found: Found, effort: Effort) -> None:
    for breach in fuzz_anything(target, operation, effort, reads=False):
        found(breach)


@pytest.mark.rule("COMMON-FUZZ-02")
def test_anything_that_is_refused(
    target: Target, rule: str, operation: str, found: Found, effort: Effort
) -> None:
    for breach in fuzz_anything(target, operation, effort.other(), reads=True):
        found(breach)


@pytest.mark.rule("COMMON-FUZZ-03")
def test_anything_that_is_allowed(
    target: Target, rule: str, operation: str, found: Found, effort: Effort
) -> None:
    for breach in fuzz_allowed(target, operation, effort.other()):
        found(breach)

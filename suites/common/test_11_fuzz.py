"""
Requests that a machine makes up, by a seed: valid calls with values that schemathesis generates.

What else they show broken is told as a finding of the rule that it breaks.
"""

import pytest

from payconform.exercise.bench import Bench
from payconform.exercise.breach import Effort
from payconform.exercise.fuzz import fuzz
from payconform.exercise.making import Maker
from payconform.stories import Found
from payconform.target import Target

pytestmark = [pytest.mark.needs("fuzz"), pytest.mark.judges()]


def maker(target: Target) -> Maker:
    return Maker(target.slice.document, target.slice.fields.kept)


@pytest.mark.rule("COMMON-FUZZ-01")
def test_anything(target: Target, rule: str, operation: str, found: Found, effort: Effort) -> None:
    bench = Bench(target, target.slice, operation, reads=False)
    for breach in fuzz(bench, maker(target).anything(operation), effort):
        found(breach)


@pytest.mark.rule("COMMON-FUZZ-02")
def test_anything_that_is_refused(
    target: Target, rule: str, operation: str, found: Found, effort: Effort
) -> None:
    bench = Bench(target, target.slice, operation, reads=True)
    for breach in fuzz(bench, maker(target).anything(operation), effort.other()):
        found(breach)


@pytest.mark.rule("COMMON-FUZZ-03")
def test_anything_that_is_allowed(
    target: Target, rule: str, operation: str, found: Found, effort: Effort
) -> None:
    bench = Bench(target, target.slice, operation, reads=False)
    for breach in fuzz(bench, maker(target).allowed(operation), effort.other()):
        found(breach)

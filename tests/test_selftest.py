"""
Every liar is caught by a test of its own rule, and the honest simulator sets nothing off.
"""

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Outcome
from payconform.run import Plan, Run
from payconform.spec.rows import providers
from payconform.target.opening import Variation

LIARS = [
    pytest.param(provider, fault.id, fault.rule, id=f"{provider}-{fault.id}")
    for provider in providers()
    for fault in catalog.behaviour(provider).faults
]


@pytest.mark.parametrize(("provider", "fault", "rule"), LIARS)
def test_a_liar_is_caught_by_a_test_of_its_rule(provider: str, fault: str, rule: str) -> None:
    plan = Plan(None, rules=frozenset({rule}), variation=Variation({}, (fault,)))
    run = Run(catalog.load(provider), resolve(provider, None, None), plan, "selftest")
    certify(run)
    caught = [finding.outcome for finding in run.findings]
    assert {Outcome.FAILED, Outcome.WARNED} & set(caught), caught


@pytest.mark.parametrize("provider", providers())
def test_an_unknown_fault_is_no_kill(provider: str) -> None:
    """
    The grading itself can fail: a rule that no liar breaks shows no kill.
    """
    rule = catalog.behaviour(provider).faults.__iter__().__next__().rule
    run = Run(
        catalog.load(provider),
        resolve(provider, None, None),
        Plan(None, rules=frozenset({rule})),
        "selftest",
    )
    certify(run)
    assert not {Outcome.FAILED, Outcome.WARNED} & {finding.outcome for finding in run.findings}

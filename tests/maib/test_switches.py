"""
The suite does not certify our own guesses: whatever the simulator chooses, nothing fails.

Each choice must show, too: a switch that changes nothing would prove nothing.
"""

from functools import cache

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Finding, Outcome
from payconform.plan import Plan
from payconform.providers.maib.story import OLDER_REFUND
from payconform.run import Run
from payconform.spec.rules import rulebook
from payconform.target.opening import Variation

BOOK = rulebook("maib")
FLIPS = [
    pytest.param(rule.id, rule.switch.name, choice, id=f"{rule.switch.name}={choice}")
    for rule in BOOK.rules
    if rule.switch
    for choice in rule.switch.choices[1:]
]
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in BOOK.switches.items()}


def findings(flipped: dict[str, str]) -> list[Finding]:
    plan = Plan(None, variation=Variation(flipped))
    run = Run(catalog.load("maib"), resolve("maib", None, None), plan, "switches")
    certify(run)
    return run.findings


@cache
def usual() -> list[Finding]:
    """
    What a run finds with every switch as it is.
    """
    return findings({})


def unwelcome(found: list[Finding]) -> list[Finding]:
    good = (Outcome.PASSED, Outcome.RECORDED)
    return [
        finding
        for finding in found
        if finding.outcome not in good
        and (finding.outcome, finding.reason) != (Outcome.SKIPPED, OLDER_REFUND)
    ]


@pytest.mark.parametrize(("rule", "switch", "choice"), FLIPS)
def test_a_flipped_switch_shows_and_fails_nothing(rule: str, switch: str, choice: str) -> None:
    found = findings({switch: choice})
    assert unwelcome(found) == []
    seen = {finding.got for finding in found if finding.rule == rule}
    assert seen != {finding.got for finding in usual() if finding.rule == rule}


def test_all_switches_flipped_at_once_fail_nothing() -> None:
    assert unwelcome(findings(ALL_AT_ONCE)) == []


@pytest.mark.parametrize("flipped", [{}, ALL_AT_ONCE], ids=["default", "flipped"])
def test_what_is_recorded_is_an_outcome_the_rule_lists(flipped: dict[str, str]) -> None:
    for finding in findings(flipped):
        listed = BOOK.by_id[finding.rule].outcomes
        closed = listed and not any(outcome.startswith("another") for outcome in listed)
        if closed and finding.outcome is Outcome.RECORDED:
            assert finding.got.startswith(listed), finding

"""
A missing capability is told with the rules that it costs.
"""

from typing import Any

import pytest
from tests.readiness.conftest import answer, checked

from payconform import catalog, readiness
from payconform.certify import needs_of
from payconform.config import resolve
from payconform.plan import Plan
from payconform.readiness import Check
from payconform.run import Run


def test_a_missing_capability_is_told_with_the_rules_it_costs(
    answering: Any, configured: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pays, free, moves = (
        frozenset({"simulate_payment"}),
        frozenset[str](),
        {"control_clock", "races"},
    )
    tests = {"A": [pays, free], "B": [pays, pays], "C": [free], "D": [frozenset(moves) | pays]}
    monkeypatch.setattr(readiness, "needs_of", lambda _: tests)
    configured(answering(answer()).url)
    found = checked()
    assert found["simulate_payment"] == Check(
        "simulate_payment",
        "warning",
        "not there; rules that lose tests: 3, all of them: 2",
        "targets.x.capabilities",
    )
    assert found["control_clock"] == Check(
        "control_clock", "ok", "not there; rules that lose tests: 1, all of them: 1"
    )
    assert found["races"].key == "--allow races"


def test_what_the_stories_need_is_known_by_rule() -> None:
    run = Run(catalog.load("maib"), resolve("maib", None, None), Plan(None), "check")
    needs = needs_of(run)
    assert all("simulate_payment" in one for one in needs["MAIB-PAY-01"])
    assert frozenset() in needs["MAIB-CREATE-01"]


def test_who_pays_is_told(answering: Any, configured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    tests = {"A": [frozenset({"payments"})]}
    monkeypatch.setattr(readiness, "needs_of", lambda _: tests)
    configured(answering(answer()).url, 'simulate_payment = "operator"')
    assert checked()["payments"] == Check(
        "payments", "ok", "a person is asked, in a terminal and without --no-input"
    )
    configured(answering(answer()).url)
    assert checked()["payments"] == Check(
        "payments",
        "warning",
        "not there; rules that lose tests: 1, all of them: 1",
        "targets.x.simulate_payment",
    )

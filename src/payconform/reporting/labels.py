"""
Allure labels and attachments, where allure-pytest is writing results.
"""

from typing import Any

import allure

from payconform.model import Outcome, Rule
from payconform.spec.rules import Rulebook

# allure-pytest leaves these calls untyped.
dynamic: Any = allure.dynamic


def describe(rules: Rulebook, rule: Rule) -> None:
    """
    Label the running test with its provider, chapter and rule.
    """
    title = next(area.title for area in rules.areas if area.code == rule.area)
    dynamic.epic(rules.title)
    dynamic.feature(title)
    dynamic.story(f"{rule.id}: {rule.says}")
    for name in ("id", "area", "level", "basis"):
        dynamic.label("rule" if name == "id" else name, getattr(rule, name))


def conclude(outcome: Outcome, evidence: str) -> None:
    """
    Label the running test with its outcome and attach its redacted exchanges.
    """
    dynamic.label("outcome", outcome.value)
    if evidence:
        allure.attach(evidence, "exchanges.ndjson", extension="ndjson")

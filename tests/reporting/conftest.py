"""
A rule book small enough to count by hand.
"""

from collections.abc import Callable

import pytest

from payconform.model import Area, Finding, Outcome, Rule
from payconform.spec.rules import Rulebook


def rule(number: str, area: str, basis: str) -> Rule:
    return Rule(
        id=f"TEA-{area}-{number}",
        area=area,
        level="must",
        basis=basis,
        party="provider",
        operations=("brew",),
        says="Tea is hot when it is served.",
        source=("kettle",),
    )


@pytest.fixture
def book() -> Rulebook:
    rules = (
        rule("01", "AUTH", "documented"),
        rule("02", "AUTH", "assumed"),
        rule("01", "READ", "standard"),
    )
    areas = (Area("AUTH", 1, "Keys"), Area("CREATE", 2, "Brewing"), Area("READ", 3, "Tasting"))
    return Rulebook("tea", "Tea house", rules, areas)


@pytest.fixture
def finding() -> Callable[..., Finding]:
    """
    Makes a finding of the rule TEA-AUTH-01, unless told otherwise.
    """

    def make(outcome: Outcome, rule: str = "TEA-AUTH-01", **parts: str) -> Finding:
        return Finding(
            rule, parts.pop("test", "suites/tea/test_1_auth.py::test_x"), outcome, **parts
        )

    return make

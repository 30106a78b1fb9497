"""
Which operations a run should have seen answered with success, and which it could not.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payconform.model import Finding, Outcome, Rule

IN = "in"
CAPABILITY = "capability"  # the target lacks one that the operation needs
ALTERNATIVE = "alternative"  # the target serves another of its group
SKIPPED = "skipped"  # every test that is about it alone was skipped
Entry = Mapping[str, Any]  # an operation as it stands in run.json


@dataclass(frozen=True, slots=True)
class Choice:
    """
    Operations of which a target serves one: `scopes` says of each whether it is in scope.
    """

    scopes: Mapping[str, str]
    served: bool

    @property
    def name(self) -> str:
        """
        The operations that might have served, `a or b`.
        """
        return " or ".join(name for name, scope in self.scopes.items() if scope != CAPABILITY)

    @property
    def is_in(self) -> bool:
        """
        Whether one of them is in scope.
        """
        return IN in self.scopes.values()


def choices(
    operations: Iterable[Entry],
    able: frozenset[str],
    skipped: Callable[[frozenset[str]], bool],
) -> list[Choice]:
    """
    The operations of a document, in its order, alternatives together.

    Args:
        operations: as they stand in run.json.
        able: what the target can do.
        skipped: whether everything was skipped that is about operations of these names alone.

    """
    groups: dict[tuple[str, bool], list[Entry]] = {}
    for one in operations:
        group = one["alternative"]
        groups.setdefault((group or one["id"], group is None), []).append(one)
    return [_choice(group, able, skipped) for group in groups.values()]


def _choice(
    group: Sequence[Entry], able: frozenset[str], skipped: Callable[[frozenset[str]], bool]
) -> Choice:
    names = frozenset(one["id"] for one in group)
    there = [one["id"] for one in group if one["successes"] or able.issuperset(one["needs"])]
    served = [one["id"] for one in group if one["successes"]]
    standing = served or there[:1]  # the first stands for all
    scope = SKIPPED if not served and skipped(names) else IN
    outside = {one["id"]: ALTERNATIVE if one["id"] in there else CAPABILITY for one in group}
    return Choice(outside | dict.fromkeys(standing, scope), bool(served))


def were_skipped(
    findings: Iterable[Finding], rules: Mapping[str, Rule], names: frozenset[str]
) -> bool:
    """
    Whether there are findings about operations of these names alone, and all of them were skipped.
    """
    about = [
        finding.outcome
        for finding in findings
        if rules[finding.rule].operations and names.issuperset(rules[finding.rule].operations)
    ]
    return bool(about) and set(about) == {Outcome.SKIPPED}


def unanswered(coverage: Mapping[str, Any]) -> list[str]:
    """
    The operations in scope that were never answered with success, of run.json's coverage.
    """
    return [one["operation"] for one in coverage["missing"] if one["what"] == "operation"]

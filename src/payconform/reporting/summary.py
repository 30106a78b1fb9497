"""
run.json: one run as one document, of the shape of `fixtures/schemas/run.json`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from payconform import __version__
from payconform.model import Finding, Outcome, Rule
from payconform.reporting.asked import Asked, as_asked
from payconform.spec.rules import Rulebook
from payconform.verdict import Verdict

FORMAT = "payconform-run/1"


@dataclass(frozen=True)
class Scope:
    """
    What a run set out to do. `simulated`: the target is our own simulator. `accepted_until`: the
    day until which somebody accepts that it is production.
    """

    target: str
    environment: str
    simulated: bool
    capabilities: tuple[str, ...]
    seed: int
    selection: Mapping[str, Any] = field(default_factory=dict)
    accepted_until: str = ""


def summary(
    run_id: str,
    course: Mapping[str, Any],
    scope: Scope,
    rules: Rulebook,
    findings: Sequence[Finding],
    verdict: Verdict | None,
    *,
    operations: Sequence[Mapping[str, Any]],
    coverage: Mapping[str, Any],
    exercised: Mapping[str, int],
    leftovers: Sequence[str],
    asked: Sequence[Asked] = (),
) -> dict[str, Any]:
    """
    The content of run.json; `verdict` is None while the run goes on.
    """
    return {
        "format": FORMAT,
        "tool": {"name": "payconform", "version": __version__},
        "run": {"id": run_id, **course},
        "provider": {"key": rules.provider, "title": rules.title},
        "target": {
            "name": scope.target,
            "environment": scope.environment,
            **({"accepted_until": scope.accepted_until} if scope.accepted_until else {}),
            "simulated": scope.simulated,
            "capabilities": list(scope.capabilities),
        },
        "seed": scope.seed,
        "selection": dict(scope.selection),
        "verdict": verdict
        and {"claim": verdict.claim, "exit_code": verdict.exit_code, "sentence": verdict.sentence},
        "outcomes": _counted(finding.outcome for finding in findings),
        "chapters": [
            _chapter(area.code, area.title, rules, findings)
            for area in rules.areas
            if any(rules.by_id[finding.rule].area == area.code for finding in findings)
        ],
        "operations": list(operations),
        "coverage": dict(coverage),
        "simulated_behaviour": _bases(exercised, rules),
        "left_behind": list(leftovers),
        **({"person": [as_asked(one) for one in asked]} if asked else {}),
        "findings": [as_finding(finding, rules.by_id[finding.rule]) for finding in findings],
    }


def as_finding(finding: Finding, rule: Rule) -> dict[str, Any]:
    """
    A finding as it stands in run.json and findings.ndjson.
    """
    return {
        "rule": rule.id,
        "area": rule.area,
        "level": rule.level,
        "basis": rule.basis,
        "says": rule.says,
        "source": list(rule.source),
        "test": finding.test,
        "outcome": finding.outcome.value,
        "expected": finding.expected,
        "got": finding.got,
        "reason": finding.reason,
        "exercised": finding.exercised,
        "evidence": list(finding.evidence),
        "curl": finding.curl,
        "case": finding.case,
    }


def _chapter(code: str, title: str, rules: Rulebook, findings: Iterable[Finding]) -> dict[str, Any]:
    own = [finding for finding in findings if rules.by_id[finding.rule].area == code]
    return {
        "area": code,
        "title": title,
        "rules": len({finding.rule for finding in own}),
        "outcomes": _counted(finding.outcome for finding in own),
        "bases": _counted(rules.by_id[finding.rule].basis for finding in own),
    }


def _bases(exercised: Mapping[str, int], rules: Rulebook) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for rule, times in exercised.items():
        counts[rules.by_id[rule].basis] += times
    return dict(sorted(counts.items()))


def _counted(values: Iterable[Outcome | str]) -> dict[str, int]:
    return dict(sorted(Counter(str(value) for value in values).items()))

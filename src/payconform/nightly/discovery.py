"""
What a night comes to: how much was done, and the findings with their ages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from payconform.exercise.case import Case
from payconform.model import Finding
from payconform.nightly.deviations import Deviation

Age = Literal["new", "seen", "known"]


@dataclass(frozen=True, slots=True)
class Discovery:
    """
    A finding of this night: its fingerprint and case, and since when it is known, or was seen.
    """

    finding: Finding
    fingerprint: str
    case: Case
    age: Age
    since: date
    deviation: Deviation | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """
    How far a night is: cases sent and how many a second, kept ones, findings, megabytes a worker.
    """

    seconds: float
    cases: int
    rate: float
    kept: int
    findings: int
    memory: int


def aged(
    finding: Finding,
    fingerprint: str,
    case: Case,
    target: str,
    known: Sequence[Deviation],
    seen: Mapping[str, date],
) -> Discovery:
    """
    A finding with its age: somebody knows of it, an earlier night saw it, or it is new.

    Args:
        finding: of this night.
        fingerprint: its own.
        case: the smallest that shows it.
        target: name of the target.
        known: what somebody knows of.
        seen: days on which earlier nights saw findings first, by fingerprint.

    """
    for one in known:
        same = (one.rule, one.fingerprint) == (finding.rule, fingerprint)
        if same and target in one.targets:
            return Discovery(finding, fingerprint, case, "known", one.since, one)
    if day := seen.get(fingerprint):
        return Discovery(finding, fingerprint, case, "seen", day)
    return Discovery(finding, fingerprint, case, "new", datetime.now(UTC).date())

"""
The law of outcomes: what a violation weighs, and what a run as a whole may claim.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from payconform.model import Outcome, Rule

CONFORMANT, NON_CONFORMANT, INCONCLUSIVE = "conformant", "non-conformant", "inconclusive"
UNCONTRADICTED = "uncontradicted"  # no rule that was judged failed; what was not seen is not known
EXIT_CODES = {CONFORMANT: 0, UNCONTRADICTED: 0, NON_CONFORMANT: 1, INCONCLUSIVE: 3}

SEVERITY = (
    Outcome.FAILED,
    Outcome.BROKEN,
    Outcome.BLOCKED,
    Outcome.UNEXERCISED,
    Outcome.UNSTABLE,
    Outcome.WARNED,
    Outcome.WAIVED,
    Outcome.SKIPPED,
    Outcome.RECORDED,
    Outcome.PASSED,
)
"""Outcomes from the worst to the best."""

UNDECIDED = frozenset({Outcome.BROKEN, Outcome.BLOCKED, Outcome.UNEXERCISED, Outcome.UNSTABLE})


@dataclass(frozen=True, slots=True)
class Subject:
    """
    What was judged, what its findings count, and the most that can be claimed of it.
    """

    name: str
    unit: str = "tests"
    most: str = CONFORMANT


TARGET = Subject("target")
SIMULATOR = Subject("simulator self-check (says nothing about the provider)")
RECORDED = Subject("recorded traffic", "rules judged", UNCONTRADICTED)


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    What a run may claim, its exit code, and why in one sentence.
    """

    claim: str
    exit_code: int
    sentence: str


def grade(rule: Rule, *, holds: bool) -> Outcome:
    """
    What an observation weighs: only documented and standard must-rules can fail a target.
    """
    if rule.basis == "assumed" or rule.level == "may":
        return Outcome.RECORDED
    if holds:
        return Outcome.PASSED
    if rule.basis == "observed" or rule.level == "should":
        return Outcome.WARNED
    return Outcome.FAILED


def verdict(
    outcomes: Iterable[Outcome],
    *,
    stopped: str = "",
    subject: Subject = TARGET,
    unanswered: Sequence[str] = (),
) -> Verdict:
    """
    The verdict over all findings of a run. A failure outranks everything left undecided.

    Args:
        outcomes: one for each finding.
        stopped: why the run ended before its end, if it did.
        subject: what was judged.
        unanswered: operations that should have been answered with success, and never were.

    """
    counts = dict.fromkeys(SEVERITY, 0)
    for outcome in outcomes:
        counts[outcome] += 1
    total = sum(counts.values())
    undecided = sum(counts[outcome] for outcome in UNDECIDED)
    of_all = f"of {total} {subject.unit}"
    if counts[Outcome.FAILED]:
        early = f"; ended early: {stopped}" if stopped else ""
        why = f"{counts[Outcome.FAILED]} {of_all} failed{early}"
        return _verdict(NON_CONFORMANT, why, subject)
    if stopped:
        return _verdict(INCONCLUSIVE, stopped, subject)
    skipped = counts[Outcome.SKIPPED]
    if total == skipped:
        return _verdict(INCONCLUSIVE, "nothing was tested", subject)
    if undecided or unanswered:
        told = [f"{undecided} {of_all} could not be decided"] if undecided else []
        if unanswered:
            names = ", ".join(unanswered)
            told.append(f"unexercised operations, never answered with success: {names}")
        return _verdict(INCONCLUSIVE, "; ".join(told), subject)
    scope = (
        f"; {counts[Outcome.SKIPPED]} skipped, outside the scope" if counts[Outcome.SKIPPED] else ""
    )
    warned = f", {counts[Outcome.WARNED]} warned" if counts[Outcome.WARNED] else ""
    return _verdict(subject.most, f"{total} {subject.unit}, none failed{warned}{scope}", subject)


def _verdict(claim: str, why: str, subject: Subject) -> Verdict:
    return Verdict(claim, EXIT_CODES[claim], f"{subject.name}: {claim}: {why}")

"""
The law of outcomes: what a violation weighs, and what a run as a whole may claim.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from payconform.model import Outcome, Rule

CONFORMANT, NON_CONFORMANT, INCONCLUSIVE = "conformant", "non-conformant", "inconclusive"
EXIT_CODES = {CONFORMANT: 0, NON_CONFORMANT: 1, INCONCLUSIVE: 3}

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


def verdict(outcomes: Iterable[Outcome], *, stopped: str = "", simulated: bool = False) -> Verdict:
    """
    The verdict over all findings of a run. A failure outranks everything left undecided.

    Args:
        outcomes: one for each finding.
        stopped: why the run ended before its end, if it did.
        simulated: the target was our own simulator, so the run says nothing about a provider.

    """
    counts = dict.fromkeys(SEVERITY, 0)
    for outcome in outcomes:
        counts[outcome] += 1
    total = sum(counts.values())
    undecided = sum(counts[outcome] for outcome in UNDECIDED)
    if counts[Outcome.FAILED]:
        early = f"; ended early: {stopped}" if stopped else ""
        why = f"{counts[Outcome.FAILED]} of {total} tests failed{early}"
        return _verdict(NON_CONFORMANT, why, simulated)
    if stopped:
        return _verdict(INCONCLUSIVE, stopped, simulated)
    if undecided or not total:
        why = (
            f"{undecided} of {total} tests could not be decided" if total else "nothing was tested"
        )
        return _verdict(INCONCLUSIVE, why, simulated)
    scope = (
        f"; {counts[Outcome.SKIPPED]} skipped, outside the scope" if counts[Outcome.SKIPPED] else ""
    )
    return _verdict(CONFORMANT, f"{total} tests, none failed{scope}", simulated)


def _verdict(claim: str, why: str, simulated: bool) -> Verdict:
    subject = "simulator self-check (says nothing about the provider)" if simulated else "target"
    return Verdict(claim, EXIT_CODES[claim], f"{subject}: {claim}: {why}")

"""
What a failure and its repetition come to.
"""

from dataclasses import replace

from payconform.model import Finding, Outcome

EVIDENCE = 20  # exchanges that a finding names


def settled(first: Finding, second: Finding) -> Finding:
    """
    What a failure and its repetition come to; evidence of both.
    """
    both = replace(
        first,
        evidence=(*first.evidence, *second.evidence)[-EVIDENCE:],
        exercised=first.exercised + second.exercised,
    )
    if second.outcome is Outcome.FAILED:
        return replace(both, expected=second.expected, got=second.got, curl=second.curl)
    if second.outcome in (Outcome.PASSED, Outcome.SKIPPED):
        told = "failed once, and was not seen again when it was repeated"
        return replace(both, outcome=Outcome.UNSTABLE, reason=told)
    told = f"failed once; repeated, it was {second.outcome.value}: {second.reason}"
    return replace(both, reason=told)

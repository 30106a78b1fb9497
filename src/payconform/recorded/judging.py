"""
Judges recorded exchanges by the rules that can be judged on them: one finding for each that was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from payconform.checks import Judgement
from payconform.checks.weighing import Judged, weigh
from payconform.model import Exchange, Finding, Mismatch, Rule
from payconform.verdict import grade

EVIDENCE = 20  # exchanges that a finding names
EXAMPLES = 5  # of them where all of them held


def judge(
    rules: Mapping[str, Rule],
    judgements: Iterable[Judgement],
    exchanges: Sequence[Exchange],
    *,
    masked: bool,
) -> Iterator[Finding]:
    """
    A finding for each rule that some exchange came under, in the order of the rules.

    Args:
        rules: by id.
        judgements: of any of the rules, several of one if need be.
        exchanges: oldest first, unmasked where their source had them so.
        masked: their secrets are masked, so that a difference in one of them is none.

    """
    judged = weigh(rules, judgements, exchanges, masked=masked)
    for name, rule in rules.items():
        if judged.get(name):
            yield _finding(rule, judged[name])


def _finding(rule: Rule, judged: Judged) -> Finding:
    broken = {name: found for name, found in judged.items() if found}
    first = next(iter(broken.values()), Mismatch("", ""))
    more = f", and {len(broken) - 1} more exchanges" if len(broken) > 1 else ""
    return Finding(
        rule.id,
        "",
        grade(rule, holds=not broken),
        expected=first.expected,
        got=f"{first.got}{more}" if broken else "",
        evidence=tuple(broken)[:EVIDENCE] or tuple(judged)[:EXAMPLES],
        exercised=len(judged),
    )

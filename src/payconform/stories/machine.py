"""
Stories that a machine tells: of one rule, but able to find others broken beside it.
"""

import json

import pytest

from payconform.exercise.breach import Breach
from payconform.model import Finding, Outcome
from payconform.run import Run
from payconform.verdict import grade

JUDGES = "judges"  # the marker that names the other rules
CORPUS = "corpus"  # the marker of those that make nothing up
FORMAT = "payconform-case/1"
FOUND = pytest.StashKey[list[Breach]]()


def may_judge(item: pytest.Item) -> frozenset[str]:
    """
    The ids of the rules that a story may find broken beside its own.
    """
    return frozenset(rule for marker in item.iter_markers(JUDGES) for rule in marker.args)


def is_machine(item: pytest.Item) -> bool:
    """
    Whether a machine tells the story: what it found it has confirmed itself.
    """
    return item.get_closest_marker(JUDGES) is not None


def makes_up(item: pytest.Item) -> bool:
    """
    Whether a machine makes up what the story sends, instead of taking it from the corpus.
    """
    return is_machine(item) and item.get_closest_marker(CORPUS) is None


def finding_of(run: Run, test: str, breach: Breach, exercised: int) -> Finding:
    """
    What a breach is worth; the case that shows it is written down beside the run.
    """
    rule, redact = run.slice.rules.by_id[breach.rule], run.redactor
    outcome = Outcome.UNSTABLE if breach.unstable else grade(rule, holds=False)
    shown = (breach.exchange.id,) if breach.exchange else ()
    case = ""
    if breach.case is not None:
        document = {
            "format": FORMAT,
            "provider": run.slice.key,
            "rule": rule.id,
            "test": test,
            "case": breach.case,
        }
        content = json.dumps(document, ensure_ascii=True, indent=2) + "\n"
        case = run.keep_case(rule.id, redact(content))
    return Finding(
        rule.id,
        test,
        outcome,
        expected=redact("; ".join(one.expected for one in breach.mismatches)),
        got=redact("; ".join(one.got for one in breach.mismatches)),
        reason=redact(breach.note),
        evidence=breach.evidence or shown,
        curl="".join(map(run.curl_of, shown)),
        exercised=exercised,
        case=case,
    )

"""
What becomes of judgements: one finding a rule, weighed as the law of outcomes has it.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform import catalog
from payconform.checks import Judgement, status
from payconform.exercise.oracle import security
from payconform.model import Exchange, Finding, Mismatch, Outcome, Rule
from payconform.recorded.judging import judge
from payconform.spec.rules import rulebook

Made = Callable[..., Exchange]


def rule(basis: str = "documented", number: int = 1) -> Rule:
    return Rule(
        id=f"TEA-READ-{number:02}",
        area="READ",
        level="must",
        basis=basis,
        party="provider",
        operations=("createQr",),
        says="Tea is hot when it is served.",
        source=("kettle",),
    )


def hot(number: int = 1) -> Judgement:
    return Judgement(f"TEA-READ-{number:02}", lambda exchange: True, status(200))


def numbered(*exchanges: Exchange) -> list[Exchange]:
    return [replace(one, id=f"x{place:05}") for place, one in enumerate(exchanges, 1)]


def judged(
    *exchanges: Exchange, basis: str = "documented", judgements: tuple[Judgement, ...] = (hot(),)
) -> list[Finding]:
    rules = {one.id: one for one in (rule(basis), rule(basis, 2))}
    return [*judge(rules, judgements, numbered(*exchanges), masked=False)]


def test_a_rule_that_nothing_came_under_is_left_out(exchange: Made) -> None:
    never = Judgement("TEA-READ-01", lambda exchange: False, status(200))
    assert judged(exchange(500), judgements=(never,)) == []
    assert judged(replace(exchange(500), operation="getQr")) == []


def test_all_exchanges_of_a_rule_make_one_finding(exchange: Made) -> None:
    (found,) = judged(*[exchange(200)] * 30)
    assert (found.rule, found.outcome, found.exercised) == ("TEA-READ-01", Outcome.PASSED, 30)
    assert found.evidence == ("x00001", "x00002", "x00003", "x00004", "x00005")
    assert found.test == found.got == ""


def test_those_that_break_it_are_the_evidence(exchange: Made) -> None:
    (found,) = judged(exchange(200), exchange(404), exchange(200), exchange(409))
    assert found.outcome is Outcome.FAILED
    assert found.evidence == ("x00002", "x00004")
    assert (found.expected, found.got) == ("status 200", "status 404, and 1 more exchanges")
    assert found.exercised == 4


def test_evidence_has_an_end(exchange: Made) -> None:
    (found,) = judged(*[exchange(404)] * 30)
    assert len(found.evidence) == 20


WEIGHTS = {
    "documented": Outcome.FAILED,
    "standard": Outcome.FAILED,
    "observed": Outcome.WARNED,
    "assumed": Outcome.RECORDED,
}


@pytest.mark.parametrize("basis", WEIGHTS)
def test_a_broken_rule_weighs_by_its_basis(basis: str, exchange: Made) -> None:
    (found,) = judged(exchange(404), basis=basis)
    assert found.outcome is WEIGHTS[basis]


@pytest.mark.parametrize("number", [429, 502, 503, 504])
def test_a_busy_target_is_not_judged(number: int, exchange: Made) -> None:
    assert judged(exchange(number)) == []


def test_silence_is_not_judged(exchange: Made) -> None:
    assert judged(exchange(answered=False)) == []


def test_several_judgements_of_a_rule_make_one_finding(exchange: Made) -> None:
    other = Judgement("TEA-READ-01", lambda exchange: True, status(201))
    (found,) = judged(exchange(200), judgements=(hot(), other))
    assert (found.outcome, found.exercised, found.expected) == (Outcome.FAILED, 1, "status 201")


def test_findings_stand_in_the_order_of_the_rules(exchange: Made) -> None:
    found = judged(exchange(200), judgements=(hot(2), hot(1)))
    assert [one.rule for one in found] == ["TEA-READ-01", "TEA-READ-02"]


@pytest.mark.parametrize(("masked", "number"), [(True, 0), (False, 1)])
def test_a_difference_in_what_was_masked_before_is_none(
    exchange: Made, masked: bool, number: int
) -> None:
    told = Judgement("TEA-READ-01", lambda one: True, lambda one: Mismatch("a JWT", "‹TEA_TOKEN›"))
    found = [*judge({"TEA-READ-01": rule()}, [told], numbered(exchange()), masked=masked)]
    assert len(found) == number


# --- what holds for every provider ---

LIARS = {
    "COMMON-ERROR-01": (b"[1]", 500, b"{}"),
    "COMMON-ERROR-02": (b"{}", 400, b"Traceback (most recent call last)"),
}
HONEST = {"COMMON-ERROR-01": (b"[1]", 400, b"{}"), "COMMON-ERROR-02": (b"{}", 400, b"{}")}


@pytest.mark.parametrize("abstract", LIARS)
@pytest.mark.parametrize(("cases", "outcome"), [(LIARS, "failed"), (HONEST, "passed")])
def test_common_rules_are_judged_of_whoever_has_them(
    abstract: str, cases: dict[str, tuple[bytes, int, bytes]], outcome: str, exchange: Made
) -> None:
    sent, number, answer = cases[abstract]
    one = exchange(number, answer)
    one = replace(one, request=replace(one.request, body=sent))
    (own,) = rulebook("maib").implementing(abstract)
    slice_ = catalog.load("maib")
    found = judge(slice_.rules.by_id, security(slice_), [one], masked=False)
    assert {finding.rule: finding.outcome for finding in found}[own.id] == outcome

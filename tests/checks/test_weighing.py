"""
Exchanges and the rules they come under.
"""

from collections.abc import Callable
from dataclasses import replace

import pytest

from payconform.checks import Judgement, no_server_error, status
from payconform.checks.weighing import weigh
from payconform.model import Exchange, Mismatch, Rule

RULE = Rule("TEA-PAY-01", "PAY", "must", "documented", "provider", ("createQr",), "It pays.", ())
RULES = {RULE.id: RULE}
Make = Callable[..., Exchange]


def judged(*checks: Judgement, on: list[Exchange], masked: bool = False) -> object:
    return weigh(RULES, checks, on, masked=masked)


ALWAYS = Judgement(RULE.id, lambda _: True, status(200))


def test_each_exchange_of_the_rules_operations_is_judged(exchange: Make) -> None:
    good, bad = exchange(200), replace(exchange(404), id="x00002")
    other = replace(exchange(404), id="x00003", operation="getQr")
    found = weigh(RULES, [ALWAYS], [good, bad, other])[RULE.id]
    assert found.keys() == {"x00001", "x00002"}
    assert found["x00001"] is None
    assert found["x00002"] == Mismatch("status 200", "status 404")


def test_a_judgement_that_does_not_apply_says_nothing(exchange: Make) -> None:
    never = Judgement(RULE.id, lambda _: False, status(200))
    assert judged(never, on=[exchange(404)]) == {RULE.id: {}}


@pytest.mark.parametrize("number", [429, 502, 503, 504])
def test_an_answer_about_load_says_nothing(exchange: Make, number: int) -> None:
    assert judged(ALWAYS, on=[exchange(number)]) == {RULE.id: {}}


def test_no_answer_says_nothing(exchange: Make) -> None:
    assert judged(ALWAYS, on=[exchange(answered=False)]) == {RULE.id: {}}


def test_of_several_judgements_of_a_rule_a_broken_one_counts(exchange: Make) -> None:
    survives = Judgement(RULE.id, lambda _: True, no_server_error)
    for order in ([ALWAYS, survives], [survives, ALWAYS]):
        found = weigh(RULES, order, [exchange(404)])[RULE.id]
        assert found["x00001"] == Mismatch("status 200", "status 404")

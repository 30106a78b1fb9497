"""
The rule that a case breaks, where it is one thing that the document forbids.
"""

from typing import Any

import pytest

from payconform import catalog
from payconform.exercise.attribution import rule_broken
from payconform.exercise.case import Case
from payconform.exercise.mutation import Mutation
from payconform.model import Call

MAIB = catalog.load("maib")
BODY = {
    "type": "Dynamic",
    "amountType": "Fixed",
    "currency": "MDL",
    "expiresAt": "2030-01-01T00:00:00Z",
    "amount": 50,
    "description": "Tea",
}


def change(member: str, value: Any = None, *, absent: bool = False) -> Mutation:
    return Mutation("createQr", "body", (member,), "anything", value, absent)


def rule(*changes: Mutation) -> str | None:
    case = Case("createQr", changes)
    return rule_broken(MAIB, case, case.applied(Call("createQr", body=BODY)))


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        (change("description", "x" * 501), "MAIB-CREATE-17"),
        (change("description", absent=True), "MAIB-CREATE-09"),
        (change("currency", "EUR"), "MAIB-CREATE-14"),
        (change("amount", 100_001), "MAIB-CREATE-13"),
        (change("amount", [1]), "MAIB-FIELD-02"),
    ],
)
def test_one_thing_that_is_forbidden_breaks_its_rule(changed: Mutation, broken: str) -> None:
    assert rule(changed) == broken


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param((change("description", "Cake"),), id="allowed"),
        pytest.param((change("tea", 5),), id="unknown"),
        pytest.param((change("currency", "EUR"), change("amount", -1)), id="two at once"),
        pytest.param((change("expiresAt", absent=True),), id="under a condition"),
        pytest.param((change("amountMin", 0),), id="excluded"),
        pytest.param((change("description", 5),), id="nothing but survival is asked for"),
        pytest.param((Mutation("createQr", "bytes", (), "anything", "{"),), id="no member"),
    ],
)
def test_nothing_says_so(changes: tuple[Mutation, ...]) -> None:
    assert rule(*changes) is None

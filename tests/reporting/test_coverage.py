"""
What was called and what succeeded, counted by hand.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import status
from payconform.model import Exchange, Finding, Outcome, Request, Rule
from payconform.reporting.coverage import Coverage
from payconform.spec.openapi import Document, Operation

Make = Callable[..., Exchange]


def operation(name: str, method: str = "POST", **definition: object) -> Operation:
    return Operation(name, method, f"/{name}", definition, {})


OPERATIONS = (
    operation("brew"),
    operation("look", "GET"),
    operation("payTest", **{"x-needs": ["simulate_payment"]}),
    operation("refundOld", **{"x-alternative": "refund"}),
    operation("refundNew", **{"x-alternative": "refund"}),
)
TEA = Document(
    {one.id: one for one in OPERATIONS}, {"steeped": operation("steeped")}, frozenset(), {}
)


@pytest.fixture
def coverage() -> Coverage:
    return Coverage(TEA, status(200, 201))


@pytest.fixture
def call(coverage: Coverage, exchange: Make) -> Callable[..., None]:
    """
    Has an operation called, and answered with this status.
    """

    def make(name: str, code: int = 200, method: str | None = None, **how: bool) -> None:
        verb = method or (TEA.operations[name].method if name in TEA.operations else "POST")
        made = exchange(code, request=Request(verb, f"/{name}"), **how)
        coverage.notice(replace(made, operation=name))

    return make


def counted(coverage: Coverage) -> dict[str, tuple[int, int]]:
    """
    Calls and successes of what was called.
    """
    entries = coverage.entries()
    return {one["id"]: (one["calls"], one["successes"]) for one in entries if one["calls"]}


def test_an_operation_that_is_never_called_is_listed_too(coverage: Coverage) -> None:
    assert [one["id"] for one in coverage.entries()] == [one.id for one in OPERATIONS]
    assert coverage.entries()[2] == {
        "id": "payTest",
        "calls": 0,
        "successes": 0,
        "needs": ["simulate_payment"],
        "alternative": None,
    }
    assert coverage.entries()[3]["alternative"] == "refund"


def test_calls_are_counted_and_what_the_provider_calls_a_success(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    for code in (200, 201, 204, 400, 500):
        call("brew", code)
    call("look")
    assert counted(coverage) == {"brew": (5, 2), "look": (1, 1)}


def test_a_call_with_another_verb_is_no_call_of_the_operation(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    call("look", method="DELETE")
    call("look", method="HEAD")
    assert counted(coverage) == {}


def test_a_call_without_an_answer_is_no_success(exchange: Make) -> None:
    credulous = Coverage(TEA, lambda exchange: None)
    credulous.notice(replace(exchange(answered=False), operation="brew"))
    assert counted(credulous) == {"brew": (1, 0)}


def test_callbacks_and_strangers_are_not_counted(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    call("steeped", inbound=True)
    call("brew", inbound=True)
    call("pour")
    assert counted(coverage) == {}


# --- what should have been answered with success ---


def about(*names: str) -> Rule:
    words = {"area": "AUTH", "level": "must", "basis": "documented", "party": "provider"}
    return Rule(f"TEA-{'-'.join(names)}", operations=names, says="Tea.", source=("x",), **words)  # type: ignore[arg-type]


def told(
    coverage: Coverage, *capabilities: str, findings: dict[Rule, Outcome] | None = None
) -> dict[str, Any]:
    """
    The coverage of a run with these findings, on a target that can do this.
    """
    found = findings or {}
    made = [Finding(rule.id, "", outcome) for rule, outcome in found.items()]
    return coverage.document(frozenset(capabilities), made, {rule.id: rule for rule in found})


def scopes(document: dict[str, Any]) -> dict[str, str]:
    return {one["id"]: one["scope"] for one in document["operations"]}


def unanswered(document: dict[str, Any]) -> list[str]:
    return [one["operation"] for one in document["missing"] if one["what"] == "operation"]


def test_an_operation_that_never_succeeds_is_in_scope_as_such(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    for _ in range(3):
        call("brew", 500)
    call("look")
    document = told(coverage)
    assert unanswered(document) == ["brew", "refundOld or refundNew"]
    assert document["totals"]["operations"] == {"seen": 1, "total": 3}
    assert scopes(document) == {
        "brew": "in",
        "look": "in",
        "payTest": "capability",
        "refundOld": "in",
        "refundNew": "alternative",
    }


def test_an_operation_whose_capability_is_there_is_in_scope(coverage: Coverage) -> None:
    assert "payTest" in unanswered(told(coverage, "simulate_payment", "kettle"))


def test_an_operation_that_succeeded_is_in_scope_whatever_the_target_declares(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    call("payTest")
    assert scopes(told(coverage))["payTest"] == "in"


@pytest.mark.parametrize("served", ["refundOld", "refundNew"])
def test_one_of_several_alternatives_is_enough(
    served: str, coverage: Coverage, call: Callable[..., None]
) -> None:
    call(served)
    document = told(coverage)
    assert "refundOld or refundNew" not in unanswered(document)
    assert {name for name, scope in scopes(document).items() if scope == "alternative"} == {
        "refundOld",
        "refundNew",
    } - {served}


def test_a_group_of_an_operations_name_is_not_that_operation() -> None:
    named = (operation("brew"), operation("brewNew", **{"x-alternative": "brew"}))
    document = Document({one.id: one for one in named}, {}, frozenset(), {})
    assert unanswered(told(Coverage(document, status(200)))) == ["brew", "brewNew"]


SKIPPED = {
    "everything about it alone": ({about("brew"): Outcome.SKIPPED}, True),
    "both of the group": ({about("refundOld", "refundNew"): Outcome.SKIPPED}, True),
    "something that is about others too": ({about("brew", "look"): Outcome.SKIPPED}, False),
    "a part": ({about("brew"): Outcome.SKIPPED, about("brew", "brew"): Outcome.PASSED}, False),
    "nothing": ({about("brew"): Outcome.PASSED}, False),
}


@pytest.mark.parametrize(("findings", "outside"), SKIPPED.values(), ids=SKIPPED)
def test_an_operation_is_outside_where_all_about_it_alone_was_skipped(
    findings: dict[Rule, Outcome], *, outside: bool, coverage: Coverage
) -> None:
    document = told(coverage, findings=findings)
    assert ("skipped" in scopes(document).values()) is outside
    assert len(unanswered(document)) == (2 if outside else 3)


def test_what_succeeded_is_in_scope_though_its_own_tests_were_skipped(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    call("brew")
    assert scopes(told(coverage, findings={about("brew"): Outcome.SKIPPED}))["brew"] == "in"


def test_nothing_of_what_is_outside_the_scope_is_missing() -> None:
    cup = {"name": "cup", "in": "query", "schema": {"type": "integer"}}
    parts = {"parameters": [cup], "x-needs": ["kettle"]}
    document = Document({"boil": operation("boil", **parts)}, {}, frozenset(), {})
    outside = told(Coverage(document, status(200)))
    assert (outside["missing"], outside["totals"]["parameters"]["total"]) == ([], 0)
    inside = told(Coverage(document, status(200)), "kettle")
    assert [one["name"] for one in inside["missing"]] == ["", "query.cup"]
    assert inside["totals"]["kept"] == {"seen": 0, "total": 1}

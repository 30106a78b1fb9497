"""
What was called and what succeeded, counted by hand.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.checks import status
from payconform.model import Exchange, Request
from payconform.reporting.coverage import Coverage, in_scope
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


def scope(coverage: Coverage, *capabilities: str) -> dict[str, bool]:
    run: dict[str, Any] = {"target": {"capabilities": list(capabilities)}}
    return in_scope({**run, "operations": coverage.entries()})


def test_an_operation_that_never_succeeds_is_in_scope_as_such(
    coverage: Coverage, call: Callable[..., None]
) -> None:
    for _ in range(3):
        call("brew", 500)
    call("look")
    assert scope(coverage) == {"brew": False, "look": True, "refundOld or refundNew": False}


def test_an_operation_whose_capability_is_there_is_in_scope(coverage: Coverage) -> None:
    assert "payTest" in scope(coverage, "simulate_payment", "kettle")


@pytest.mark.parametrize("served", ["refundOld", "refundNew"])
def test_one_of_several_alternatives_is_enough(
    served: str, coverage: Coverage, call: Callable[..., None]
) -> None:
    call(served)
    assert scope(coverage)["refundOld or refundNew"]


def test_a_group_of_an_operations_name_is_not_that_operation() -> None:
    named = (operation("brew"), operation("brewNew", **{"x-alternative": "brew"}))
    document = Document({one.id: one for one in named}, {}, frozenset(), {})
    assert scope(Coverage(document, status(200))) == {"brew": False, "brewNew": False}

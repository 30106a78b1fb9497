"""
Of operations that are alternatives, the first that succeeds is served.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests.target.conftest import Make

from payconform.errors import Blocked
from payconform.model import Exchange
from payconform.spec.openapi import Document, Operation
from payconform.target import Target

REFUNDS = [
    Operation(name, "POST", f"/{name}", {"x-alternative": group}, {})
    for name, group in (("create", None), ("old", "refund"), ("new", "refund"))
]
SUCCESS = b'{"ok": true, "result": {}}'


class Probe:
    """
    Calls an operation, which this target answers as it is told to.
    """

    def __init__(self, exchange: Callable[..., Exchange], **statuses: int) -> None:
        self._exchange = exchange
        self._statuses = statuses
        self.called: list[str] = []

    def __call__(self, operation: str) -> Exchange:
        self.called.append(operation)
        return self._exchange(self._statuses[operation], SUCCESS)


@pytest.fixture
def refunding(target: Make) -> Target:
    """
    A target of a document with two ways to refund.
    """
    made = target("http://127.0.0.1:1")
    operations = {operation.id: operation for operation in REFUNDS}
    made.slice = replace(made.slice, document=Document(operations, {}, frozenset(), {}))
    return made


def test_the_first_alternative_that_succeeds_is_served(refunding: Target, exchange: Any) -> None:
    probe = Probe(exchange, old=404, new=200)
    assert refunding.alternative("refund", probe) == "new"
    assert probe.called == ["old", "new"]


def test_a_served_alternative_is_found_once(refunding: Target, exchange: Any) -> None:
    probe = Probe(exchange, old=200)
    assert [refunding.alternative("refund", probe) for _ in range(3)] == ["old"] * 3
    assert probe.called == ["old"]


def test_a_target_that_serves_no_alternative_blocks(refunding: Target, exchange: Any) -> None:
    with pytest.raises(Blocked, match=r"no operation of refund succeeds: old: .*; new: "):
        refunding.alternative("refund", Probe(exchange, old=404, new=500))
    assert refunding.alternative("refund", Probe(exchange, old=404, new=200)) == "new"

import json
from typing import Any

import pytest

from payconform.exercise.mutation import Mutation, mutated
from payconform.model import Call

CALL = Call(
    "pay",
    path={"id": "7"},
    query={"count": 10},
    body={"amount": 5, "who": {"name": "Ion", "age": 40}},
    headers={"X-Own": "kept"},
)

CHANGES: list[tuple[Mutation, dict[str, Any], str]] = [
    (Mutation("pay", "path", ("id",), "form", "null"), {"path": {"id": "null"}}, 'id is "null"'),
    (
        Mutation("pay", "query", ("count",), "required", absent=True),
        {"query": {}},
        "count left out",
    ),
    (
        Mutation("pay", "query", ("sort",), "enum", "AAA"),
        {"query": {"count": 10, "sort": "AAA"}},
        'sort is "AAA"',
    ),
    (
        Mutation("pay", "body", ("amount",), "structure", [None]),
        {"body": {"amount": [None], "who": {"name": "Ion", "age": 40}}},
        "amount is [null]",
    ),
    (
        Mutation("pay", "body", ("who", "age"), "required", absent=True),
        {"body": {"amount": 5, "who": {"name": "Ion"}}},
        "who.age left out",
    ),
    (
        Mutation("pay", "body", ("then", "deep"), "null"),
        {"body": {**CALL.body, "then": {"deep": None}}},
        "then.deep is null",
    ),
    (
        Mutation("pay", "body", (), "body", False),
        {"body": b"false"},
        "the body is false",
    ),
    (
        Mutation("pay", "body", (), "body", absent=True),
        {"body": None, "headers": {"X-Own": "kept", "Content-Type": "application/json"}},
        "the body left out",
    ),
    (Mutation("pay", "verb", (), "verb", "PUT"), {"method": "PUT"}, 'the verb is "PUT"'),
    (
        Mutation("pay", "media", (), "media", "text/plain"),
        {"headers": {"X-Own": "kept", "Content-Type": "text/plain"}},
        'the media is "text/plain"',
    ),
    (
        Mutation("pay", "body", ("amount",), "maxLength", "ţ" * 501),
        {"body": {**CALL.body, "amount": "ţ" * 501}},
        "amount is 501 characters",
    ),
]


@pytest.mark.parametrize(("mutation", "changed", "says"), CHANGES)
def test_one_thing_is_changed_and_told(
    mutation: Mutation, changed: dict[str, Any], says: str
) -> None:
    before = json.dumps(CALL.body)
    made = mutated(CALL, mutation)
    for name in ("operation", "path", "query", "body", "headers", "method"):
        assert getattr(made, name) == changed.get(name, getattr(CALL, name))
    assert mutation.says == says
    assert json.dumps(CALL.body) == before

"""
What a document says of requests and answers, place by place, and what a value shows of it.
"""

from typing import Any

import pytest

from payconform.spec.demands import Fact
from payconform.spec.elements import Element, answers, request

COMPONENTS: dict[str, Any] = {
    "schemas": {
        "Leaf": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "name": {"type": "string"},
                "next": {"$ref": "#/components/schemas/Leaf"},
            },
        },
        "Id": {"type": "string", "format": "uuid"},
    },
    "parameters": {
        "Cup": {"name": "cup", "in": "path", "required": True, "schema": {"minLength": 2}}
    },
}


def every(element: Element) -> dict[str, Element]:
    found = {element.name: element}
    for one in element.below:
        found |= every(one)
    return found


def body(schema: Any, **parts: Any) -> dict[str, Element]:
    """
    The elements of a body of this schema, by name.
    """
    content = {"application/json": {"schema": schema}}
    return every(request({"requestBody": {"content": content, **parts}}, COMPONENTS))


def shown(schema: Any, value: Any) -> set[Fact]:
    """
    The facts that a body of this value shows of its own schema.
    """
    return {fact for one in body(schema)["body"].demands for fact in one.shown(value)}


def kept(*what: str) -> set[Fact]:
    return {Fact(kept=True, what=one) for one in what}


def broken(*what: str) -> set[Fact]:
    return {Fact(kept=False, what=one) for one in what}


def test_parameters_stand_at_their_places() -> None:
    parameters: list[Any] = [
        {"$ref": "#/components/parameters/Cup"},
        {"name": "count", "in": "query", "required": True, "schema": {"type": "integer"}},
        {"name": "X-Tea", "in": "header", "schema": {"enum": ["green"]}},
        {"name": "crumb", "in": "cookie", "schema": {}},
    ]
    found = every(request({"parameters": parameters}, COMPONENTS))
    named = {name: one for name, one in found.items() if one.is_parameter}
    assert named.keys() == {"path.cup", "query.count", "header.x-tea"}
    assert [one.required for one in named.values()] == [False, True, False]


def test_members_stand_at_every_depth_once_and_end_where_a_schema_meets_itself() -> None:
    found = body(
        {
            "$ref": "#/components/schemas/Leaf",
            "properties": {"name": {"maxLength": 3}, "many": {"items": {"properties": {"x": {}}}}},
        },
        required=True,
    )
    members = [name for name, one in found.items() if one.is_member]
    assert members == ["body.name", "body.many", "body.many[].x", "body.next"]
    assert found["body"].required
    assert found["body.name"].required
    assert not found["body.next"].required
    name = {fact for one in found["body.name"].demands for fact in one.facts}
    assert name == kept("maxLength", "type") | broken("maxLength", "type")


def test_the_type_of_text_is_no_demand_on_what_is_always_text() -> None:
    parameters = [{"name": "cup", "in": "query", "schema": {"$ref": "#/components/schemas/Id"}}]
    found = every(request({"parameters": parameters}, COMPONENTS))["query.cup"]
    assert {fact.what for one in found.demands for fact in one.facts} == {"format"}


CASES: dict[str, tuple[Any, Any, set[Fact]]] = {
    "a kept type": ({"type": "string"}, "tea", kept("type")),
    "a broken type": ({"type": "string"}, 1, broken("type")),
    "the longest": ({"maxLength": 3}, "tea", kept("maxLength")),
    "too long": ({"maxLength": 3}, "teas", broken("maxLength")),
    "no length of a number": ({"maxLength": 3}, 1234, set()),
    "no size of true": ({"minimum": 3}, True, set()),
    "a bound that does not belong": ({"exclusiveMinimum": 0}, 0, broken("exclusiveMinimum")),
    "one value of several": ({"enum": ["a", 1, None]}, 1, kept("enum 1")),
    "true is not 1": ({"enum": [1]}, True, broken("enum")),
    "null of several": ({"enum": ["a", 1, None]}, None, kept("enum null")),
    "no value of several": ({"enum": ["a"]}, "b", broken("enum")),
    "a format": ({"format": "uuid"}, "tea", broken("format")),
    "of a component": ({"$ref": "#/components/schemas/Id"}, "tea", kept("type") | broken("format")),
    "two ways at once": (
        {"anyOf": [{"type": "string"}, {"maxLength": 3}]},
        "tea",
        kept("anyOf 1", "anyOf 2"),
    ),
    "neither way": ({"oneOf": [{"const": 1}, {"const": 2}]}, 3, broken("oneOf")),
    "not": ({"not": {"const": 1}}, 1, broken("not")),
}


@pytest.mark.parametrize(("schema", "value", "facts"), CASES.values(), ids=CASES)
def test_a_value_shows_what_it_keeps_and_breaks(schema: Any, value: Any, facts: set[Fact]) -> None:
    assert shown(schema, value) == facts


IF = {
    "if": {"required": ["kind"], "properties": {"kind": {"const": "hot"}}},
    "then": {"required": ["sugar"]},
}


def test_a_condition_counts_where_it_holds() -> None:
    assert shown({"allOf": [IF]}, {"kind": "hot", "sugar": 1}) == kept('if kind "hot"')
    assert shown({"allOf": [IF]}, {"kind": "hot"}) == broken('if kind "hot"')
    assert shown({"allOf": [IF]}, {"kind": "cold"}) == set()


def test_with_an_otherwise_it_counts_always() -> None:
    both = IF | {"else": {"required": ["ice"]}}
    assert shown(both, {"kind": "cold"}) == broken('if kind "hot"')
    assert shown(both, {"ice": 1}) == kept('if kind "hot"')


def test_what_utf_8_cannot_hold_shows_nothing() -> None:
    assert shown({"maxLength": 3}, "\ud800") == set()


def test_the_members_of_answers_are_known_by_status() -> None:
    leaves = {"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}}
    schema = {"allOf": [{"properties": {"ok": {}}}], "properties": {"leaves": leaves}}
    found = answers(
        {
            "responses": {
                "200": {"content": {"application/json": {"schema": schema}}},
                "4XX": {"description": "no body"},
            }
        },
        COMPONENTS,
    )
    steps = ("leaves", "[]")
    assert found == {
        "200": {("ok",), ("leaves",), (*steps, "name"), (*steps, "next")},
        "4XX": frozenset(),
    }

"""
What is found in a document, and that all of it is either sent or left out with a reason.
"""

import pytest

from payconform import catalog
from payconform.exercise.coverage import mutations
from payconform.exercise.frozen import found as everything
from payconform.exercise.frozen import frozen, mutations_of
from payconform.exercise.mutation import Mutation
from payconform.spec import rows
from payconform.spec.openapi import Document, _operations, document

PROVIDERS = rows.providers()
every_provider = pytest.mark.parametrize("provider", PROVIDERS)


@pytest.fixture(scope="module", params=PROVIDERS)
def found(request: pytest.FixtureRequest) -> tuple[str, list[Mutation]]:
    provider: str = request.param
    return provider, everything(document(provider))


def test_what_is_frozen_is_what_the_document_says(found: tuple[str, list[Mutation]]) -> None:
    """
    After a change of openapi.yaml: `payconform freeze PROVIDER`.
    """
    provider, made = found
    path = rows.find("fixtures", provider, "mutations.json")
    assert path.read_text("utf-8") == frozen(provider, made)
    assert mutations_of(provider, document(provider)) == made


def test_every_mutation_has_a_rule_or_a_reason(found: tuple[str, list[Mutation]]) -> None:
    provider, made = found
    slice_ = catalog.load(provider)
    assert made
    for one in made:
        if slice_.fields.exclusion(*one.what, one.put):
            continue
        rule = slice_.rules.by_id[slice_.fields.rule(*one.what) or "no rule"]
        assert one.operation in rule.operations, (one.says, rule.id)
        assert rule.basis in ("documented", "standard"), rule.id  # others can accuse nobody


def test_every_reason_leaves_something_out(found: tuple[str, list[Mutation]]) -> None:
    provider, made = found
    fields = catalog.load(provider).fields
    used = {fields.exclusion(*one.what, one.put) for one in made}
    assert {one.reason for one in fields.excluded} <= used


def test_every_attribution_is_used(found: tuple[str, list[Mutation]]) -> None:
    provider, made = found
    fields = catalog.load(provider).fields
    known = {(one.operation, ".".join(one.member), one.keyword) for one in made}
    told = {
        (operation, member, keyword)
        for operation, members in fields.members.items()
        for member, keywords in members.items()
        for keyword in keywords
    }
    assert told <= known
    assert fields.everywhere.keys() <= {one.keyword for one in made}


def test_no_mutation_is_sent_twice(found: tuple[str, list[Mutation]]) -> None:
    _, made = found
    assert len({(one.operation, one.place, one.says) for one in made}) == len(made)


SCHEMA = {
    "type": "object",
    "required": ["amount", "who"],
    "properties": {
        "amount": {"type": "integer", "minimum": 1, "maximum": 100},
        "who": {
            "type": "object",
            "required": ["name"],
            "properties": {"name": {"type": "string", "maxLength": 5}},
        },
        "kind": {"enum": ["a", "b"]},
        "when": {"type": "string", "pattern": "^[0-9]+$"},
    },
}


def small() -> Document:
    raw = {
        "openapi": "3.1.1",
        "info": {"title": "Small", "version": "1"},
        "paths": {
            "/pay/{id}": {
                "post": {
                    "operationId": "pay",
                    "parameters": [
                        {
                            "name": "id",
                            "in": "path",
                            "required": True,
                            "schema": {"type": "string", "format": "uuid"},
                        },
                        {
                            "name": "page",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "integer"},
                        },
                        {"name": "order", "in": "query", "schema": {"enum": ["up", "down"]}},
                    ],
                    "requestBody": {
                        "required": True,
                        "content": {"application/json": {"schema": SCHEMA}},
                    },
                    "responses": {"200": {"description": "Paid."}},
                }
            }
        },
    }
    operations = {one.id: one for one in _operations(raw["paths"], {})}  # type: ignore[arg-type]
    return Document(operations, {}, frozenset(), raw)


EXPECTED = {
    ("body", "", "body"),
    ("body", "amount", "required"),
    ("body", "who", "required"),
    ("body", "who.name", "required"),
    ("body", "amount", "minimum"),
    ("body", "amount", "maximum"),
    ("body", "amount", "structure"),
    ("body", "amount", "number"),
    ("body", "amount", "null"),
    ("body", "amount", "coercion"),
    ("body", "who", "structure"),
    ("body", "who", "null"),
    ("body", "who.name", "maxLength"),
    ("body", "who.name", "structure"),
    ("body", "who.name", "coercion"),
    ("body", "who.name", "null"),
    ("body", "kind", "enum"),
    ("body", "kind", "coercion"),
    ("body", "kind", "structure"),
    ("body", "kind", "null"),
    ("body", "when", "pattern"),
    ("body", "when", "structure"),
    ("body", "when", "coercion"),
    ("body", "when", "null"),
    ("query", "page", "required"),
    ("query", "page", "form"),
    ("query", "page", "repeated"),
    ("query", "order", "enum"),
    ("query", "order", "repeated"),
    ("path", "id", "form"),
    ("verb", "", "verb"),
    ("media", "", "media"),
}


def test_every_keyword_of_a_document_is_broken() -> None:
    made = {(one.place, ".".join(one.member), one.keyword) for one in mutations(small())}
    assert made == EXPECTED

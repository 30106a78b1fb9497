"""
Requests that are odd in ways that are known to break servers: chance alone would seldom meet them.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from payconform.exercise.case import Case
from payconform.exercise.mutation import ANYTHING, Mutation, Place
from payconform.spec.openapi import Operation

VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
MEDIA = ("text/plain", "application/xml", "application/json; charset=utf-16", "*/*", "json")
UNASKED = ("debug", "_", "page", "x" * 300)  # members of a query that no document names
BROKEN = ('{"', "[" * 300, '{"a":' * 300, '{"amount":1e400}', '{"a":NaN}', "\ufeff{}", '"\\ud800"')
TEXTS = (
    "\0",
    "a\r\nb\tc",
    "\u202egnp.exe",  # read from right to left
    "a\u200bb\ufeff",  # of no width
    "e\u0301\u0323o\u0308",  # combining marks
    "\U0001f469\u200d\U0001f467 \U0001d11e",  # beyond the first plane
    "\uff26\uff55\uff4c\uff4c \u0130\u0131\u00df\ufb01",  # of other width, or length in other case
    "%00%zz/../%2e",
    "'\"<b>&amp;\\${7*7}",
    " ",
    "\u017e" * 2000,
)
NUMBERS = (-0.0, 1e-9, 0.1 + 0.2, 2**31, 2**63, 1e28, 1e300, -(2**31) - 1)
MANY = 3  # times as often: there is more to be tried


def odd(operation: Operation) -> SearchStrategy[Case]:
    """
    Cases of one thing that no schema tells: odd texts and numbers, members of the query that are
    unknown or come twice, other verbs and media types, bodies that do not parse.
    """
    ways = [_one(_verbs(operation)), _one(_queries(operation))]
    texts, numbers = _put(operation, TEXTS, "string"), _put(operation, NUMBERS, "number", "integer")
    ways += [_one(texts)] * MANY if texts else []
    ways += [_one(numbers)] if numbers else []
    if operation.takes_body:
        ways += [_one(_media(operation)), _one(_broken(operation)), _bytes(operation)]
    return (
        st.sampled_from(ways).flatmap(lambda way: way).map(lambda one: Case(operation.id, (one,)))
    )


def whole(operation: Operation, place: Place, value: str) -> Mutation:
    """
    A change of something that has no members.
    """
    return Mutation(operation.id, place, (), ANYTHING, value)


def _one(changes: list[Mutation]) -> SearchStrategy[Mutation]:
    return st.sampled_from(changes)


def _verbs(operation: Operation) -> list[Mutation]:
    return [whole(operation, "verb", verb) for verb in VERBS]


def _media(operation: Operation) -> list[Mutation]:
    return [whole(operation, "media", kind) for kind in MEDIA]


def _broken(operation: Operation) -> list[Mutation]:
    return [whole(operation, "bytes", text.encode().decode("latin-1")) for text in BROKEN]


def _bytes(operation: Operation) -> SearchStrategy[Mutation]:
    return st.binary(max_size=200).map(
        lambda data: whole(operation, "bytes", data.decode("latin-1"))
    )


def _queries(operation: Operation) -> list[Mutation]:
    unasked = [Mutation(operation.id, "query", (name,), ANYTHING, "1") for name in UNASKED]
    twice = [
        Mutation(operation.id, "query", (name,), ANYTHING, ["1", "2"]) for name in operation.query
    ]
    return unasked + twice


def _put(operation: Operation, values: tuple[Any, ...], *kinds: str) -> list[Mutation]:
    return [
        Mutation(operation.id, place, member, ANYTHING, value)
        for place, member in _members(operation)
        if _type(operation, place, member) in kinds
        for value in values
    ]


def _type(operation: Operation, place: Place, member: tuple[str, ...]) -> Any:
    # What stands in a path is text, whatever it is read as.
    return "string" if place == "path" else operation.schema_at(place, member).get("type")


def _members(operation: Operation) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for name in re.findall(r"\{(\w+)\}", operation.path):
        yield "path", (name,)
    for name in operation.query:
        yield "query", (name,)
    yield from _of_body(operation, (), operation.properties)


def _of_body(
    operation: Operation, path: tuple[str, ...], known: Mapping[str, Any]
) -> Iterator[tuple[Place, tuple[str, ...]]]:
    for name in known:
        member = (*path, name)
        yield "body", member
        yield from _of_body(
            operation, member, operation.schema_at("body", member).get("properties", {})
        )

"""
The values that a document allows, as schemathesis' coverage phase finds them: each limit met.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from schemathesis import GenerationMode

from payconform.exercise.coverage import coverage_cases
from payconform.exercise.mutation import ALLOWED, Mutation, Place
from payconform.spec.openapi import Document, Operation

CONDITIONS = frozenset({"anyOf", "oneOf", "not", "if", "then", "else", "examples", "example"})


def allowances(document: Document) -> Iterator[Mutation]:
    """
    Every value of a body's or a query's member that meets its schema at an edge, each once.

    Conditions between members are taken away first: a value is put into a call that meets them.
    """
    raw, seen = _unconditional(document.raw), set[str]()
    for operation, case in coverage_cases(document, raw, GenerationMode.POSITIVE):
        for found in _values(operation, case):
            if repr(found) not in seen:
                seen.add(repr(found))
                yield found


def _values(operation: Operation, case: Any) -> Iterator[Mutation]:
    if isinstance(case.query, Mapping):
        yield from _members(operation, "query", (), case.query)
    if operation.takes_body and isinstance(case.body, Mapping):
        yield from _members(operation, "body", (), case.body)


def _members(
    operation: Operation, place: Place, path: tuple[str, ...], held: Mapping[str, Any]
) -> Iterator[Mutation]:
    for name, value in held.items():
        member = (*path, name)
        if isinstance(value, Mapping):
            yield from _members(operation, place, member, value)
        elif operation.schema_at(place, member):
            yield Mutation(operation.id, place, member, ALLOWED, value)


def _unconditional(node: Any) -> Any:
    if isinstance(node, Mapping):
        return {name: _unconditional(one) for name, one in node.items() if name not in CONDITIONS}
    return [_unconditional(one) for one in node] if isinstance(node, list) else node

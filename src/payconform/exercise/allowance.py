"""
The values that a document allows, as schemathesis' coverage phase finds them: each limit met.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import schemathesis
from schemathesis import GenerationMode

from payconform.exercise.mutation import ALLOWED, Mutation, Place
from payconform.spec.openapi import Document, Operation

CONDITIONS = frozenset({"anyOf", "oneOf", "not", "if", "then", "else", "examples", "example"})


def allowances(document: Document) -> Iterator[Mutation]:
    """
    Every value of a body's or a query's member that meets its schema at an edge, each once.

    Conditions between members are taken away first: a value is put into a call that meets them.
    """
    schema = schemathesis.openapi.from_dict(_unconditional(dict(document.raw)))
    schema.config.generation.update(with_security_parameters=False, database="none")
    seen: set[str] = set()
    for result in schema.get_all_operations():
        generated = result.ok()  # type: ignore[union-attr]  # the document is valid
        operation = document.operations[generated.definition.raw["operationId"]]
        cases = schema.iter_coverage_cases(
            generated,
            generation_modes=[GenerationMode.POSITIVE],
            generation_config=schema.config.generation,
        )
        for case in cases:
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

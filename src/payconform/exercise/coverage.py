"""
The mutations of a document, as schemathesis' coverage phase finds them: each keyword broken once.

schemathesis makes up whole requests; what is kept is the one thing it broke on purpose, to be put
into a call that is known to be valid.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import schemathesis
from schemathesis import GenerationMode

from payconform.exercise.mutation import Mutation, Place
from payconform.spec.openapi import Document

MISSING = "Missing required property: "
KEYWORDS = {
    "incorrect_type": "type",
    "invalid_enum_value": "enum",
    "string_above_max_length": "maxLength",
    "string_below_min_length": "minLength",
    "invalid_format": "format",
    "invalid_pattern": "pattern",
    "value_above_maximum": "maximum",
    "value_below_minimum": "minimum",
    "missing_parameter": "required",
    "object_missing_required_property": "required",
}


def mutations(document: Document) -> Iterator[Mutation]:
    """
    Every mutation of every operation, each once, in the order of the document.
    """
    schema = schemathesis.openapi.from_dict(dict(document.raw))
    schema.config.generation.update(with_security_parameters=False, database="none")
    seen: set[str] = set()
    for result in schema.get_all_operations():
        operation = result.ok()
        cases = schema.iter_coverage_cases(
            operation,
            generation_modes=[GenerationMode.NEGATIVE],
            generation_config=schema.config.generation,
        )
        name = operation.definition.raw["operationId"]
        for case in cases:
            found = _mutation(name, case)
            key = repr(found)
            if found is not None and key not in seen:
                seen.add(key)
                yield found


def _mutation(operation: str, case: Any) -> Mutation | None:
    data = case.meta.phase.data
    scenario = str(data.scenario)
    where = data.parameter_location.name.lower() if data.parameter_location else ""
    if scenario == "unspecified_http_method":
        return Mutation(operation, "verb", (), "verb", case.method)
    if where == "header" and scenario.endswith("content_type"):
        return Mutation(operation, "media", (), "media", case.headers["Content-Type"])
    keyword = KEYWORDS.get(scenario)
    if keyword is None:
        return None
    if where in ("query", "path"):
        held = case.query if where == "query" else case.path_parameters
        return _of(operation, where, (data.parameter,), keyword, held)
    if data.location is None:
        return Mutation(operation, "body", (), "required", absent=True)
    pointer = data.location.strip("/").split("/")
    if "anyOf" in pointer or "oneOf" in pointer or "not" in pointer:
        return None
    member = _member(pointer)
    if scenario == "object_missing_required_property":
        member = (*member, data.description.rpartition(MISSING)[2])
    if keyword in ("maximum", "minimum", "enum"):
        keyword = pointer[-1]
    return _of(operation, "body", member, keyword, case.body)


def _member(pointer: list[str]) -> tuple[str, ...]:
    return tuple(name for before, name in zip(pointer, pointer[1:], strict=False) if before == "properties")


def _of(operation: str, place: Place, member: tuple[str, ...], keyword: str, held: Any) -> Mutation:
    for name in member:
        if not isinstance(held, Mapping) or name not in held:
            return Mutation(operation, place, member, keyword, absent=True)
        held = held[name]
    return Mutation(operation, place, member, keyword, held)

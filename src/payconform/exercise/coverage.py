"""
The mutations of a document, as schemathesis' coverage phase finds them: each keyword broken once.

schemathesis makes up whole requests; what is kept is the one thing it broke on purpose, to be put
into a call that is known to be valid.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import schemathesis
from schemathesis import GenerationMode

from payconform.exercise.mutation import Mutation, Place, fault_of
from payconform.spec.openapi import Document, Operation

MISSING = "Missing required property: "
CONDITIONS = frozenset({"anyOf", "oneOf", "not", "if"})
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
BOUNDS = frozenset({"maximum", "minimum"})


def mutations(document: Document) -> Iterator[Mutation]:
    """
    Every mutation of every operation, each once, in the order of the document.

    What stands under a condition (`anyOf`, `oneOf`, `not`) is left to stories: only they know the
    body that meets it. So are headers, most of which the signer adds. Unknown members are left out:
    the schemas are open.
    """
    seen: set[str] = set()
    for operation, case in coverage_cases(document, document.raw, GenerationMode.NEGATIVE):
        found = _mutation(operation, case)
        if found is not None and repr(found) not in seen:
            seen.add(repr(found))
            yield found


def coverage_cases(
    document: Document, raw: Mapping[str, Any], mode: GenerationMode
) -> Iterator[tuple[Operation, Any]]:
    """
    The cases of schemathesis' coverage phase, each with its operation.

    Args:
        document: whose operations they are of.
        raw: the document as schemathesis is to read it.
        mode: cases that keep what it says, or that break it.

    """
    schema = schemathesis.openapi.from_dict(dict(raw))
    schema.config.generation.update(with_security_parameters=False, database="none")
    for result in schema.get_all_operations():
        generated = result.ok()  # type: ignore[union-attr]  # the document is valid
        operation = document.operations[generated.definition.raw["operationId"]]
        for case in schema.iter_coverage_cases(
            generated, generation_modes=[mode], generation_config=schema.config.generation
        ):
            yield operation, case


def _mutation(operation: Operation, case: Any) -> Mutation | None:
    data = case.meta.phase.data
    scenario, where = str(data.scenario), data.parameter_location
    if scenario == "unspecified_http_method":
        return Mutation(operation.id, "verb", (), "verb", case.method)
    if scenario.endswith("content_type"):
        return Mutation(operation.id, "media", (), "media", case.headers["Content-Type"])
    keyword = KEYWORDS.get(scenario)
    if keyword is None or where.name == "HEADER":
        return None
    place: Place = where.name.lower()
    if place != "body":
        held = case.query if place == "query" else case.path_parameters
        return _of(operation, place, (data.parameter,), keyword, held)
    if data.location is None:
        return Mutation(operation.id, "body", (), "body", absent=True)
    pointer = data.location.strip("/").split("/")
    if CONDITIONS.intersection(pointer):
        return None
    member = tuple(name for before, name in pairwise(pointer) if before == "properties")
    if scenario == "object_missing_required_property":
        member = (*member, data.description.rpartition(MISSING)[2])
    return _of(operation, "body", member, pointer[-1] if keyword in BOUNDS else keyword, case.body)


def _of(
    operation: Operation, place: Place, member: tuple[str, ...], keyword: str, held: Any
) -> Mutation:
    for name in member:
        if not isinstance(held, Mapping) or name not in held:
            return Mutation(operation.id, place, member, keyword, absent=True)
        held = held[name]
    schema = operation.schema_at(place, member) if member else {}
    return Mutation(operation.id, place, member, fault_of(place, schema, keyword, held), held)

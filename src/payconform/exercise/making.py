"""
Makes up cases: values that schemathesis generates from a document, put into valid calls.

A request made up as a whole is mostly refused for the first thing in it, and tests nothing behind.
"""

import re
from collections.abc import Callable, Container, Iterator, Mapping
from typing import Any
from urllib.parse import unquote

import schemathesis
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from schemathesis import GenerationMode

from payconform.exercise.case import Case
from payconform.exercise.mutation import ANYTHING, Mutation
from payconform.exercise.odd import odd, whole
from payconform.spec.openapi import Document, Operation

NOWHERE = "https://callback.payconform.invalid/"
URL = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
WEIGHTS = ("allowed",) * 3 + ("forbidden",) * 4 + ("odd",) * 4
AT_ONCE = (1, 1, 2, 3, 100)  # members changed in one case
Draw = Callable[[SearchStrategy[Any]], Any]


class Maker:
    """
    Makes up cases for the operations of a document.

    `kept` are members whose good values a schema cannot state, such as moments ahead of now: like
    what stands in the path, they are changed by themselves or not at all.
    """

    def __init__(self, document: Document, kept: Container[str]) -> None:
        schema = schemathesis.openapi.from_dict(dict(document.raw))
        schema.config.generation.update(with_security_parameters=False, database="none")
        found = (result.ok() for result in schema.get_all_operations())  # type: ignore[union-attr]
        self._generated = {one.definition.raw["operationId"]: one for one in found}
        self._document = document
        self._kept = kept

    def allowed(self, operation: str) -> SearchStrategy[Case]:
        """
        Cases of values that the document allows; together they need not make sense.
        """
        return self._grafted(self._operation(operation), GenerationMode.POSITIVE)

    def anything(self, operation: str) -> SearchStrategy[Case]:
        """
        Cases of values that the document allows or forbids, and of what no schema tells.
        """
        known = self._operation(operation)
        ways = {
            "allowed": self.allowed(operation),
            "forbidden": self._grafted(known, GenerationMode.NEGATIVE),
            "odd": odd(known),
        }
        return st.sampled_from(WEIGHTS).flatmap(ways.__getitem__)

    def _operation(self, operation: str) -> Operation:
        return self._document.operations[operation]

    def _grafted(self, operation: Operation, mode: GenerationMode) -> SearchStrategy[Case]:
        whole: SearchStrategy[Any] = self._generated[operation.id].as_strategy(generation_mode=mode)

        @st.composite
        def grafted(draw: Draw) -> Case:
            made = sorted(_changes(operation, draw(whole)), key=lambda one: (one.place, one.member))
            numbers = draw(st.sampled_from(AT_ONCE))
            if len(made) > numbers:
                some = st.lists(
                    st.sampled_from(range(len(made))),
                    min_size=numbers,
                    max_size=numbers,
                    unique=True,
                )
                made = [made[number] for number in sorted(draw(some))]
            return Case(operation.id, self._sensible(made))

        return grafted()

    def _sensible(self, made: list[Mutation]) -> tuple[Mutation, ...]:
        # Behind an id that names nothing, nothing else is looked at.
        kept = [
            one for one in made if one.place != "path" and ".".join(one.member) not in self._kept
        ]
        return tuple(kept or made)


def _changes(operation: Operation, made: Any) -> Iterator[Mutation]:
    for name, value in (made.path_parameters or {}).items():
        yield Mutation(operation.id, "path", (name,), ANYTHING, unquote(str(value)))
    for name, value in (made.query or {}).items():
        yield Mutation(operation.id, "query", (name,), ANYTHING, value)
    if not operation.takes_body:
        return
    body = made.body
    if isinstance(body, bytes):
        yield whole(operation, "bytes", body.decode("latin-1"))
    elif isinstance(body, Mapping):
        yield from _members(operation, (), body)
    elif isinstance(body, str | int | float | list | None):
        yield Mutation(operation.id, "body", (), ANYTHING, _pinned(body))
    else:  # schemathesis' word for no body at all
        yield Mutation(operation.id, "body", (), ANYTHING, absent=True)


def _members(
    operation: Operation, path: tuple[str, ...], held: Mapping[str, Any]
) -> Iterator[Mutation]:
    for name, value in held.items():
        member = (*path, name)
        if isinstance(value, Mapping) and operation.schema_at("body", member).get("properties"):
            yield from _members(operation, member, value)
        else:
            yield Mutation(operation.id, "body", member, ANYTHING, _pinned(value))
    known = operation.schema_at("body", path)
    for name in known.get("required", ()):
        if name not in held:
            yield Mutation(operation.id, "body", (*path, name), ANYTHING, absent=True)


def _pinned(value: Any) -> Any:
    """
    A value in which no URL points at a host that could be somebody's; its length stays.
    """
    if isinstance(value, str):
        if not URL.match(value):
            return value
        rest = len(value) - len(NOWHERE)
        return NOWHERE + value[-rest:].replace("/", "-") if rest > 0 else NOWHERE
    if isinstance(value, Mapping):
        return {name: _pinned(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_pinned(one) for one in value]
    return value

"""
Holds what a consumer relies on against what the provider's document promises.

A member of an answer that no schema has, a value outside its enumeration or of another type, a
status that no answer is listed with: pact alone would find none of it before it breaks.
"""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any

from payconform.checks import shown, shown_json
from payconform.contracts.differences import REQUEST, STATUS, Difference
from payconform.contracts.pacts import Interaction
from payconform.model import Request
from payconform.spec.elements import ITEMS, Path
from payconform.spec.openapi import Document, Operation
from payconform.spec.routing import NO_OPERATION, Router

Steps = tuple[str | int, ...]

STEP = re.compile(r"\.([^.\[\]]+)|\['([^']+)'\]|\[(\d+|\*)\]")
EXACT = {"equality", "boolean", "null"}  # matchers that leave a value what it is
LITERAL = ("enum", "const")
BREAKS = {*LITERAL, "type"}


def unpromised(document: Document, interaction: Interaction) -> list[Difference]:
    """
    What the document does not promise of all that an interaction relies on.

    Of several callbacks that a document has, the one that comes nearest is meant.
    """
    body, loose = _body(interaction), _loose(interaction)
    if interaction.kind == "message":
        told = [
            list(_members(body, one.validator, _asked(one), loose))
            for one in document.callbacks.values()
        ]
        return min(told, key=len, default=[])
    content = interaction.content
    operation = _operation(document, interaction)
    if operation is NO_OPERATION:
        asked = f"{content['request']['method']} {content['request']['path']}"
        return [Difference(REQUEST, asked, "an operation that is not documented")]
    status = content["response"]["status"]
    if str(status) not in operation.statuses:
        listed = f"a status that is not documented ({', '.join(operation.statuses)} are)"
        return [Difference(STATUS, str(status), listed)]
    answered = operation.answered[str(status)]
    return list(_members(body, operation.answer(status), answered, loose))


def optional(document: Document, interaction: Interaction, path: str) -> bool:
    """
    Whether the document lets an answer leave out the member at a path that a consumer relies on.
    """
    operation = _operation(document, interaction)
    if interaction.kind == "message" or operation is NO_OPERATION:
        return False
    validator = operation.answer(interaction.content["response"]["status"])
    body, steps = copy.deepcopy(_body(interaction)), _steps(path)
    if validator is None or not steps:
        return False
    try:
        node = body
        for step in steps[:-1]:
            node = node[step]
        del node[steps[-1]]
    except (KeyError, IndexError, TypeError):
        return False
    errors = validator.iter_errors(body)
    return not any(
        one.kind.name == "required" and one.kind.as_dict()["property"] == steps[-1]
        for one in errors
    )


def _operation(document: Document, interaction: Interaction) -> Operation:
    asked = interaction.content.get("request")
    if asked is None:
        return NO_OPERATION
    request = Request(asked["method"].upper(), asked["path"])
    return Router(document.operations.values()).find(request).operation


def _asked(callback: Operation) -> frozenset[Path]:
    body = next((one for one in callback.asked.below if one.path == ("body",)), None)
    found: set[Path] = set()
    left = list(body.below) if body else []
    while left:
        element = left.pop()
        found.add(element.path[1:])
        left += element.below
    return frozenset(found)


def _body(interaction: Interaction) -> Any:
    content = interaction.content
    if interaction.kind == "message":
        body = content.get("contents")
    else:
        body = content["response"].get("body")
    if interaction.version >= 4 and isinstance(body, dict) and "content" in body:
        return body["content"]
    return body


def _members(
    body: Any, validator: Any, documented: frozenset[Path], loose: list[Steps]
) -> Iterator[Difference]:
    undocumented = list(_undocumented(body, (), (), documented))
    yield from undocumented
    if validator is None or not isinstance(body, dict | list):
        return
    for error in validator.iter_errors(body):
        steps, kind = tuple(error.instance_path), error.kind.name
        if kind in BREAKS and not (kind in LITERAL and _is_loose(steps, loose)):
            value = shown_json(_at(body, steps))
            yield Difference(_written(steps), value, f"not documented: {shown(error.message)}")


def _undocumented(
    value: Any, steps: Steps, path: Path, documented: frozenset[Path]
) -> Iterator[Difference]:
    """
    The members below a value that no schema has; where it names none at all, any may be there.
    """
    if not any(known[: len(path)] == path and len(known) > len(path) for known in documented):
        return
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from _undocumented(one, (*steps, number), (*path, ITEMS), documented)
    elif isinstance(value, dict):
        for name, one in value.items():
            if (*path, name) in documented:
                yield from _undocumented(one, (*steps, name), (*path, name), documented)
            else:
                yield Difference(
                    _written((*steps, name)), "there", "a member that is not documented"
                )


def _loose(interaction: Interaction) -> list[Steps]:
    """
    The places of which a consumer relies on the form alone, as version 2 or a newer one has them.
    """
    content = interaction.content
    part = content if interaction.kind == "message" else content["response"]
    rules: Mapping[str, Any] = part.get("matchingRules") or {}
    if interaction.version < 3:
        older = {path.removeprefix("$.body"): [one] for path, one in rules.items()}
        found = {f"${path}": one for path, one in older.items() if path[:1] in (".", "[", "")}
    else:
        found = {path: one.get("matchers", []) for path, one in rules.get("body", {}).items()}
    return [
        _steps(path)
        for path, matchers in found.items()
        if any(one.get("match", "type") not in EXACT for one in matchers)
    ]


def _is_loose(steps: Steps, loose: list[Steps]) -> bool:
    return any(
        len(known) <= len(steps)
        and all(one in ("*", step) for one, step in zip(known, steps, strict=False))
        for known in loose
    )


def _steps(path: str) -> Steps:
    found: list[str | int] = []
    for name, quoted, index in STEP.findall(path):
        found.append(int(index) if index.isdigit() else index or name or quoted)
    return tuple(found)


def _written(steps: Steps) -> str:
    return "$" + "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in steps)


def _at(body: Any, steps: Steps) -> Any:
    for step in steps:
        body = body[step]
    return body

"""
Finds the operation of a request: literal paths first, then templates.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from payconform.model import Request
from payconform.spec.openapi import Operation

NO_OPERATION = Operation("", "", "", {}, {})


@dataclass(frozen=True, slots=True)
class Route:
    """
    Where a request leads; at `NO_OPERATION`, `allowed` are the verbs that the path does have.
    """

    operation: Operation
    path: Mapping[str, str] = field(default_factory=dict)
    allowed: tuple[str, ...] = ()


NOWHERE = Route(NO_OPERATION)


class Router:
    """
    The operations of one document, arranged to be found fast.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._literal: dict[str, dict[str, Route]] = {}
        self._templates: list[tuple[list[str], dict[str, Operation]]] = []
        for operation in operations:
            if "{" not in operation.path:
                self._literal.setdefault(operation.path, {})[operation.method] = Route(operation)
                continue
            segments = operation.path.split("/")
            for known, verbs in self._templates:
                if known == segments:
                    verbs[operation.method] = operation
                    break
            else:
                self._templates.append((segments, {operation.method: operation}))

    def find(self, request: Request) -> Route:
        """
        The route of a request; query and percent-encoding are taken off for the comparison.
        """
        path = request.target.partition("?")[0]
        literal = self._literal.get(path)
        if literal is not None:
            return literal.get(request.method) or Route(
                NO_OPERATION, allowed=tuple(sorted(literal))
            )
        parts = path.split("/")
        for segments, verbs in self._templates:
            if len(segments) == len(parts) and (values := _fill(segments, parts)) is not None:
                operation = verbs.get(request.method)
                if operation is None:
                    return Route(NO_OPERATION, allowed=tuple(sorted(verbs)))
                return Route(operation, values)
        return NOWHERE


def _fill(segments: list[str], parts: list[str]) -> dict[str, str] | None:
    values = {}
    for segment, part in zip(segments, parts, strict=True):
        if segment[:1] == "{":
            if not part:
                return None
            values[segment[1:-1]] = unquote(part) if "%" in part else part
        elif segment != part:
            return None
    return values

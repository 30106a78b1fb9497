"""
An operation in miniature, and what a run in the making has seen of it.
"""

from collections.abc import Callable
from dataclasses import replace
from multiprocessing import Pipe
from typing import Any

from payconform.checks import status
from payconform.model import Exchange, Request
from payconform.reporting.coverage import Coverage
from payconform.spec.openapi import Document, Operation

SUGAR = {
    "type": "object",
    "required": ["lumps"],
    "properties": {
        "lumps": {"type": "integer", "minimum": 1},
        "kind": {"enum": ["white", "brown"]},
        "notes": {"type": "array", "items": {"properties": {"text": {"maxLength": 3}}}},
    },
}
CUP = {
    "properties": {
        "cup": {"properties": {"id": {}}},
        "leaves": {"items": {"properties": {"x": {}}}},
    }
}


def json_of(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


SWEETEN = Operation(
    "sweeten",
    "POST",
    "/cups/{cup}/sugar",
    {
        "parameters": [
            {"name": "cup", "in": "path", "required": True, "schema": {"minLength": 2}},
            {"name": "count", "in": "query", "required": True, "schema": {"type": "integer"}},
            {"name": "hot", "in": "query", "schema": {"type": "boolean"}},
            {"name": "part", "in": "query", "schema": {"type": "number", "maximum": 1}},
            {"name": "X-Mood", "in": "header", "schema": {"enum": ["good"]}},
        ],
        "requestBody": {"required": True, **json_of(SUGAR)},
        "responses": {
            "200": json_of(CUP),
            "404": json_of({"properties": {"error": {}, "cup": {}}}),
            "5XX": {"description": "spilt"},
            "default": {"description": "whatever"},
        },
    },
    {},
)
TEA = Document({"sweeten": SWEETEN}, {}, frozenset(), {})
EVERYTHING = {"sent": 9, "kept": 16, "broken": 15, "statuses": 3, "answers": 5}  # counted by hand


class Seen:
    """
    The coverage of a run in the making.
    """

    def __init__(self, exchange: Callable[..., Exchange]) -> None:
        self._exchange = exchange
        self._coverage = Coverage(TEA, status(200))

    def send(
        self,
        query: str = "",
        body: bytes = b"",
        *,
        path: str = "/cups/7/sugar",
        headers: Any = (),
        code: int = 200,
        answer: bytes = b"",
        answered: bool = True,
        method: str = "POST",
    ) -> "Seen":
        asked = Request(method, f"{path}?{query}", headers, body)
        made = self._exchange(code, answer, request=asked, answered=answered)
        self._coverage.notice(replace(made, operation="sweeten"))
        return self

    def join(self, other: "Seen") -> "Seen":
        """
        Add what another process has seen, told as one process tells another.
        """
        ours, theirs = Pipe()
        with ours, theirs:
            theirs.send(other._coverage.counted())
            self._coverage.join(ours.recv())
        return self

    @property
    def told(self) -> Any:
        (one,) = self._coverage.document(frozenset(), (), {})["operations"]
        return one

    @property
    def unseen(self) -> dict[str, set[str]]:
        return {name: set(names) for name, names in self.told["unseen"].items()}

    @property
    def missing(self) -> set[str]:
        return {one["name"] for one in self._coverage.document(frozenset(), (), {})["missing"]}

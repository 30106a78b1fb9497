"""
One thing changed in a valid call: a member replaced or left out, another verb, another media type.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from payconform.model import Call

JSON = "application/json"
ALLOWED = "allowed"  # the keyword of a mutation that breaks none
ANYTHING = "anything"  # the keyword of one of which nobody knows what it breaks
LONGEST = 40  # characters of a value that are shown in words
Place = Literal["body", "query", "path", "verb", "media", "bytes"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """
    What is changed in a valid call of an operation, and which keyword of its schema that breaks.

    `member` is the path to the member, empty for the whole body; `absent` leaves it out, otherwise
    `value` stands there, a JSON value; for `bytes`, a text with one character a byte.
    """

    operation: str
    place: Place
    member: tuple[str, ...]
    keyword: str
    value: Any = None
    absent: bool = False

    @property
    def what(self) -> tuple[str, tuple[str, ...], str]:
        """
        What is broken: operation, member, keyword.
        """
        return self.operation, self.member, self.keyword

    @property
    def put(self) -> Any:
        """
        What stands in the member's place, `...` for nothing.
        """
        return ... if self.absent else self.value

    @property
    def says(self) -> str:
        """
        The mutation in words, the same in every run.
        """
        name = _shortened(".".join(self.member)) if self.member else f"the {self.place}"
        if self.absent:
            return f"{name} left out"
        text = json.dumps(self.value, ensure_ascii=True)
        if len(text) > LONGEST:
            size = len(self.value) if isinstance(self.value, str) else len(text)
            text = f"{size} characters"
        return f"{name} is {text}"


def _shortened(name: str) -> str:
    if name.isascii() and name.isprintable() and 0 < len(name) <= LONGEST:
        return name
    return f"a member of {len(name)} odd characters"


def as_entry(mutation: Mutation) -> dict[str, Any]:
    """
    A mutation as JSON; `from_entry` reads it again.
    """
    entry: dict[str, Any] = {
        "operation": mutation.operation,
        "place": mutation.place,
        "member": list(mutation.member),
        "keyword": mutation.keyword,
    }
    return entry | ({"absent": True} if mutation.absent else {"value": mutation.value})


def from_entry(entry: Mapping[str, Any]) -> Mutation:
    """
    The mutation that `as_entry` wrote.
    """
    return Mutation(**{**entry, "member": tuple(entry["member"])})


def mutated(call: Call, mutation: Mutation) -> Call:
    """
    A valid call with that one thing changed.
    """
    place, value = mutation.place, mutation.value
    if place == "verb":
        return replace(call, method=value)
    if place == "media":
        return replace(call, headers={**call.headers, "Content-Type": value})
    if place == "path":
        return replace(call, path=_changed(call.path, mutation.member, mutation))
    if place == "query":
        return replace(call, query=_changed(call.query, mutation.member, mutation))
    if place == "bytes":
        return replace(call, body=value.encode("latin-1"))
    if mutation.member:
        return replace(call, body=_changed(call.body, mutation.member, mutation))
    if mutation.absent:  # declared as JSON all the same: nothing but the body is missing
        return replace(call, body=None, headers={**call.headers, "Content-Type": JSON})
    return replace(call, body=json.dumps(value).encode("utf-8"))


def _changed(node: Any, member: Sequence[str], mutation: Mutation) -> dict[str, Any]:
    first, *rest = member
    held = dict(node) if isinstance(node, Mapping) else {}
    if rest:
        held[first] = _changed(held.get(first), rest, mutation)
    elif mutation.absent:
        held.pop(first, None)
    else:
        held[first] = mutation.value
    return held


def fault_of(place: Place, schema: Mapping[str, Any], keyword: str, value: Any) -> str:
    """
    The keyword that a value breaks; of a wrong type, how wrong it is.
    """
    if keyword not in ("type", "format"):
        return keyword
    if place != "body":
        repeated = isinstance(value, list)
        return "repeated" if repeated else "enum" if "enum" in schema else "form"
    if keyword == "format":
        return "form"
    if not schema:
        return "body"
    if value is None:
        return "null"
    if isinstance(value, list | dict) or schema.get("type") == "object":
        return "structure"
    if not isinstance(value, str):
        return "coercion"
    return "enum" if {"enum", "const"} & schema.keys() else "number"

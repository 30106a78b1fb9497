"""
What the requests of one operation have shown of what the document says of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import orjson

from payconform.model import Request
from payconform.spec.demands import REQUIRED, Demand, Fact
from payconform.spec.elements import ITEMS, PARAMETERS, Element
from payconform.spec.openapi import Operation
from payconform.spec.routing import Router
from payconform.wire.redactor import MASK

NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,15})?")
NOT_JSON = object()
BOM = b"\xef\xbb\xbf"
MASKED = frozenset({"type"})  # what can still be said of a text whose secret is masked


class Rest(NamedTuple):
    """
    What a process has left to be seen of one element: whether of the element at all, of its
    presence, of each of its demands, and of the elements below.
    """

    seen: bool
    presence: frozenset[Fact]
    left: Sequence[frozenset[Fact]]
    below: Sequence["Rest"]


class Watch:
    """
    What is still to be seen of one element, and of those below it.
    """

    def __init__(self, element: Element) -> None:
        self.element = element
        self.seen = False
        self.presence = set(REQUIRED if element.required else ())
        self.left: dict[Demand, set[Fact]] = {one: set(one.facts) for one in element.demands}
        self.below = [Watch(one) for one in element.below]

    def look_in(self, holder: Mapping[str, Any]) -> None:
        """
        See whether the element is there, and what its value shows.
        """
        name = self.element.path[-1]
        kept, broken = REQUIRED
        self.presence.discard(kept if name in holder else broken)
        if name in holder:
            self.look(holder[name])

    def look(self, value: Any) -> None:
        """
        See what a value of the element shows.
        """
        self.seen = True
        if value is NOT_JSON:
            return
        if self.left:
            self._judge(value)
        if isinstance(value, dict):
            for one in self.below:
                one.look_in(value)
        elif isinstance(value, list):
            items = (one for one in self.below if one.element.path[-1] == ITEMS)
            for one in items:
                for item in value:
                    one.look(item)

    def _judge(self, value: Any) -> None:
        masked = isinstance(value, str) and "‹" in value and MASK.search(value)
        for demand, facts in list(self.left.items()):
            if not masked or demand.broken.what in MASKED:
                facts.difference_update(demand.shown(value))
            if not facts:
                del self.left[demand]

    @property
    def rest(self) -> Rest:
        """
        What is left to be seen, as another process can be told.
        """
        left = [frozenset(self.left.get(one, ())) for one in self.element.demands]
        below = [one.rest for one in self.below]
        return Rest(self.seen, frozenset(self.presence), left, below)

    def join(self, other: Rest) -> None:
        """
        Take for seen what another process has seen of the same element.
        """
        self.seen |= other.seen
        self.presence &= other.presence
        both = zip(self.element.demands, other.left, strict=True)
        rests = {one: self.left.get(one, set()) & rest for one, rest in both}
        self.left = {one: rest for one, rest in rests.items() if rest}
        for one, rest in zip(self.below, other.below, strict=True):
            one.join(rest)

    def every(self) -> Iterator["Watch"]:
        """
        This one and all below.
        """
        yield self
        for one in self.below:
            yield from one.every()

    @property
    def facts(self) -> list[Fact]:
        """
        Everything there is to see of the element itself.
        """
        presence = REQUIRED if self.element.required else ()
        return [*presence, *(fact for one in self.element.demands for fact in one.facts)]

    @property
    def unseen(self) -> list[Fact]:
        """
        What of it was not seen.
        """
        return sorted([*self.presence, *(fact for facts in self.left.values() for fact in facts)])


class Requests:
    """
    The requests of one operation, as they come.
    """

    def __init__(self, operation: Operation) -> None:
        self.whole = Watch(operation.asked)
        self._router = Router((operation,))
        self._has_body = any(one.path == ("body",) for one in operation.asked.below)
        self._types = {
            place.path[0]: {one.path[1]: one.types for one in place.below}
            for place in operation.asked.below
            if place.path[0] in PARAMETERS
        }

    def look(self, request: Request) -> None:
        """
        See what a request shows.
        """
        whole: dict[str, Any] = {}
        for place, types in self._types.items():
            whole[place] = {
                name: _typed(texts, types[name])
                for name, texts in self._sent(place, request).items()
                if name in types
            }
        if self._has_body and request.body:
            whole["body"] = parsed(request.body)
        self.whole.look(whole)

    def _sent(self, place: str, request: Request) -> Mapping[str, Sequence[str]]:
        if place == "path":
            return {name: (text,) for name, text in self._router.find(request).path.items()}
        sent: dict[str, list[str]] = {}
        if place == "query":
            query = request.target.partition("?")[2]
            pairs = parse_qsl(query, keep_blank_values=True)
        else:
            pairs = [(name.lower(), text) for name, text in request.headers]
        for name, text in pairs:
            sent.setdefault(name, []).append(text)
        return sent


def parsed(body: bytes) -> Any:
    """
    The JSON value of a body, or `NOT_JSON`.
    """
    try:
        return orjson.loads(body.removeprefix(BOM))
    except ValueError:
        return NOT_JSON


def _typed(texts: Sequence[str], types: frozenset[str]) -> Any:
    """
    The value that a parameter's text stands for; the texts where it stands more than once.
    """
    values = [_value(text, types) for text in texts]
    return values if len(values) > 1 or "array" in types else values[0]


def _value(text: str, types: frozenset[str]) -> Any:
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if {"integer", "number"} & types and NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text

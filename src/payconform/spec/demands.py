"""
What a keyword of a schema demands of values, and which of them keep it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple


class Fact(NamedTuple):
    """
    A keyword that a value kept or broke; of several ways to keep it, `what` names the way.
    """

    kept: bool
    what: str


REQUIRED = (Fact(kept=True, what="required"), Fact(kept=False, what="required"))


@dataclass(frozen=True, slots=True, eq=False)
class Demand:
    """
    One keyword at one place: `ways` are the validators of the facts that keep it, by fact.

    It asks something of values of these `kinds` only, and where there is a `gate` of those that
    pass it.
    """

    kinds: tuple[type, ...]
    ways: Mapping[Fact, Any]
    whole: Any
    broken: Fact
    gate: Any = None

    @property
    def facts(self) -> frozenset[Fact]:
        """
        Everything there is to see of it.
        """
        return frozenset({*self.ways, self.broken})

    def shown(self, value: Any) -> Iterator[Fact]:
        """
        The facts that a value shows; none where it is not spoken of, or is no JSON.
        """
        if not isinstance(value, self.kinds) or (isinstance(value, bool) and int in self.kinds):
            return
        try:
            if self.gate is not None and not self.gate.is_valid(value):
                return
            if self.whole.is_valid(value):
                yield from (fact for fact, way in self.ways.items() if way.is_valid(value))
            else:
                yield self.broken
        except ValueError:  # half a surrogate pair, which recorded traffic may hold
            return

"""
A case that a machine makes up: a valid call with a few things changed at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from payconform.exercise.mutation import Mutation, as_entry, from_entry, mutated
from payconform.model import Call


@dataclass(frozen=True, slots=True)
class Case:
    """
    What is changed in a valid call of an operation; the rest of the call is made anew each time.
    """

    operation: str
    changes: tuple[Mutation, ...]

    @property
    def says(self) -> str:
        """
        The case in words.
        """
        return "; ".join(one.says for one in self.changes) or "nothing changed"

    @property
    def key(self) -> str:
        """
        What tells it from other cases: 1, 1.0 and true are three things.
        """
        return repr(self.changes)

    def applied(self, call: Call) -> Call:
        """
        A valid call with all of it changed.
        """
        return reduce(mutated, self.changes, call)

    def document(self) -> dict[str, Any]:
        """
        The case as JSON; `from_document` reads it again.
        """
        changes = [as_entry(one) for one in self.changes]
        for one in changes:
            del one["operation"]
        return {"operation": self.operation, "changes": changes}


def from_document(document: Mapping[str, Any]) -> Case:
    """
    The case that `Case.document` wrote.
    """
    operation = document["operation"]
    changes = (from_entry({"operation": operation, **one}) for one in document["changes"])
    return Case(operation, tuple(changes))

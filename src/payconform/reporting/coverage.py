"""
Which operations of a provider a run has called, and which of them it has seen succeed.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from payconform.model import Check, Exchange
from payconform.spec.openapi import Document


class Coverage:
    """
    Counts outbound exchanges by operation, as they come; a call with another verb is none of it.

    `succeeded` is the provider's own way to tell success.
    """

    def __init__(self, document: Document, succeeded: Check) -> None:
        self._operations = document.operations
        self._succeeded = succeeded
        self._calls: Counter[str] = Counter()
        self._successes: Counter[str] = Counter()

    def notice(self, exchange: Exchange) -> None:
        """
        Count an exchange.
        """
        operation = self._operations.get(exchange.operation)
        if exchange.direction == "inbound" or operation is None:
            return
        if exchange.request.method != operation.method:
            return
        self._calls[operation.id] += 1
        if exchange.response is not None and self._succeeded(exchange) is None:
            self._successes[operation.id] += 1

    def entries(self) -> list[dict[str, Any]]:
        """
        Every operation of the document, in its order, as it stands in run.json.
        """
        return [
            {
                "id": operation.id,
                "calls": self._calls[operation.id],
                "successes": self._successes[operation.id],
                "needs": list(operation.needs),
                "alternative": operation.alternative,
            }
            for operation in self._operations.values()
        ]


def in_scope(run: Mapping[str, Any]) -> dict[str, bool]:
    """
    Whether each operation that the target should serve was answered with success, by its name.

    An operation that needs a capability which the target lacks is left out; alternatives are one,
    named `a or b`.
    """
    able = frozenset(run["target"]["capabilities"])
    served: dict[tuple[str, bool], list[Mapping[str, Any]]] = {}
    for operation in run["operations"]:
        if able.issuperset(operation["needs"]):
            group = operation["alternative"]
            served.setdefault((group or operation["id"], group is None), []).append(operation)
    return {
        " or ".join(one["id"] for one in choice): any(one["successes"] for one in choice)
        for choice in served.values()
    }

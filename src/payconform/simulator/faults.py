"""
Seeded faults: each makes the simulator break one rule, so that the suite can be graded.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from payconform.model import Response
from payconform.simulator.session import Rewrite
from payconform.simulator.visit import Visit

Proceed = Callable[[Visit], Response]
Answer = Callable[[Visit, Proceed], Response]


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One lie: how an answer or a callback departs from the honest simulator, and the rule it breaks.
    """

    id: str
    rule: str
    answer: Answer | None = None
    letter: Rewrite | None = None


class Faults:
    """
    A provider's catalogue. A fault's id is the name of its function, which says what it does.
    """

    def __init__(self) -> None:
        self._known: dict[str, Fault] = {}

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._known.values())

    def answering(self, rule: str, *operations: str) -> Callable[[Answer], Answer]:
        """
        Register a fault in answers, to these operations only where any are named.
        """

        def register(lie: Answer) -> Answer:
            def answer(visit: Visit, proceed: Proceed) -> Response:
                concerned = not operations or visit.operation.id in operations
                return lie(visit, proceed) if concerned else proceed(visit)

            self._add(Fault(lie.__name__, rule, answer=answer))
            return lie

        return register

    def posting(self, rule: str) -> Callable[[Rewrite], Rewrite]:
        """
        Register a fault in callbacks: it returns another letter, or None for none.
        """

        def register(lie: Rewrite) -> Rewrite:
            self._add(Fault(lie.__name__, rule, letter=lie))
            return lie

        return register

    def _add(self, fault: Fault) -> None:
        if fault.id in self._known:
            raise ValueError(f"fault {fault.id} is registered twice")
        self._known[fault.id] = fault


def edited(response: Response, path: str, value: Any) -> Response:
    """
    A JSON answer with one member set at a dotted path; `...` as value takes it away.
    """
    document = json.loads(response.body)
    *way, last = path.split(".")
    place = document
    for step in way:
        place = place[int(step) if isinstance(place, list) else step]
    if value is ...:
        place.pop(last, None)
    else:
        place[last] = value
    return replace(response, body=json.dumps(document).encode("utf-8"))

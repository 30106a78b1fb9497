"""
Seeded faults: each makes the simulator break one rule, so that the suite can be graded.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from payconform.model import Response
from payconform.simulator.session import Rewrite, Session
from payconform.simulator.visit import Visit

Proceed = Callable[[Visit], Response]
Answer = Callable[[Visit, Proceed], Response]
Later = Callable[[Visit], Awaitable[Response]]
Yielding = Callable[[Visit, Later], Awaitable[Response]]

PATIENCE = 0.5  # seconds that a visit waits to be met
LONELY = 20  # visits that nobody met, after which the next ones wait a tenth of that only


class Meeting:
    """
    Where two visits of a session meet.
    """

    def __init__(self) -> None:
        self.barrier = asyncio.Barrier(2)
        self.lonely = 0


MEETINGS: WeakKeyDictionary[Session, Meeting] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One lie: how an answer or a callback departs from the honest simulator, and the rule it breaks.

    `yielding` is an answer that lets others be served before it is given; `operations` are those
    that it lies about, empty for any.
    """

    id: str
    rule: str
    answer: Answer | None = None
    letter: Rewrite | None = None
    yielding: Yielding | None = None
    operations: frozenset[str] = frozenset()


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

            self._add(Fault(lie.__name__, rule, answer=answer, operations=frozenset(operations)))
            return lie

        return register

    def yielding(self, rule: str, *operations: str) -> Callable[[Yielding], Yielding]:
        """
        Register a fault in answers that awaits something, so that others are served meanwhile.
        """

        def register(lie: Yielding) -> Yielding:
            async def answer(visit: Visit, proceed: Later) -> Response:
                concerned = not operations or visit.operation.id in operations
                return await (lie(visit, proceed) if concerned else proceed(visit))

            self._add(Fault(lie.__name__, rule, yielding=answer, operations=frozenset(operations)))
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


async def met(visit: Visit) -> None:
    """
    Wait until another visit of the session waits here too; whoever stays alone goes on in the end.
    """
    meeting = MEETINGS.setdefault(visit.session, Meeting())
    try:
        async with asyncio.timeout(PATIENCE if meeting.lonely < LONELY else PATIENCE / 10):
            await meeting.barrier.wait()
    except TimeoutError:
        meeting.lonely += 1


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

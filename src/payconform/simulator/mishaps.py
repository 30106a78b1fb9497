"""
What befalls the answer to a call, at every provider alike: it comes late, gets lost, or tells of a
failure although the call has done what it was asked for.

Whoever tests a client asks for one through the control API; the next calls meet it.
"""

from collections.abc import Awaitable, Callable, Mapping

from payconform.model import Response
from payconform.simulator.session import Session
from payconform.simulator.visit import Handler, Visit

Way = Callable[[Visit], Response | Awaitable[Response]]
Mishap = Callable[[Visit, Way], Response | Awaitable[Response]]

LATE = "late"
SECONDS = 10.0  # by which an answer comes late, unless it is said
AFTERWARDS = "_after_effect"  # how the names of conditions end that lie in wait for answers


def dropped(visit: Visit, way: Way) -> Response:
    """
    The connection ends, and the call does nothing.

    Raises:
        ConnectionAbortedError: always.

    """
    raise ConnectionAbortedError(f"{visit.operation.id}: the connection is dropped")


async def dropped_afterwards(visit: Visit, way: Way) -> Response:
    """
    The call does what it was asked for, and the connection ends.

    Raises:
        ConnectionAbortedError: always.

    """
    await _done(visit._replace(lost=True), way)
    raise ConnectionAbortedError(f"{visit.operation.id}: the connection is dropped")


def answered(otherwise: Handler) -> Mishap:
    """
    The call does what it was asked for, and is answered otherwise.
    """

    async def befall(visit: Visit, way: Way) -> Response:
        await _done(visit._replace(lost=True), way)
        return otherwise(visit)

    return befall


def late(seconds: float) -> Mishap:
    """
    The call does what it was asked for, and is answered when that much time has passed.
    """

    async def befall(visit: Visit, way: Way) -> Response:
        clock = visit.session.clock
        until = clock.now() + seconds
        answer = await _done(visit._replace(lost=True, late=seconds), way)
        await clock.reach(until)
        return answer

    return befall


def known(conditions: Mapping[str, Handler], seconds: float = SECONDS) -> Mapping[str, Mishap]:
    """
    All mishaps by name, those besides in which one of the provider's own conditions is told.
    """
    told = {f"{name}{AFTERWARDS}": answered(answer) for name, answer in conditions.items()}
    told |= {"dropped": dropped, f"dropped{AFTERWARDS}": dropped_afterwards, LATE: late(seconds)}
    return told


def through(session: Session, visit: Visit, way: Way) -> Response | Awaitable[Response]:
    """
    The answer to a call, with the mishap that lies in wait for it, if any.
    """
    befall: Mishap | None = session.met(session.mishaps, visit.operation.id)
    return way(visit) if befall is None else befall(visit, way)


async def _done(visit: Visit, way: Way) -> Response:
    answer = way(visit)
    return answer if isinstance(answer, Response) else await answer

"""
Conditions that no request brings about: an inactive merchant, maintenance, too many requests.

Whoever tests a client asks for one through the control API; the next calls meet it.
"""

from dataclasses import dataclass

from payconform.model import Response
from payconform.simulator.visit import Handler, Visit


@dataclass(frozen=True, slots=True)
class Condition:
    """
    An answer that lies in wait for `left` calls of an operation, of any where that is empty.
    """

    answer: Handler
    operation: str
    left: int


def conditions(visit: Visit) -> Visit | Response:
    """
    Step: answer by the condition that lies in wait for this operation, if any.
    """
    waiting = visit.session.conditions
    for number, known in enumerate(waiting):
        if known.operation in ("", visit.operation.id):
            if known.left > 1:
                waiting[number] = Condition(known.answer, known.operation, known.left - 1)
            else:
                del waiting[number]
            return known.answer(visit)
    return visit

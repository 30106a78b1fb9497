"""
Conditions that no request brings about: an inactive merchant, maintenance, too many requests.

Whoever tests a client asks for one through the control API; the next calls meet it.
"""

from payconform.model import Response
from payconform.simulator.session import Condition
from payconform.simulator.visit import Visit


def lying_in_wait(visit: Visit) -> Visit | Response:
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
            answer: Response = known.answer(visit)
            return answer
    return visit

"""
Conditions that no request brings about: an inactive merchant, maintenance, too many requests.

Whoever tests a client asks for one through the control API; the next calls meet it.
"""

from payconform.model import Response
from payconform.simulator.visit import Visit


def lying_in_wait(visit: Visit) -> Visit | Response:
    """
    Step: answer by the condition that lies in wait for this operation, if any.
    """
    answer = visit.session.met(visit.session.conditions, visit.operation.id)
    return visit if answer is None else answer(visit)

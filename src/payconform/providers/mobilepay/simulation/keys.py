"""
Idempotency keys: the same call brings the same answer, another one is refused.
"""

from functools import wraps

import orjson

from payconform.model import Response
from payconform.providers.mobilepay.calls import KEY
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.providers.mobilepay.simulation.passing import DAY
from payconform.providers.mobilepay.simulation.state import Remembered
from payconform.simulator.visit import Handler, Visit, obeys

MEMORY = {"days3": 3 * DAY, "day1": DAY}


def once(act: Handler) -> Handler:
    """
    The operation under its idempotency key.
    """

    @wraps(act)
    def keyed(visit: Visit) -> Response:
        session, now = visit.session, visit.session.clock.now()
        name = visit.request.header(KEY) or ""
        if session.choice("key_scope") == "operation":
            name = f"{visit.operation.id} {name}"
        said = orjson.dumps(visit.body, option=orjson.OPT_SORT_KEYS)
        asked = (f"{visit.operation.id} {merchant_of(visit)}", said)
        known = session.state.keys.get(name)
        if known is not None and now - known.at < MEMORY[session.choice("key_memory")]:
            return _again(visit, known, asked)
        answer = act(visit)
        if answer.status == 200:
            session.state.keys[name] = Remembered(asked, answer, now, now + visit.late)
        return answer

    return keyed


@obeys(*(f"MOBILEPAY-CREATE-{number}" for number in (30, 31, 32, 34, 36, 60, 61, 65)))
def _again(visit: Visit, known: Remembered, asked: tuple[str, bytes]) -> Response:
    session = visit.session
    running = session.clock.now() < known.ends and session.choice("key_in_flight") == "refuse"
    return known.answer if known.asked == asked and not running else refusal(visit, "1306")

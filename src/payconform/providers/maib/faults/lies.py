"""
The shapes that most of maib's liars have, and the catalogue they register in.
"""

import json
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.simulator.faults import Faults, Proceed, edited
from payconform.simulator.visit import Visit

FAULTS = Faults()
answering, posting = FAULTS.answering, FAULTS.posting


def changed(visit: Visit, **members: Any) -> Visit:
    """
    The visit as if the body had held these members; `...` takes one away.
    """
    body = {**asked(visit), **members}
    body = {name: value for name, value in body.items() if value is not ...}
    return visit.with_request(replace(visit.request, body=json.dumps(body).encode("utf-8")))


def asked(visit: Visit) -> dict[str, Any]:
    """
    The body of a request, empty where it is no JSON object.
    """
    try:
        body = json.loads(visit.request.body)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def tolerates(name: str, rule: str, operation: str, member: str, good: Any) -> None:
    """
    Register a liar that takes a request without `member` as if it had held `good`.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        body = asked(visit)
        return proceed(changed(visit, **{member: good}) if member not in body else visit)

    lie.__name__ = name
    answering(rule, operation)(lie)


def cuts(name: str, rule: str, operation: str, member: str, limit: int) -> None:
    """
    Register a liar that silently cuts a text that is too long.
    """

    def lie(visit: Visit, proceed: Proceed) -> Response:
        text = asked(visit).get(member)
        long = isinstance(text, str) and len(text) > limit
        return proceed(changed(visit, **{member: text[:limit]}) if long and text else visit)

    lie.__name__ = name
    answering(rule, operation)(lie)


def on_success(visit: Visit, proceed: Proceed, path: str, value: Any) -> Response:
    response = proceed(visit)
    return edited(response, path, value) if response.status == 200 else response

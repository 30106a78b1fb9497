"""
A simulator that says why it refuses a signature: a header beside the answer, which stays as it is.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from payconform.errors import Unusable
from payconform.model import Exchange, Request, Response
from payconform.signing.doctor import Case, diagnosed, nearest_miss
from payconform.simulator.engine import Engine

HEADER = "x-payconform-diagnosis"
REFUSED = (401, 403)
LONGEST = 16_384  # bytes of a body: slips are tried while others wait for their answers
NOBODY = "no merchant here has the account that this request names"
TOO_LONG = "the body is too long to try slips on; payconform explain does"

Cases = Callable[[Exchange, Mapping[str, str]], Iterable[Case[Any]]]
"""The signatures of an exchange, made with a merchant's credentials."""


def explained(engine: Engine, cases: Cases, request: Request, response: Response) -> Response:
    """
    The answer to a request; one that refuses its signature with the nearest miss beside it.
    """
    if response.status not in REFUSED:
        return response
    told = (HEADER, _diagnosis(engine, cases, request))
    return replace(response, headers=(*response.headers, told))


def _diagnosis(engine: Engine, cases: Cases, request: Request) -> str:
    account = engine.behaviour.identify(request)
    session = engine.standing if account is None else engine.find(account)
    if session is None:
        return NOBODY
    if len(request.body) > LONGEST:
        return TOO_LONG
    made = Exchange("", "outbound", "", "", request, None, None, datetime.now(UTC), 0.0)
    try:
        return "; ".join(nearest_miss(diagnosed(one)) for one in cases(made, session.credentials))
    except Unusable as error:
        return str(error)

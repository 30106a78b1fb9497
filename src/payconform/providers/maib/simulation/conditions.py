"""
What maib's code table and status list name, but no request to the simulator brings about.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from payconform.model import Response
from payconform.providers.maib.codes import TABLE
from payconform.providers.maib.simulation.refusals import named, refusal
from payconform.simulator.visit import Handler, Visit

STATUSES = {
    "403": "The address or the credentials are not allowed.",
    "429": "Too many requests.",
    "503": "The service is not available.",
}


def conditions() -> Mapping[str, Handler]:
    """
    Every code of the table, and the statuses without a code, by name.
    """
    refusals: dict[str, Handler] = {code: partial(_refuse, code) for code in TABLE}
    return refusals | {status: partial(_answer, status) for status in STATUSES}


def _refuse(code: str, visit: Visit) -> Response:
    args: dict[str, Any] = {name: visit.path.get(name, "unknown") for name in TABLE[code].args}
    return refusal(visit, code, **args)


def _answer(status: str, visit: Visit) -> Response:
    del visit
    return named(int(status), status, STATUSES[status])

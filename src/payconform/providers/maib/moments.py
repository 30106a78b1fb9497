"""
Moments as maib writes them: ISO 8601, with an offset or, as one page shows, without.
"""

import re
from datetime import datetime, timedelta

from payconform.checks import at, shown_json
from payconform.errors import Blocked
from payconform.model import Check, Exchange, Mismatch

ISO = r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?"
ZONE_STEP, FARTHEST_ZONE = 900, 14 * 3600  # seconds


def iso_moment(path: str) -> Check:
    """
    The member is a date and time of ISO 8601.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, path)
        if _read(told):
            return None
        return Mismatch(f"{path}: an ISO 8601 date and time", shown_json(told))

    return check


def same_moment(path: str, wanted: str) -> Check:
    """
    The member names the moment that `wanted` names, to the second, in whatever zone. Where it has
    no offset, any zone is taken to be meant.
    """
    meant = datetime.fromisoformat(wanted)

    def check(exchange: Exchange) -> Mismatch | None:
        told = _read(at(exchange, path))
        if told and _together(told, meant):
            return None
        return Mismatch(f"{path}: the moment {wanted}", shown_json(at(exchange, path)))

    return check


def after(text: object, seconds: float) -> str:
    """
    So many seconds after the moment that an answer names, in the form in which it names it.

    Raises:
        Blocked: it names no moment.

    """
    moment = _read(text)
    if moment is None:
        raise Blocked(f"expected an ISO 8601 date and time, got {shown_json(text)}")
    return (moment + timedelta(seconds=seconds)).isoformat()


def _together(told: datetime, meant: datetime) -> bool:
    if told.tzinfo is not None:
        return abs((told - meant).total_seconds()) < 1
    apart = (told - meant.replace(tzinfo=None)).total_seconds()
    zone = round(apart / ZONE_STEP) * ZONE_STEP
    return abs(zone) <= FARTHEST_ZONE and abs(apart - zone) < 1


def _read(text: object) -> datetime | None:
    try:
        if isinstance(text, str) and re.fullmatch(ISO, text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    return None

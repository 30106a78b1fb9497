"""
The dates that headers tell: when an answer was made, and when a request may come again.
"""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from payconform.model import Exchange

LEAST_WAIT = 1.0  # seconds, where the target does not say how long; a date tells whole ones


def moment_of(date: str | None) -> datetime | None:
    """
    The moment that an HTTP date tells; None where there is none to be read.
    """
    try:
        said = parsedate_to_datetime(date or "")
    except (ValueError, OverflowError):
        return None
    # -0000: UTC, of a sender that does not say where it stands
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def skew(exchange: Exchange) -> float | None:
    """
    Seconds by which the answer's Date is ahead of our clock; None where it has none to be read.
    """
    said = moment_of(exchange.response.header("date")) if exchange.response else None
    if said is None:
        return None
    return (said - exchange.at).total_seconds() - exchange.seconds / 2


def wait_asked(exchange: Exchange) -> float:
    """
    Seconds that an answer's Retry-After asks to wait.

    A date there is measured against the answer's own Date: whose clock is wrong does not matter.
    """
    assert exchange.response is not None, "no answer asks for nothing"
    asked = exchange.response.header("retry-after") or ""
    if asked.isdecimal():
        return float(asked)
    until = moment_of(asked)
    if until is None:
        return LEAST_WAIT
    ours = exchange.at + timedelta(seconds=exchange.seconds)
    since = moment_of(exchange.response.header("date")) or ours
    return max((until - since).total_seconds(), LEAST_WAIT)

"""
The two verbs of a story: what it stands on (`given`), and what it is about (`require`).
"""

from payconform.errors import Blocked, TargetSilent, Violation
from payconform.model import Check, Exchange

UNAVAILABLE = (502, 503, 504)  # said by gateways, of load and maintenance


def require(exchange: Exchange, *checks: Check) -> Exchange:
    """
    The rule under test: every check is made, all differences are told at once.

    Raises:
        Violation: at least one check finds a difference.
        Blocked: the target says that it is unavailable, so nothing can be judged.

    """
    _available(exchange)
    mismatches = [found for check in checks if (found := check(exchange))]
    if mismatches:
        raise Violation(mismatches, exchange.id)
    return exchange


def given(exchange: Exchange, *checks: Check) -> Exchange:
    """
    A step on the way to the rule under test.

    Raises:
        Blocked: it did not succeed, so the rule cannot be judged.
        TargetSilent: there was no answer at all.

    """
    if exchange.response is None:
        raise TargetSilent(f"{exchange.operation}: {exchange.failure}")
    _available(exchange)
    for check in checks:
        if found := check(exchange):
            raise Blocked(f"{exchange.operation}: expected {found.expected}, got {found.got}")
    return exchange


def _available(exchange: Exchange) -> None:
    status = exchange.response.status if exchange.response else 0
    if status in UNAVAILABLE:
        raise Blocked(f"{exchange.operation}: the target is unavailable ({status})")

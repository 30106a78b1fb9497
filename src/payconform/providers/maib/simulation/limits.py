"""
The limits of what a payer is asked for that JSON Schema cannot state.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from payconform.model import Response
from payconform.providers.maib.simulation.refusals import refusal
from payconform.providers.maib.simulation.state import moment, stamp
from payconform.simulator.visit import Visit, obeys

MINUTE, SIXTY_DAYS = 60, 60 * 24 * 3600
LIMITS = ("amountMin", "amountMax")
AMOUNTS = ("amount", *LIMITS)


def limits(visit: Visit, terms: Mapping[str, Any], amount_type: str) -> Response | None:
    """
    The first thing wrong with an expiry or with amounts, as a refusal.
    """
    if "expiresAt" in terms and (refused := _expiry(visit, terms["expiresAt"])):
        return refused
    for name in AMOUNTS:
        finer = name in terms and _decimals(terms[name]) > 2
        if finer and visit.session.choice("third_decimal") == "refuse":
            return refusal(visit, "12000", parameter=name)
    return _range(visit, terms) if amount_type == "Controlled" else None


@obeys(
    "MAIB-CREATE-20",
    "MAIB-CREATE-21",
    "MAIB-CREATE-22",
    "MAIB-CREATE-38",
    "MAIB-CREATE-66",
    "MAIB-CREATE-67",
    "MAIB-CREATE-71",
    "MAIB-CREATE-83",
    "MAIB-CREATE-84",
    "MAIB-CREATE-85",
)
def _expiry(visit: Visit, text: str) -> Response | None:
    session, told = visit.session, moment(text)
    if told is None:
        return refusal(visit, "12000", parameter="expiresAt")
    if told.tzinfo is None and session.choice("expiry_without_offset") == "refuse":
        return refusal(visit, "12000", parameter="expiresAt")
    ahead = stamp(told) - session.clock.now()
    if ahead <= 0:
        if session.choice("past_expiry_code") == "c14001":
            return refusal(visit, "14001")
        return refusal(visit, "12006", actualValue=text)
    if not MINUTE <= ahead <= SIXTY_DAYS:
        return refusal(visit, "12000", parameter="expiresAt")
    return None


@obeys("MAIB-CREATE-24", "MAIB-CREATE-33", "MAIB-CREATE-61", "MAIB-CREATE-72", "MAIB-CREATE-82")
def _range(visit: Visit, terms: Mapping[str, Any]) -> Response | None:
    low, high = terms.get("amountMin"), terms.get("amountMax")
    amount = terms.get("amount")
    inside = amount is None or ((low is None or low <= amount) and (high is None or amount <= high))
    ordered = low is None or high is None or low < high
    return None if inside and ordered else refusal(visit, "12000", parameter="amount")


def _decimals(amount: float) -> int:
    exponent = Decimal(repr(amount)).normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0

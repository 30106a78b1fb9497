"""
Where the documents leave open whether a shape is refused: what the switches let pass.
"""

import re
from typing import Any

from payconform.providers.maib.simulation.limits import AMOUNTS, LIMITS
from payconform.simulator.visit import Visit

Way = tuple[str, str]
"""A switch, and its choice that lets a shape pass."""

PLAIN_HTTP = {"callbackUrl": "plain_http_callback", "redirectUrl": "plain_http_redirect"}
AMOUNT_TEXT = re.compile(r"[1-9][0-9]{0,4}(\.[0-9]{1,2})?")


def left_open(visit: Visit, error: Any, body: dict[str, Any]) -> bool:
    """
    Whether a switch accepts what the documented shape does not.
    """
    way = _missing(visit, error, body) or _present(visit, error, body)
    return way is not None and visit.session.choice(way[0]) == way[1]


def settled(body: dict[str, Any]) -> dict[str, Any]:
    """
    The body as it acts once what was left open is let pass: ignored members taken away, text and
    numbers of the documented type.
    """
    kept = dict(body)
    if isinstance(kept.get("amount"), str) and AMOUNT_TEXT.fullmatch(kept["amount"]):
        kept["amount"] = float(kept["amount"])
    if "reason" in kept:
        kept["reason"] = str(kept["reason"])
    unwanted = {"Free": AMOUNTS, "Fixed": LIMITS}.get(str(kept.get("amountType")), ())
    return {name: value for name, value in kept.items() if name not in unwanted}


def _missing(visit: Visit, error: Any, body: dict[str, Any]) -> Way | None:
    missing, nested = error.kind.as_dict().get("property"), bool(error.instance_path)
    if missing == "amount" and body.get("amountType") == "Controlled" and not nested:
        return "controlled_amount", "optional"
    if missing in LIMITS and set(LIMITS) & body.keys():
        return "controlled_needs", "either_limit"
    if missing == "expiresAt" and visit.operation.id == "createHybridQr":
        return "hybrid_expiry", "optional"
    return None


def _present(visit: Visit, error: Any, body: dict[str, Any]) -> Way | None:
    refund = visit.operation.id == "refundPayment"
    path, value = error.instance_path, error.instance
    name, nested = path[-1] if path else None, len(path) > 1
    match error.kind.name, name:
        case "pattern", "callbackUrl" if refund:
            return "plain_http_refund", "accept"
        case "pattern", "callbackUrl" | "redirectUrl":
            return PLAIN_HTTP[name], "accept"
        case "falseSchema", "amount" | "amountMin" | "amountMax" if not nested:
            free = body.get("amountType") == "Free"
            return "free_amount" if free else "fixed_limits", "ignore"
        case "type", "amount" if not nested and _is_amount(value):
            return "amount_as_text", "accept"
        case "type", "reason" if isinstance(value, int | float):
            return "reason_type", "accept"
    return None


def _is_amount(value: object) -> bool:
    return isinstance(value, str) and AMOUNT_TEXT.fullmatch(value) is not None

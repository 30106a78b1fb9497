"""
What may be done next: steps as plain JSON, drawn by chance.

A step names payments and refunds by their order. It never depends on an answer, so the same choices
make the same history at every target.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

from payconform.providers.mobilepay.story import MISHAPS

Step = dict[str, Any]

BY_CLIENT = ("cancel", "cancel", "ready", "initiate", "prepare", "read", "find")
PAID = ("capture", "capture", "refund", "refund", "capture_refund", "cancel_refund", "read_refund")
LOST = ("cancel", "cancel", "ready", "initiate", "prepare")
LOST_PAID = (*LOST, "capture", "capture", "refund", "capture_refund", "cancel_refund")
BY_USER = ("check_in", "accept", "accept", "cancel_by_user")
ISSUED = ("initiate", "check_in")
RESERVED = (*ISSUED, "accept", "read")
REFUNDED = (*RESERVED, "capture", "refund")
BEGINNINGS: tuple[tuple[str, ...], ...] = (
    ("initiate",),
    ("prepare",),
    ("prepare", "check_in"),
    ISSUED,
    RESERVED,
    ("prepare", "check_in", "ready", "accept"),
    (*RESERVED, "capture"),
    REFUNDED,
    (*REFUNDED, "cancel_refund"),
    (*REFUNDED, "settle", "capture_refund"),
    (*REFUNDED, "settle", "cancel_refund"),
)
MOMENT, QUARTER, DAY, WEEK, SEASON = 5, 900, 86400, 7 * 86400, 91 * 86400
WAITS = (MOMENT, QUARTER, DAY + 600, DAY // 2, WEEK + 600, SEASON)
ENDING = ("capture", "cancel", "cancel", "refund", "capture_refund", "cancel_refund")


def steps(chance: Random, able: frozenset[str], length: int) -> Iterator[Step]:
    """
    The steps of a history, which begins on the way that a payment usually goes.

    Args:
        chance: decides all that is open.
        able: capabilities of the target.
        length: how many steps follow the beginning, before all is tried once more.

    """
    paying = "simulate_payment" in able
    begins = chance.choice(BEGINNINGS if paying else BEGINNINGS[:2])
    for kind in begins:
        if kind != "settle":
            yield _step(kind, {"amount": "all", "part": "half"})
        elif "control_clock" in able:
            yield {"do": "wait", "seconds": MOMENT}
    for _ in range(length):
        yield _next(chance, able, paying=paying)
    for kind in ENDING if paying else ("cancel", "cancel"):
        yield _step(kind, {"amount": "all", "part": "all"})


def _next(chance: Random, able: frozenset[str], *, paying: bool) -> Step:
    if "control_clock" in able and chance.randrange(8) == 0:
        return {"do": "wait", "seconds": chance.choice(WAITS)}
    if "simulate_provider" in able and chance.randrange(16) == 0:
        return _step(chance.choice(("cancel_by_mobilepay", "reject_refund")), _drawn(chance))
    if "inject_faults" in able and chance.randrange(8) == 0:
        lost = _step(chance.choice(LOST_PAID if paying else LOST), _drawn(chance))
        return {**lost, "do": "lose", "what": lost["do"], "how": chance.choice(MISHAPS)}
    return _step(chance.choice(BY_CLIENT + (PAID + BY_USER if paying else ())), _drawn(chance))


def _drawn(chance: Random) -> Step:
    return {
        "payment": chance.choice((0, 0, 1)),
        "refund": chance.choice((0, 0, 1)),
        "amount": chance.choice(("all", "all", "a part", "more")),
        "part": chance.choice(("all", "half", "half", "more")),
    }


def _step(kind: str, drawn: Step) -> Step:
    step: Step = {"do": kind}
    if kind.endswith("_refund") and kind != "refund":
        step["refund"] = drawn.get("refund", 0)
    elif kind not in ("initiate", "prepare", "check_in", "accept", "cancel_by_user"):
        step["payment"] = drawn.get("payment", 0)
    if kind == "capture":
        step["amount"] = drawn["amount"]
    elif kind == "refund":
        step["part"] = drawn["part"]
    return step

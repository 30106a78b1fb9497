"""
What may be done next: steps as plain JSON, drawn by chance.

A step names QRs by their order. It never depends on an answer, so the same choices make the same
history at every target.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

Step = dict[str, Any]

CHANNELS = ("NOBU", "NOBU", "SHOPEEPAY")
LIVES = (960, 1800, 3540)  # seconds
WAITS = (60, 1200, 4000)
KINDS = ("pay", "pay", "cancel", "cancel", "cancel", "void", "read", "read", "wait", "wait")
ENDING = ("cancel", "void", "read", "pay", "cancel", "pay", "read")
NEEDS = {"pay": "simulate_payment", "wait": "control_clock"}
SIGN_WRONGLY, FAULTS = "bad_credentials", ("another key", "swapped ids")
MOST_QRS = 3


def steps(chance: Random, able: frozenset[str], length: int) -> Iterator[Step]:
    """
    The steps of a history, which begins with a QR.

    Args:
        chance: decides all that is open.
        able: the capabilities of the target.
        length: half of how many steps, before all that is over is tried once more: a wrong turn
            long before may show only then.

    """
    kinds = [kind for kind in KINDS if _possible(kind, able)]
    yield _create(chance)
    qrs, qr = 1, 0
    for _ in range(2 * length - 1):
        if qrs < MOST_QRS and chance.randrange(8) == 0:
            qr, qrs = qrs, qrs + 1
            yield _create(chance)
            continue
        if chance.randrange(8) == 0:
            qr = chance.randrange(qrs)
        kind = chance.choice(kinds)
        yield {"do": kind, "qr": qr, **_details(chance, kind, able)}
    for number in range(qrs):
        if SIGN_WRONGLY in able:
            yield {"do": "cancel", "qr": number, "fault": FAULTS[0]}
        for kind in chance.sample(ENDING, len(ENDING)):
            if _possible(kind, able):
                yield {"do": kind, "qr": number}


def _possible(kind: str, able: frozenset[str]) -> bool:
    return NEEDS.get(kind, "") in {"", *able}


def _create(chance: Random) -> Step:
    return {"do": "create", "channel": chance.choice(CHANNELS), "life": chance.choice(LIVES)}


def _details(chance: Random, kind: str, able: frozenset[str]) -> Step:
    if kind == "wait":
        return {"seconds": chance.choice(WAITS)}
    if kind == "cancel" and SIGN_WRONGLY in able and chance.randrange(4) == 0:
        return {"fault": chance.choice(FAULTS)}
    return {}

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
KINDS = ("read", "read", "wait", "void", "cancel", "cancel", "pay", "pay", "wait", "cancel")
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
    yield _create(chance)
    qrs, qr = 1, 0
    last: Step = {}
    for _ in range(2 * length - 1):
        if qrs < MOST_QRS and _one_in(8, chance):
            qr, qrs = qrs, qrs + 1
            yield _create(chance)
            continue
        if _one_in(8, chance):
            qr = chance.randrange(qrs)
        if not last or not _one_in(4, chance):
            last = _do(chance, qr, able)
        yield last
    for number in range(qrs):
        yield from _ending(chance, number, able)


def _ending(chance: Random, qr: int, able: frozenset[str]) -> Iterator[Step]:
    if SIGN_WRONGLY in able:
        yield {"do": "cancel", "qr": qr, "fault": FAULTS[0]}
    for kind in chance.sample(ENDING, len(ENDING)):
        if _possible(kind, able):
            yield {"do": kind, "qr": qr}


def _possible(kind: str, able: frozenset[str]) -> bool:
    return NEEDS.get(kind, "") in {"", *able}


def _create(chance: Random) -> Step:
    return {"do": "create", "channel": chance.choice(CHANNELS), "life": chance.choice(LIVES)}


def _do(chance: Random, qr: int, able: frozenset[str]) -> Step:
    kind = chance.choice([one for one in KINDS if _possible(one, able)])
    step: Step = {"do": kind, "qr": qr}
    if kind == "wait":
        step["seconds"] = chance.choice(WAITS)
    if kind == "cancel" and SIGN_WRONGLY in able and _one_in(4, chance):
        step["fault"] = chance.choice(FAULTS)
    return step


def _one_in(number: int, chance: Random) -> bool:
    return chance.randrange(number) == number - 1  # chance is drawn near zero rather often

"""
What may be done next: steps as plain JSON, drawn by chance.

A step names QRs by their order. It never depends on an answer, so the same choices make the same
history at every target.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

Step = dict[str, Any]

AMOUNTS = ("1.50", "3", "0.02")
LIVES = (120, 300, 590)  # seconds
WAITS = (20, 200, 800)
REASONS = ("USER_CANCELLATION", "SESSION_EXPIRED", "DEVICE_GENERATED_CANCELLATION")
PARTS = ("a third", "a third", "a third", "all", "too much")
CHANGES = ("pay", "pay", "fail", "cancel", "cancel", "refund", "refund", "refund", "wait")
LOOKS = ("read", "read", "read", "read_refund", "repeat_refund")
OF_PAID = ("refund", "read_refund", "repeat_refund")
NEEDS = {
    "pay": "simulate_payment",
    "fail": "simulate_payment",
    "refund": "simulate_payment",
    "repeat_refund": "simulate_payment",
    "read_refund": "simulate_payment",
    "wait": "control_clock",
}
SIGN_WRONGLY = "bad_credentials"
FAULTS = ("another secret", "another merchant")
FAULTY = ("cancel", "refund")
MOST_QRS = 3
HABITS = 4  # kinds of steps that a history dwells on, maybe one of them four times


def steps(chance: Random, able: frozenset[str], length: int) -> Iterator[Step]:
    """
    The steps of a history, which begins with a QR and dwells on few kinds of steps.

    Args:
        chance: decides all that is open.
        able: the capabilities of the target.
        length: half of how many steps, before all that is over is tried once more: they are few,
            and it takes many in a row to make a difference.

    """
    yield _create(chance)
    qrs, qr = 1, 0
    paid: set[int] = set()
    changes, looks = _able(CHANGES, able), _able(LOOKS, able)
    habits = [chance.choice(changes) for _ in range(HABITS)]
    last: Step = {}
    for _ in range(2 * length - 1):
        if qrs < MOST_QRS and _one_in(8, chance):
            qr, qrs = qrs, qrs + 1
            yield _create(chance)
            continue
        if _one_in(8, chance):
            qr = chance.randrange(qrs)
        if not last or not _one_in(4, chance):
            kind = chance.choice(looks if _one_in(4, chance) else [*habits, chance.choice(changes)])
            if kind in OF_PAID and qr not in paid and not _one_in(4, chance):
                kind = "pay"
            paid |= {qr} if kind == "pay" else set()
            last = {"do": kind, "qr": qr, **_details(chance, kind, able)}
        yield last
    for number in range(qrs):
        yield from _ending(number, able)


def _ending(qr: int, able: frozenset[str]) -> Iterator[Step]:
    """
    All that is over is tried once more: a wrong turn long before may show only then.
    """
    cancel = {"intent": "both", "reason": REASONS[0]}
    all_of_it = {"part": "all", "by": "order"}
    tried: tuple[tuple[str, Step], ...] = (
        ("refund", {**all_of_it, "part": PARTS[0]}),
        ("read_refund", {}),
        ("refund", all_of_it),
        ("refund", all_of_it),
        ("cancel", {**cancel, "fault": FAULTS[0]}),
        ("read", {}),
        ("pay", {}),
        ("cancel", cancel),
        ("pay", {}),
        ("cancel", cancel),
        ("read", {}),
        ("pay", {}),
    )
    for kind, details in tried:
        if _able((kind,), able) and ("fault" not in details or SIGN_WRONGLY in able):
            yield {"do": kind, "qr": qr, **details}


def _able(kinds: Sequence[str], able: frozenset[str]) -> list[str]:
    return [kind for kind in kinds if NEEDS.get(kind, "") in {"", *able}]


def _create(chance: Random) -> Step:
    return {"do": "create", "amount": chance.choice(AMOUNTS), "life": chance.choice(LIVES)}


def _details(chance: Random, kind: str, able: frozenset[str]) -> Step:
    details: Step = {}
    match kind:
        case "cancel":
            intent = chance.choice(("token", "both"))
            details = {"intent": intent, "reason": chance.choice(REASONS)}
        case "refund":
            by = chance.choice(("order", "order", "charge"))
            details = {"part": chance.choice(PARTS), "by": by}
        case "wait":
            details = {"seconds": chance.choice(WAITS)}
    if kind in FAULTY and SIGN_WRONGLY in able and _one_in(4, chance):
        details["fault"] = chance.choice(FAULTS)
    return details


def _one_in(number: int, chance: Random) -> bool:
    return chance.randrange(number) == 0

"""
What may be done next: steps as plain JSON, each chosen by somebody else's chance.

A step names QRs and payments by their order. It never depends on an answer, so the same choices
make the same history at every target.
"""

from collections.abc import Iterator
from typing import Any

from payconform.profiles import Pick

Step = dict[str, Any]

TYPES = ("Dynamic", "Static", "Hybrid")
AMOUNT_TYPES = {
    "Dynamic": ("Fixed", "Controlled"),
    "Static": ("Fixed", "Controlled", "Free"),
    "Hybrid": ("Fixed", "Controlled"),
}
AMOUNTS = (50.0, 20.5, 1.0)
EVER = ("read", "cancel", "list_qrs")
HYBRID = ("extend", "cancel_extension")
MONEY = ("pay", "read_payment", "list_payments")
MOST_QRS = 3
MINUTES_11, MONTH = 660, 32 * 86400
FAULTS = {
    "cancel": ("no reason", "a long reason"),
    "cancel_extension": ("a long reason",),
    "extend": ("no description",),
    "pay": ("no payer",),
    "refund": ("no reason",),
}
PAID = ("refund", "read_payment")  # about a payment
PARTS = ("all", "a third", "the rest", "too much")
FEW = 3  # kinds of steps, some of them twice
ONE_IN = 8  # steps has a fault, or is about another QR


def steps(pick: Pick, able: frozenset[str], length: int) -> Iterator[Step]:
    """
    The steps of a history, which begins with a QR and dwells on few kinds of steps.

    Args:
        pick: chooses one of several.
        able: what is offered: capabilities of the target, and `refunds`.
        length: how many steps.

    """
    types = [pick(TYPES)]
    yield _create(pick, types[0])
    favourites = [pick(_kinds(types[0], able)) for _ in range(FEW)]
    qr = payments = 0
    for _ in range(length - 1):
        if len(types) < MOST_QRS and _rarely(pick):
            types.append(pick(TYPES))
            yield _create(pick, types[-1])
            continue
        if _rarely(pick):
            qr = pick(range(len(types)))
        kind = pick(_kinds(types[qr], able) if _rarely(pick) else favourites)
        if kind in PAID and not payments:
            kind = "pay"
        payments += kind == "pay"
        about = {"payment": payments - 1} if kind in PAID else {"qr": qr}
        yield {"do": kind, **about, **_details(pick, kind)}


def _kinds(qr_type: str, able: frozenset[str]) -> tuple[str, ...]:
    """
    What may be done to a QR of a type.
    """
    kinds = EVER + (HYBRID if qr_type == "Hybrid" else ())
    kinds += MONEY if "simulate_payment" in able else ()
    kinds += ("refund",) if "refunds" in able else ()
    return kinds + (("wait",) if "control_clock" in able else ())


def _create(pick: Pick, qr_type: str) -> Step:
    step: Step = {"do": "create", "type": qr_type, "amount_type": pick(AMOUNT_TYPES[qr_type])}
    if qr_type == "Hybrid":
        step["extended"] = pick((True, False))
    return step if step["amount_type"] == "Free" else {**step, "amount": pick(AMOUNTS)}


def _details(pick: Pick, kind: str) -> Step:
    details: Step = {}
    match kind:
        case "extend":
            details = {"amount": pick(AMOUNTS)}
        case "refund":
            details = {"part": pick(PARTS)}
        case "list_qrs":
            details = {"by": pick(("qrId", "orderId"))}
        case "wait":
            details = {"seconds": pick((MINUTES_11, MONTH))}
    if kind in FAULTS and _rarely(pick):
        details["fault"] = pick(FAULTS[kind])
    return details


def _rarely(pick: Pick) -> bool:
    return pick(range(ONE_IN)) == ONE_IN - 1

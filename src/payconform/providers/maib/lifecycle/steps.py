"""
What may be done next: steps as plain JSON, drawn by chance.

A step names QRs and payments by their order. It never depends on an answer, so the same choices
make the same history at every target.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

Step = dict[str, Any]

TYPES = ("Dynamic", "Static", "Hybrid")
AMOUNT_TYPES = {
    "Dynamic": ("Fixed", "Controlled"),
    "Static": ("Fixed", "Controlled", "Free"),
    "Hybrid": ("Fixed", "Controlled"),
}
AMOUNTS = (50.0, 20.5, 1.0)
CHANGES = {
    "Dynamic": ("cancel", "pay", "pay", "refund", "refund", "wait"),
    "Static": ("cancel", "pay", "pay", "refund"),
    "Hybrid": ("cancel", "pay", "extend", "extend", "cancel_extension", "cancel_extension"),
}
LOOKS = ("read", "list_qrs")
LOOKS_PAID = (*LOOKS, "read_payment", "read_payment", "list_payments")
NEEDS = {
    "pay": "simulate_payment",
    "refund": "refunds",
    "wait": "control_clock",
}
EXTENSION = ("extend", "cancel_extension")
MOST_QRS = 2
MOST_REFUNDED = 2  # payments at the end
QUARTER, MONTH = 900, 32 * 86400
FAULTS = {
    "cancel": ("no reason", "a long reason"),
    "cancel_extension": ("a long reason",),
    "extend": ("no description",),
    "pay": ("no payer",),
    "refund": ("no reason",),
}
PAID = ("refund", "read_payment")  # about a payment
PARTS = ("all", "all", "a third", "a third", "the rest", "too much")
HABITS = 3  # kinds of steps that come more often, maybe one of them thrice


def steps(chance: Random, able: frozenset[str], length: int) -> Iterator[Step]:
    """
    The steps of a history, which begins with a QR and dwells on few kinds of steps.

    Args:
        chance: decides all that is open.
        able: what is offered: capabilities of the target, and `refunds`.
        length: how many steps, before all that is over is tried once more.

    """
    types, qr, payments = [chance.choice(TYPES)], 0, 0
    yield _create(chance, types[0])
    habits = [chance.choice(_able(CHANGES[types[0]], able)) for _ in range(HABITS)]
    last: Step = {}
    for _ in range(length - 1):
        if len(types) < MOST_QRS and _one_in(8, chance):
            qr = len(types)
            types.append(chance.choice(TYPES))
            yield _create(chance, types[qr])
            continue
        if _one_in(8, chance):
            qr = chance.choice(range(len(types)))
        if not last or not _one_in(4, chance):
            looks = LOOKS_PAID if payments else LOOKS
            kind = _kind(chance, looks, _able(CHANGES[types[qr]], able) + habits)
            if kind in PAID and not payments:
                kind = "pay"
            payments += kind == "pay"
            about = {"payment": payments - 1} if kind in PAID else {"qr": qr}
            last = {"do": kind, **about, **_details(chance, kind)}
        yield last
    yield from _ending(types, payments, able)


def _ending(types: Sequence[str], payments: int, able: frozenset[str]) -> Iterator[Step]:
    """
    All that is over is tried once more: a wrong turn long before may show only then.
    """
    for payment in range(payments)[-MOST_REFUNDED:]:
        for kind in _able(("refund", "refund"), able):
            yield {"do": kind, "payment": payment, "part": "all"}
    for qr, qr_type in enumerate(types):
        if qr_type == "Hybrid":
            yield {"do": "cancel_extension", "qr": qr}
            yield {"do": "extend", "qr": qr, "amount": AMOUNTS[-1]}
        for kind in _able(("read", "pay", "cancel", "read", "cancel", "pay"), able):
            yield {"do": kind, "qr": qr}


def _kind(chance: Random, looks: Sequence[str], changes: Sequence[str]) -> str:
    if _one_in(4, chance):
        return chance.choice(looks)
    of_any_type = _one_in(24, chance)
    return chance.choice(EXTENSION if of_any_type else changes)


def _able(kinds: Sequence[str], able: frozenset[str]) -> list[str]:
    return [kind for kind in kinds if NEEDS.get(kind, "") in {"", *able}]


def _create(chance: Random, qr_type: str) -> Step:
    step: Step = {
        "do": "create",
        "type": qr_type,
        "amount_type": chance.choice(AMOUNT_TYPES[qr_type]),
    }
    if qr_type == "Hybrid":
        step["extended"] = chance.choice((True, True, False))
    return step if step["amount_type"] == "Free" else {**step, "amount": chance.choice(AMOUNTS)}


def _details(chance: Random, kind: str) -> Step:
    details: Step = {}
    match kind:
        case "extend":
            details = {"amount": chance.choice(AMOUNTS)}
        case "refund":
            details = {"part": chance.choice(PARTS)}
        case "list_qrs":
            details = {"by": chance.choice(("qrId", "orderId"))}
        case "wait":
            details = {"seconds": chance.choice((QUARTER, QUARTER, MONTH))}
    if kind in FAULTS and _one_in(10, chance):
        details["fault"] = chance.choice(FAULTS[kind])
    return details


def _one_in(number: int, chance: Random) -> bool:
    return chance.randrange(number) == 0

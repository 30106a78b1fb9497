"""
What the client does to refunds: together they never exceed what was captured.
"""

from collections.abc import Iterator
from decimal import Decimal

from payconform.checks import Contradiction, at, contradictions, member_matches, status
from payconform.model import Exchange, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import (
    GUID,
    barred,
    outcome,
    refused_with,
    succeeded,
)
from payconform.providers.mobilepay.lifecycle.known import (
    MINUTE,
    PAID_OUT,
    WHOLE,
    WINDOW,
    Payment,
    Refund,
)
from payconform.providers.mobilepay.lifecycle.world import (
    OK,
    Found,
    Step,
    Ways,
    World,
    awaited,
    confirmed,
    is_one_of,
    judged,
    spelled,
)

NAMED = member_matches("refundId", str, GUID, "a GUID")
PARTS = {"all": Decimal(1), "half": Decimal("0.5"), "more": Decimal(2)}
REFUNDED, IN_PARTS = "MOBILEPAY-REFUND-01", "MOBILEPAY-REFUND-09"

CAPTURES: dict[str, Ways] = {
    "Initiated": {"1351": "Initiated"},
    "Reserved": {OK: "Captured"},
    "Captured": {OK: "Captured", "1351": "Captured"},
    "ExpiredAndCaptured": {OK: "ExpiredAndCaptured", "1351": "ExpiredAndCaptured"},
    "CancelledByClient": {"1351": "CancelledByClient"},
    "CancelledByMobilePay": {"1351": "CancelledByMobilePay"},
}
CAPTURE_RULES = {
    "Initiated": "MOBILEPAY-REFUND-04",
    "Reserved": "MOBILEPAY-REFUND-03",
    "CancelledByClient": "MOBILEPAY-CANCEL-48",
    "CancelledByMobilePay": "MOBILEPAY-REFUND-04",
}
CANCELS: dict[str, Ways] = {
    "Initiated": {OK: "CancelledByClient"},
    "Reserved": {OK: "CancelledByClient"},
    "Captured": {"1352": "Captured"},
    "ExpiredAndCaptured": {"1352": "ExpiredAndCaptured"},
    "CancelledByMobilePay": {"1352": "CancelledByMobilePay"},
    "CancelledByClient": {OK: "CancelledByClient", "1352": "CancelledByClient"},
}
CANCEL_RULES = {
    "Initiated": "MOBILEPAY-CANCEL-41",
    "Reserved": "MOBILEPAY-CANCEL-40",
    "Captured": "MOBILEPAY-CANCEL-42",
    "ExpiredAndCaptured": "MOBILEPAY-CANCEL-44",
    "CancelledByMobilePay": "MOBILEPAY-CANCEL-45",
}


def make(world: World, step: Step) -> Found:
    """
    Refund a payment, or half of it, or more than it.
    """
    payment = world.payment(step)
    if payment is None:
        return
    amount = portion(payment, step)
    call = calls.refund(world.caller, payment.id, amount=float(amount))
    answer = world.send(call, f"refund {step['part']} of payment {payment.number + 1}")
    yield from made(world, payment, amount, answer)


def portion(payment: Payment, step: Step) -> Decimal:
    """
    How much of a payment is to be refunded.
    """
    return (payment.captured or WHOLE) * PARTS[step["part"]]


def made(
    world: World, payment: Payment, amount: Decimal, answer: Exchange, rule: str = ""
) -> Found:
    """
    What an answer says of a new refund; `rule` is the one by which it succeeds, if not the usual.
    """
    found = [*_judged(world, payment, amount, answer, rule)]
    yield from confirmed(world, payment, found)
    if succeeded(answer) or any(one.mismatches for one in found):
        return
    yield Contradiction(REFUNDED, answer, tuple(filter(None, [NAMED(answer)])))
    if NAMED(answer) is None:
        refund = Refund(
            len(world.refunds),
            str(at(answer, "refundId")),
            frozenset({"Initiated", "Reserved", "CancelledByMobilePay"}),
            payment=payment.number,
            amount=amount,
            created=world.caller.now(),
        )
        world.refunds.append(refund)


def capture(world: World, step: Step) -> Found:
    """
    Capture a refund.
    """
    after = {"Captured": "MOBILEPAY-REFUND-03"}
    yield from _move(world, step, "captureRefund", (CAPTURES, CAPTURE_RULES), after)


def cancel(world: World, step: Step) -> Found:
    """
    Cancel a refund.
    """
    after = {"CancelledByClient": "MOBILEPAY-CANCEL-40", "Captured": "MOBILEPAY-CANCEL-43"}
    yield from _move(world, step, "cancelRefund", (CANCELS, CANCEL_RULES), after)


def read(world: World, step: Step) -> Found:
    """
    Read a refund.
    """
    refund = world.refund(step)
    if refund is not None:
        yield from read_one(world, refund)


def read_one(world: World, refund: Refund) -> Found:
    """
    A refund reads as one of the states that it may be in.
    """
    refund.ages(world.caller.now())
    call = calls.of_refund(world.caller, "getRefund", refund.id)
    answer = world.send(call, f"read refund {refund.number + 1}")
    yield from contradictions("MOBILEPAY-READ-20", answer, status(200))
    if succeeded(answer):
        return
    state = str(at(answer, "status"))
    world.told[-1] += f", {state}"
    state = spelled(state)
    yield from is_one_of(refund, state, answer)
    refund.noticed(state)
    if state == "Reserved":
        refund.seen = refund.seen or world.caller.now()


Table = tuple[dict[str, Ways], dict[str, str]]


def _move(world: World, step: Step, operation: str, table: Table, after: dict[str, str]) -> Found:
    refund = world.refund(step)
    if refund is None:
        return
    refund.ages(world.caller.now())
    call = calls.of_refund(world.caller, operation, refund.id)
    answer = world.send(call, f"{operation} of refund {refund.number + 1}")
    yield from judged(world, refund, answer, lambda state: table[0][state], table[1], after)
    if succeeded(answer) is None:
        awaited(world, calls.of_refund(world.caller, "getRefund", refund.id), refund.may)


def _judged(
    world: World, payment: Payment, amount: Decimal, answer: Exchange, succeeding: str
) -> Found:
    if barred(answer):
        return
    if "Captured" not in payment.may:
        whole = amount <= WHOLE  # else it may be refused for that
        check = refused_with(409, "1354") if whole else _refused
        yield from contradictions("MOBILEPAY-REFUND-05", answer, check)
    if payment.may != {"Captured"} or payment.captured_at is None or payment.captured_by is None:
        return
    now = world.caller.now()
    paid, open_ = _refunded(world, payment)
    rule = IN_PARTS if paid or open_ else "MOBILEPAY-REFUND-08"
    if now - payment.captured_by > WINDOW + MINUTE:
        yield from contradictions("MOBILEPAY-REFUND-10", answer, _refused)
    elif amount > payment.captured - paid:
        yield from contradictions(rule, answer, refused_with(409, "1367"))
    elif amount <= payment.captured - paid - open_ and now - payment.captured_at < WINDOW - MINUTE:
        usual = IN_PARTS if paid or open_ else REFUNDED
        yield from contradictions(succeeding or usual, answer, succeeded)


def _refunded(world: World, payment: Payment) -> tuple[Decimal, Decimal]:
    """
    What of a payment was paid out for certain, and what may be counted besides: when a refund that
    was cancelled counts no more, no page tells.
    """
    paid, open_ = Decimal(0), Decimal(0)
    for one in _of(world, payment):
        one.ages(world.caller.now())
        if one.may <= PAID_OUT:
            paid += one.amount
        else:
            open_ += one.amount
    return paid, open_


def _of(world: World, payment: Payment) -> Iterator[Refund]:
    return (one for one in world.refunds if one.payment == payment.number)


def _refused(exchange: Exchange) -> Mismatch | None:
    return Mismatch("a refusal", outcome(exchange)) if succeeded(exchange) is None else None

"""
What comes of captures.
"""

from decimal import Decimal

from payconform.model import Call
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import succeeded
from payconform.providers.mobilepay.lifecycle.known import ACTIVE, WHOLE, Payment
from payconform.providers.mobilepay.lifecycle.world import (
    ANY,
    OK,
    Found,
    Step,
    Ways,
    World,
    awaited,
    judged,
    reading,
)

AMOUNTS = {"all": WHOLE, "a part": Decimal(5), "more": WHOLE + 1}
CAPTURE_RULES = {
    **dict.fromkeys((*ACTIVE, "CancelledByUser", "CancelledByMobilePay"), "MOBILEPAY-PAY-05"),
    "CancelledByClient": "MOBILEPAY-CANCEL-24",
    "ExpiredAndCancelled": "MOBILEPAY-PAY-16",
}


def capture(world: World, step: Step) -> Found:
    """
    Capture a payment, or a part of it, or more than it.
    """
    payment = world.payment(step)
    if payment is None:
        return
    amount, again = AMOUNTS[step["amount"]], _open_again(world, payment, step)
    call = capturing(world, payment, amount)
    answer = world.send(call, f"capture {step['amount']} of payment {payment.number + 1}")
    rules = {**CAPTURE_RULES, **_capture_rules(payment, amount)}

    def ways(state: str) -> Ways:
        return {OK: state, ANY: state} if again else captured(payment, amount, state)

    after = {"Captured": "MOBILEPAY-PAY-02"}
    yield from judged(world, payment, answer, ways, {} if again else rules, after)
    if succeeded(answer) is None:
        _taken(world, payment, amount, again=again)


def _taken(world: World, payment: Payment, amount: Decimal, *, again: bool) -> None:
    if again:
        payment.captured_at = None  # how much it is by now, no page tells
        payment.lost_at = None
    elif payment.captured_at is None:
        now, repeated = world.caller.now(), amount == payment.captured
        payment.captured_at = payment.lost_at if payment.lost_at and repeated else now
        payment.captured, payment.captured_by = amount, now
        awaited(world, reading(world, payment), payment.may)


def _open_again(world: World, payment: Payment, step: Step) -> bool:
    """
    Whether no page tells what a capture of what is Captured gets: a refund lies between, or only a
    part was captured before.
    """
    if payment.may != {"Captured"}:
        return False
    another = AMOUNTS[step["amount"]] != payment.captured
    refunded = any(one.payment == payment.number for one in world.refunds)
    return refunded or (another and payment.captured < payment.amount)


def capturing(world: World, payment: Payment, amount: Decimal) -> Call:
    """
    The call that captures an amount of a payment.
    """
    body = {"amount": float(amount)}
    return calls.of_payment(world.caller, "capturePayment", payment.id, body)


def captured(payment: Payment, amount: Decimal, state: str) -> Ways:
    """
    What capturing an amount may come to in a state.
    """
    # Where two reasons to refuse come together, no page tells which is told.
    part = {"1308": state} if amount < payment.amount else {}
    beside = {"1305": state} if amount > payment.amount else part
    if state == "Captured":
        return {OK: state} if amount == payment.captured else {"1307": state, **beside}
    if state != "Reserved":
        return {"1304": state, **beside}
    if amount > payment.amount:
        return {"1305": state}
    if amount == payment.amount or payment.partial:
        return {OK: "Captured"}
    return {"1308": state} | ({OK: "Captured"} if payment.partial is None else {})


def _capture_rules(payment: Payment, amount: Decimal) -> dict[str, str]:
    same = amount == payment.captured
    whole = "MOBILEPAY-PAY-02" if amount == payment.amount else "MOBILEPAY-PAY-08"
    return {
        "Captured": "MOBILEPAY-PAY-03" if same else "MOBILEPAY-PAY-04",
        "Reserved": "MOBILEPAY-PAY-06" if amount > payment.amount else whole,
    }

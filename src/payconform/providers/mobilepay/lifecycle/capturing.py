"""
What comes of captures.
"""

from decimal import Decimal

from payconform.model import Call
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import succeeded
from payconform.providers.mobilepay.lifecycle.known import ACTIVE, WHOLE, Payment
from payconform.providers.mobilepay.lifecycle.world import OK, Found, Step, Ways, World, judged

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
    amount = AMOUNTS[step["amount"]]
    call = capturing(world, payment, amount)
    answer = world.send(call, f"capture {step['amount']} of payment {payment.number + 1}")
    yield from judged(
        world,
        payment,
        answer,
        lambda state: captured(payment, amount, state),
        {**CAPTURE_RULES, **_capture_rules(payment, amount)},
        {"Captured": "MOBILEPAY-PAY-02"},
    )
    if succeeded(answer) is None and payment.captured_at is None:
        now, again = world.caller.now(), amount == payment.captured
        payment.captured_at = payment.lost_at if payment.lost_at and again else now
        payment.captured, payment.captured_by = amount, now


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
    if state == "Captured":
        return {OK: state} if amount == payment.captured else {"1307": state}
    if state != "Reserved":
        return {"1304": state}
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

"""
What the client does to payments.
"""

from decimal import Decimal

from payconform.checks import Contradiction, at, contradictions, status
from payconform.model import Call, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import barred, refused_with, succeeded
from payconform.providers.mobilepay.lifecycle.known import ACTIVE, ENDED, PLAIN, UNTOUCHED, Payment
from payconform.providers.mobilepay.lifecycle.world import (
    ANY,
    OK,
    Found,
    Step,
    Ways,
    World,
    awaited,
    is_one_of,
    judged,
    reading,
)

WHOLE = Decimal(str(calls.AMOUNT))
AMOUNTS = {"all": WHOLE, "a part": Decimal(5), "more": WHOLE + 1}
BLOCKS = frozenset({"Initiated", "IssuedToUser"})

CANCELLABLE = ("Prepared", "Initiated", "IssuedToUser", "Reserved")
CANCELS: dict[str, Ways] = {
    **{state: {OK: "CancelledByClient"} for state in CANCELLABLE},
    "Paired": {OK: "CancelledByClient", "1300": "Paired"},
    **{state: {"1300": state} for state in ("Captured", "ExpiredAndCancelled")},
    **{
        state: {OK: state, "1300": state}
        for state in ("CancelledByClient", "CancelledByUser", "CancelledByMobilePay")
    },
}
CANCEL_RULES = {
    "Prepared": "MOBILEPAY-CANCEL-03",
    "Initiated": "MOBILEPAY-CANCEL-01",
    "IssuedToUser": "MOBILEPAY-CANCEL-04",
    "Reserved": "MOBILEPAY-CANCEL-05",
    "Captured": "MOBILEPAY-CANCEL-06",
    "ExpiredAndCancelled": "MOBILEPAY-CANCEL-08",
}
AFTER_CANCEL = {
    "CancelledByClient": "MOBILEPAY-CANCEL-02",
    "Captured": "MOBILEPAY-CANCEL-07",
    "CancelledByUser": "MOBILEPAY-CANCEL-18",
}
CAPTURE_RULES = {
    **dict.fromkeys((*ACTIVE, "CancelledByUser", "CancelledByMobilePay"), "MOBILEPAY-PAY-05"),
    "CancelledByClient": "MOBILEPAY-CANCEL-24",
    "ExpiredAndCancelled": "MOBILEPAY-PAY-16",
}
READY_RULES = {"Prepared": "MOBILEPAY-CREATE-10", "Paired": "MOBILEPAY-CREATE-13"}


def make(world: World, step: Step) -> Found:
    """
    Initiate or prepare a payment.
    """
    prepared = step["do"] == "prepare"
    ask = calls.preparation if prepared else calls.payment
    call = ask(world.caller, world.till.pos)
    answer = world.send(call, f"{step['do']} a payment")
    if barred(answer):
        return
    if any(one.may <= BLOCKS for one in world.payments):
        yield from contradictions("MOBILEPAY-CREATE-06", answer, refused_with(409, "1301"))
    elif not any(one.may & ACTIVE for one in world.payments):
        yield from contradictions(_free(world, prepared=prepared), answer, succeeded)
    if succeeded(answer):
        return
    first = "Prepared" if prepared else "Initiated"
    drifts = {"Prepared": "Paired"} if prepared else PLAIN
    rule = "MOBILEPAY-CREATE-04" if prepared else "MOBILEPAY-CREATE-03"
    made = Payment(
        len(world.payments),
        str(at(answer, "paymentId")),
        frozenset({first, *drifts.values()} if world.user else {first}),
        UNTOUCHED if world.user else rule,
        dict(drifts) if world.user else {},
        order=str(call.body["orderId"]),
        amount=Decimal(0) if prepared else WHOLE,
        prepared=prepared,
    )
    world.payments.append(made)


def ready(world: World, step: Step) -> Found:
    """
    Make a payment ready.
    """
    payment = world.payment(step)
    if payment is None:
        return
    terms = calls.terms(currencyCode=calls.currency(world.caller))
    call = calls.of_payment(world.caller, "paymentReady", payment.id, terms)
    answer = world.send(call, f"make payment {payment.number + 1} ready")
    if not payment.prepared:
        yield from contradictions("MOBILEPAY-CREATE-11", answer, refused_with(409, "1303"))
        return

    def ways(state: str) -> Ways:
        if state in READY_RULES:
            return {OK: "Initiated" if state == "Prepared" else "IssuedToUser"}
        return {OK: state, ANY: state} if state in ENDED else {OK: state, "1303": state}

    after = {"Initiated": "MOBILEPAY-CREATE-10", "IssuedToUser": "MOBILEPAY-CREATE-13"}
    yield from judged(payment, answer, ways, READY_RULES, after)
    if succeeded(answer) is None:
        payment.amount = WHOLE
        awaited(world, reading(world, payment), payment.may)


def capture(world: World, step: Step) -> Found:
    """
    Capture a payment, or a part of it, or more than it.
    """
    payment = world.payment(step)
    if payment is None:
        return
    amount, again = AMOUNTS[step["amount"]], _open_again(world, payment, step)
    call = calls.of_payment(world.caller, "capturePayment", payment.id, {"amount": float(amount)})
    answer = world.send(call, f"capture {step['amount']} of payment {payment.number + 1}")
    rules = {**CAPTURE_RULES, **_capture_rules(payment, amount)}

    def ways(state: str) -> Ways:
        return {OK: state, ANY: state} if again else _capture(payment, amount, state)

    after = {"Captured": "MOBILEPAY-PAY-02"}
    yield from judged(payment, answer, ways, {} if again else rules, after)
    if succeeded(answer) is None and again:
        payment.captured_at = None  # how much it is by now, no page tells
    elif succeeded(answer) is None and payment.captured_at is None:
        payment.captured, payment.captured_at = amount, world.caller.now()
        awaited(world, reading(world, payment), payment.may)


def cancel(world: World, step: Step) -> Found:
    """
    Cancel a payment.
    """
    payment = world.payment(step)
    if payment is None:
        return
    call = calls.of_payment(world.caller, "cancelPayment", payment.id)
    answer = world.send(call, f"cancel payment {payment.number + 1}")
    yield from judged(payment, answer, lambda state: CANCELS[state], CANCEL_RULES, AFTER_CANCEL)
    if succeeded(answer) is None:
        awaited(world, reading(world, payment), payment.may)


def read(world: World, step: Step) -> Found:
    """
    Read a payment.
    """
    payment = world.payment(step)
    if payment is not None:
        yield from read_one(world, payment)


def read_one(world: World, payment: Payment) -> Found:
    """
    A payment reads as one of the states that it may be in.
    """
    payment.ages(world.caller.now())
    answer = world.send(reading(world, payment), f"read payment {payment.number + 1}")
    yield from contradictions("MOBILEPAY-READ-01", answer, status(200))
    if succeeded(answer):
        return
    state = str(at(answer, "status"))
    world.told[-1] += f", {state}"
    yield from is_one_of(payment, state, answer)
    payment.noticed(state)
    if state == "Reserved":
        told = at(answer, "partialCapturePossible")
        payment.partial = told if isinstance(told, bool) else None
        payment.reserved = payment.reserved or world.caller.now()


def find(world: World, step: Step) -> Found:
    """
    Find a payment by its point of sale and order.
    """
    payment = world.payment(step)
    if payment is None:
        return
    query = {"posId": world.till.pos, "orderId": payment.order}
    call = Call("queryPaymentIds", query=query)
    answer = world.send(call, f"find payment {payment.number + 1}")
    if succeeded(answer):
        return
    found = at(answer, "paymentIds") == [payment.id]
    if payment.may <= ACTIVE | {"Reserved"}:
        wrong = () if found else (Mismatch("the payment", "another list"),)
        yield Contradiction("MOBILEPAY-READ-04", answer, wrong)
    elif payment.may <= ENDED:
        wrong = (Mismatch("no payment", "the payment"),) if found else ()
        yield Contradiction("MOBILEPAY-READ-06", answer, wrong)


def _free(world: World, *, prepared: bool) -> str:
    """
    The rule by which a till takes a payment on which none is active.
    """
    if prepared or not world.payments:
        return "MOBILEPAY-CREATE-02" if prepared else "MOBILEPAY-CREATE-01"
    last = world.payments[-1].may
    if last == {"Reserved"}:
        return "MOBILEPAY-CREATE-08"
    cancelled = last == {"CancelledByClient"}
    return "MOBILEPAY-CREATE-07" if cancelled else "MOBILEPAY-CREATE-01"


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


def _capture(payment: Payment, amount: Decimal, state: str) -> Ways:
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

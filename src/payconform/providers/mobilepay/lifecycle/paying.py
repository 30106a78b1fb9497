"""
What the client does to payments.
"""

from decimal import Decimal

from payconform.checks import Contradiction, at, contradictions, member_matches, status
from payconform.model import Call, Exchange, Mismatch
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import GUID, barred, refused_with, succeeded
from payconform.providers.mobilepay.lifecycle.known import (
    ACTIVE,
    ENDED,
    PLAIN,
    UNTOUCHED,
    WHOLE,
    Payment,
)
from payconform.providers.mobilepay.lifecycle.world import (
    ANY,
    OK,
    Found,
    Step,
    Ways,
    World,
    awaited,
    confirmed,
    is_one_of,
    judged,
    reading,
)

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
AGAIN = {"CancelledByClient": "MOBILEPAY-CANCEL-11"}
AFTER_CANCEL = {
    "CancelledByClient": "MOBILEPAY-CANCEL-02",
    "Captured": "MOBILEPAY-CANCEL-07",
    "CancelledByUser": "MOBILEPAY-CANCEL-18",
}
READY_RULES = {"Prepared": "MOBILEPAY-CREATE-10", "Paired": "MOBILEPAY-CREATE-13"}


def make(world: World, step: Step) -> Found:
    """
    Initiate or prepare a payment.
    """
    call = making(world, step)
    answer = world.send(call, f"{step['do']} a payment")
    yield from made(world, call, answer, free(world, call))


def making(world: World, step: Step) -> Call:
    """
    The call that initiates or prepares a payment.
    """
    ask = calls.preparation if step["do"] == "prepare" else calls.payment
    return ask(world.caller, world.till.pos)


def made(world: World, call: Call, answer: Exchange, rule: str) -> Found:
    """
    What an answer says of a new payment; `rule` is the one by which a free till takes it.
    """
    if barred(answer):
        return
    prepared = call.operation == "preparePayment"
    blocking = [one for one in world.payments if one.may <= BLOCKS]
    form = (succeeded, member_matches("paymentId", str, GUID, "a GUID"))
    if blocking:
        refused = contradictions("MOBILEPAY-CREATE-06", answer, refused_with(409, "1301"))
        yield from confirmed(world, blocking[0], refused)
        return
    if not any(one.may & ACTIVE for one in world.payments):
        found = contradictions(rule, answer, *form)
        last = world.payments[-1:]
        yield from confirmed(world, last[0], found) if last else found
    if any(check(answer) for check in form):
        return
    first = "Prepared" if prepared else "Initiated"
    drifts = {"Prepared": "Paired"} if prepared else PLAIN
    begins = "MOBILEPAY-CREATE-04" if prepared else "MOBILEPAY-CREATE-03"
    payment = Payment(
        len(world.payments),
        str(at(answer, "paymentId")),
        frozenset({first, *drifts.values()} if world.user else {first}),
        UNTOUCHED if world.user else begins,
        dict(drifts) if world.user else {},
        order=str(call.body["orderId"]),
        amount=Decimal(0) if prepared else WHOLE,
        prepared=prepared,
    )
    world.payments.append(payment)


def ready(world: World, step: Step) -> Found:
    """
    Make a payment ready.
    """
    payment = world.payment(step)
    if payment is None:
        return
    call = calls.of_payment(world.caller, "paymentReady", payment.id, world.terms())
    answer = world.send(call, f"make payment {payment.number + 1} ready")
    if not payment.prepared:
        yield from contradictions("MOBILEPAY-CREATE-11", answer, refused_with(409, "1303"))
        return

    after = {"Initiated": "MOBILEPAY-CREATE-10", "IssuedToUser": "MOBILEPAY-CREATE-13"}
    yield from judged(world, payment, answer, readied, READY_RULES, after)
    if succeeded(answer) is None:
        payment.amount = WHOLE
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
    again = payment.may == {"CancelledByClient"} and payment.rule == UNTOUCHED
    after = {**AFTER_CANCEL, **(AGAIN if again else {})}
    ways = CANCELS.__getitem__
    yield from judged(world, payment, answer, ways, CANCEL_RULES, after)
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
    call = calls.of_payment(world.caller, "queryPayment", payment.id)
    answer = world.send(call, f"read payment {payment.number + 1}")
    yield from contradictions("MOBILEPAY-READ-01", answer, status(200))
    if succeeded(answer):
        return
    state = str(at(answer, "status"))
    world.told[-1] += f", {state}"
    yield from is_one_of(payment, state, answer)
    payment.noticed(state)
    if state == "Captured" and payment.captured_at is None:
        payment.captured_at = payment.captured_by = payment.lost_at
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
        told = Contradiction("MOBILEPAY-READ-04", answer, wrong)
        yield from confirmed(world, payment, [told])
    elif payment.may <= ENDED:
        wrong = (Mismatch("no payment", "the payment"),) if found else ()
        told = Contradiction("MOBILEPAY-READ-06", answer, wrong)
        yield from confirmed(world, payment, [told])


def free(world: World, call: Call) -> str:
    """
    The rule by which a till takes a payment on which none is active.
    """
    prepared = call.operation == "preparePayment"
    if prepared or not world.payments:
        return "MOBILEPAY-CREATE-02" if prepared else "MOBILEPAY-CREATE-01"
    last = world.payments[-1].may
    if last == {"Reserved"}:
        return "MOBILEPAY-CREATE-08"
    cancelled = last == {"CancelledByClient"}
    return "MOBILEPAY-CREATE-07" if cancelled else "MOBILEPAY-CREATE-01"


def readied(state: str) -> Ways:
    """
    What making a prepared payment ready may come to in a state.
    """
    if state in READY_RULES:
        return {OK: "Initiated" if state == "Prepared" else "IssuedToUser"}
    return {OK: state, ANY: state} if state in ENDED else {OK: state, "1303": state}

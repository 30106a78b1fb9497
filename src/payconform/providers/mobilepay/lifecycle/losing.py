"""
Calls whose answers get lost: what they acted on may be as it was, or as they would have left it.
What was to be created is asked for again with its key, as the documents have it.
"""

from collections.abc import Callable

from payconform.model import Call
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.lifecycle import capturing, paying, refunding
from payconform.providers.mobilepay.lifecycle.known import UNTOUCHED, WHOLE, Payment, Thing
from payconform.providers.mobilepay.lifecycle.world import OK, Found, Step, Ways, World
from payconform.providers.mobilepay.story import LONG

CREATED, REFUNDED = "MOBILEPAY-CREATE-60", "MOBILEPAY-CREATE-61"


def lose(world: World, step: Step) -> Found:
    """
    Do what a step says, and lose the answer.
    """
    lost, what = {**step, "do": step["what"]}, step["what"]
    if what in ("initiate", "prepare"):
        yield from _make(world, lost)
    elif what == "refund":
        yield from _refund(world, lost)
    elif what.endswith("_refund"):
        _move_refund(world, lost)
    else:
        _move_payment(world, lost)


def _make(world: World, step: Step) -> Found:
    call = paying.making(world, step)
    _lose(world, call, step, f"{step['do']} a payment")
    answer = world.send(call, "repeat that")
    yield from paying.made(world, call, answer, CREATED)


def _refund(world: World, step: Step) -> Found:
    payment = world.payment(step)
    if payment is None:
        return
    amount = refunding.portion(payment, step)
    call = calls.refund(world.caller, payment.id, amount=float(amount))
    _lose(world, call, step, f"refund {step['part']} of payment {payment.number + 1}")
    answer = world.send(call, "repeat that")
    yield from refunding.made(world, payment, amount, answer, REFUNDED)


def _lose(world: World, call: Call, step: Step, words: str) -> None:
    """
    Lose an answer, and wait until the call has ended.
    """
    world.lose(call, step, words)
    world.age()
    world.caller.wait(LONG)
    world.age()


def _move_payment(world: World, step: Step) -> None:
    payment = world.payment(step)
    if payment is None:
        return
    kind, words = step["do"], f"{step['do']} of payment {payment.number + 1}"
    if kind == "cancel":
        call = calls.of_payment(world.caller, "cancelPayment", payment.id)
        _lose(world, call, step, words)
        _may_be(payment, lambda state: paying.CANCELS[state])
    elif kind == "ready":
        call = calls.of_payment(world.caller, "paymentReady", payment.id, world.terms())
        _lose(world, call, step, words)
        if payment.prepared:
            payment.amount = WHOLE
            _may_be(payment, paying.readied)
    elif payment.lost_at is None:
        _capture(world, payment, step, words)


def _capture(world: World, payment: Payment, step: Step, words: str) -> None:
    amount, now = capturing.AMOUNTS[step["amount"]], world.caller.now()
    _lose(world, capturing.capturing(world, payment, amount), step, words)
    _may_be(payment, lambda state: capturing.captured(payment, amount, state))
    if "Captured" in payment.may and payment.captured_at is None:
        payment.captured, payment.lost_at = amount, now


def _move_refund(world: World, step: Step) -> None:
    refund = world.refund(step)
    if refund is None:
        return
    refund.ages(world.caller.now())
    operations = {"cancel_refund": "cancelRefund", "capture_refund": "captureRefund"}
    tables = {"cancel_refund": refunding.CANCELS, "capture_refund": refunding.CAPTURES}
    kind = step["do"]
    call = calls.of_refund(world.caller, operations[kind], refund.id)
    _lose(world, call, step, f"{operations[kind]} of refund {refund.number + 1}")
    _may_be(refund, lambda state: tables[kind][state])


def _may_be(thing: Thing, ways: Callable[[str], Ways]) -> None:
    """
    It is as it was, or as a success would leave it.
    """
    reached = {known[OK] for state in thing.may if OK in (known := ways(state))}
    if not reached <= thing.may:
        thing.becomes(thing.may | reached, UNTOUCHED)

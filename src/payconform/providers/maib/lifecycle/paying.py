"""
Payments in the sandbox, and refunds: refunds never add up to more than the payment.
"""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal, InvalidOperation

from payconform.checks import at, contradictions, member, shown_json
from payconform.model import Check, Exchange, Mismatch
from payconform.profiles.diary import unclear
from payconform.providers.maib import calls, forms
from payconform.providers.maib.calls import PAYER
from payconform.providers.maib.checks import code, confirms, guid, refused, succeeded
from payconform.providers.maib.lifecycle.known import Payment, Qr, Terms
from payconform.providers.maib.lifecycle.world import (
    Found,
    Step,
    World,
    accepted,
    must_refuse,
)

CENT = Decimal("0.01")
FREE = 7.5  # paid where the QR names no amount
NEWER = "refundPayment"
PAID_STATIC = "MAIB-PAY-21"  # how a Static QR reads after a payment is open
Fault = tuple[str | None, dict[str, object]]

PAY_FAULTS: dict[str, Fault] = {"no payer": ("MAIB-PAY-14", {"payerName": ...})}
REFUND_FAULTS: dict[str, Fault] = {"no reason": ("MAIB-REFUND-07", {"reason": ...})}

PARTS: dict[str, Callable[[Decimal], Decimal]] = {
    "a third": lambda left: max(CENT, (left / 3).quantize(CENT)),
    "the rest": lambda left: max(CENT, left),
    "too much": lambda left: left + CENT,
}


def pay(world: World, step: Step) -> Found:
    """
    Pay what a QR asks for.
    """
    qr = world.qr(step)
    if qr is None:
        return
    wrong, instead = PAY_FAULTS.get(step.get("fault", ""), (None, {}))
    amount = qr.asked.get("amount", FREE)
    call = calls.payment(qr.id, amount=amount, **instead)
    told = f"pay QR {qr.number + 1}, {amount} lei" + (f", {step['fault']}" if wrong else "")
    answer = world.send(call, told)
    yield from must_refuse(wrong, answer)
    due = None if wrong else _due(qr, world.caller.now())
    if due:
        yield from contradictions(due, answer, succeeded, forms.PAY_ID)
    if accepted(answer):
        yield from _paid(world, qr, answer, amount)
    elif due or unclear(answer):
        qr.becomes(None)
    elif qr.status == "Cancelled":
        qr.rule = "MAIB-CANCEL-11"
    else:
        qr.remains()


def refund(world: World, step: Step) -> Found:
    """
    Refund a payment or a part of it.
    """
    payment = world.payment(step)
    if payment is None:
        return
    wrong, members = REFUND_FAULTS.get(step.get("fault", ""), (None, {}))
    operation = calls.refund_operation(world.caller)
    part = step["part"] if operation == NEWER else "all"
    left = Decimal(0) if payment.left is None else payment.left
    amount = PARTS[part](left) if part in PARTS else None
    if amount is not None:
        members = {**members, "amount": float(amount)}
    told = f"refund payment {payment.number + 1}, {part if amount is None else f'{amount} lei'}"
    call = calls.refund(operation, payment.id, **members)
    answer = world.send(call, told + (f", {step['fault']}" if wrong else ""))
    if wrong:
        yield from must_refuse(wrong, answer)
    elif payment.left is not None:
        yield from _judged(payment, answer, amount)
    _refunded(payment, answer, amount)


def _due(qr: Qr, now: datetime) -> str | None:
    """
    The rule by which a payment must succeed; None where that is left open, or it must not.
    """
    stands = qr.stands(now)
    if qr.type == "Static" and qr.rule == PAID_STATIC and qr.in_use(now):
        return "MAIB-PAY-08"
    if stands != "Active" or qr.paid:
        return None
    return {"Static": "MAIB-PAY-07", "Dynamic": "MAIB-PAY-01"}.get(qr.type)


def _paid(world: World, qr: Qr, answer: Exchange, amount: float) -> Found:
    yield from contradictions("MAIB-PAY-03", answer, *_repeated(qr, amount))
    if qr.type == "Dynamic" and qr.paid:
        yield from contradictions("MAIB-LIFE-03", answer, refused)
    if qr.status == "Cancelled" and qr.type != "Hybrid":
        yield from contradictions("MAIB-LIFE-04", answer, refused)
        qr.rule = "MAIB-CANCEL-11"
    elif qr.type == "Dynamic":
        qr.becomes("Paid", "MAIB-PAY-02")
    elif qr.type == "Hybrid" and qr.extension and qr.extension.active:
        qr.becomes("Paid", "MAIB-PAY-09")
    else:
        qr.becomes(None, PAID_STATIC)
    qr.paid, qr.used = True, world.caller.now()
    paid, number = Decimal(str(amount)), len(world.payments)
    pay_id = str(at(answer, "result.payId"))
    world.payments.append(Payment(number, pay_id, qr, paid, _terms(qr, amount), paid))


def _repeated(qr: Qr, amount: float) -> list[Check]:
    told = {"qrId": qr.id, "amount": amount, "currency": "MDL"}
    told |= {"payerName": PAYER["payerName"], "payerIban": PAYER["iban"]}
    return [member(f"result.{name}", value) for name, value in told.items()]


def _terms(qr: Qr, amount: float) -> Terms:
    shown = [("MAIB-READ-61", check) for check in _repeated(qr, amount)]
    if qr.type != "Hybrid":
        shown.append(("MAIB-READ-61", member("result.orderId", qr.asked["orderId"])))
    elif qr.extension and qr.extension.active:
        shown.append(("MAIB-READ-65", member("result.extensionId", qr.extension.id)))
    return tuple(shown)


def _judged(payment: Payment, answer: Exchange, amount: Decimal | None) -> Found:
    left, untouched = payment.left, payment.left == payment.amount
    assert left is not None
    if not left:
        yield from contradictions("MAIB-REFUND-09", answer, refused)
        if amount is None and payment.seen and payment.seen["status"] == "Refunded":
            yield from contradictions("MAIB-REFUND-04", answer, code("14015"))
    elif amount is None:
        checks = (succeeded, confirms(payment.id))
        yield from contradictions(
            "MAIB-REFUND-01" if untouched else "MAIB-REFUND-08", answer, *checks
        )
    elif amount <= left:
        rule = "MAIB-REFUND-02" if untouched else "MAIB-REFUND-08"
        yield from contradictions(rule, answer, succeeded, guid("result.refundId"))
    else:
        rule = "MAIB-REFUND-05" if untouched else "MAIB-REFUND-09"
        yield from contradictions(rule, answer, refused)
        if not accepted(answer):
            yield from contradictions("MAIB-REFUND-05", answer, code("14016"))
            yield from contradictions("MAIB-REFUND-06", answer, _names(left))


def _names(left: Decimal) -> Check:
    """
    The refusal names what is left, in whatever form of a decimal.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        told = at(exchange, "errors.0.errorArgs.refundableAmount")
        try:
            named = Decimal(str(told))
        except InvalidOperation:
            named = None
        return None if named == left else Mismatch(f"{left} left", shown_json(told))

    return check


def _refunded(payment: Payment, answer: Exchange, amount: Decimal | None) -> None:
    asked = payment.left if amount is None else amount
    if not accepted(answer):
        payment.left = None if unclear(answer) else payment.left
        payment.rule = "MAIB-REFUND-10"
    elif payment.left is None or asked is None or asked > payment.left:
        payment.left, payment.seen = None, None
    else:
        payment.left -= asked
        payment.seen = None

"""
Refunds: whatever was refunded how often, it never adds up to more than the charge.
"""

from collections.abc import Callable
from decimal import Decimal

from payconform.checks import at, contradictions, json_body
from payconform.model import Exchange
from payconform.profiles.diary import unclear
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import not_refunded, succeeded
from payconform.providers.amazonpay.lifecycle.known import Charge, Qr, Refund
from payconform.providers.amazonpay.lifecycle.world import (
    Found,
    Step,
    World,
    accepted,
    must_refuse,
)

PAISA = Decimal("0.01")
PARTS: dict[str, Callable[[Decimal], Decimal]] = {
    "all": lambda left: max(PAISA, left),
    "a third": lambda left: max(PAISA, (left / 3).quantize(PAISA)),
    "too much": lambda left: left + PAISA,
}


def refund(world: World, step: Step) -> Found:
    """
    Refund what is left of a charge or a part of it, by either id of the charge.
    """
    qr = world.qr(step)
    if qr is None:
        return
    charge, name = qr.charge, {"refundId": world.caller.fresh("refund")}
    left = charge.left if charge and charge.left is not None else qr.amount
    amount = PARTS[step["part"]](left)
    if charge is not None and step["by"] == "charge":
        name |= {"chargeIdType": "AmazonTxnId", "chargeId": charge.id}
    call = calls.refund(world.caller, qr.order, amount=f"{amount:.2f}", **name)
    answer = world.send(call, f"refund {amount} of QR {qr.number + 1}", step.get("fault", ""))
    yield from must_refuse(step, answer)
    if charge is None:
        yield from contradictions("AMAZONPAY-REFUND-07", answer, not_refunded)
    elif "fault" not in step:
        yield from _judged(charge, answer, amount, by_charge=step["by"] == "charge")
    _refunded(qr, answer, amount)


def repeat_refund(world: World, step: Step) -> Found:
    """
    Send the newest refund of a QR again: whether that is refused, is the same refund or another one
    is open, AMAZONPAY-REFUND-22.
    """
    qr = world.qr(step)
    if qr is None or qr.charge is None or not qr.refunds:
        return
    last, left = qr.refunds[-1], qr.charge.left
    call = calls.refund(world.caller, qr.order, amount=f"{last.amount:.2f}", refundId=last.id)
    told = f"refund {last.amount} of QR {qr.number + 1}, with the same refundId"
    answer = world.send(call, told)
    if accepted(answer) and at(answer, "amazonRefundId") == last.told["amazonRefundId"]:
        return
    if left is not None and last.amount > left:
        yield from contradictions("AMAZONPAY-REFUND-05", answer, not_refunded)
    _refunded(qr, answer, last.amount)


def _judged(charge: Charge, answer: Exchange, amount: Decimal, *, by_charge: bool) -> Found:
    if charge.left is not None and amount > charge.left:
        yield from contradictions("AMAZONPAY-REFUND-05", answer, not_refunded)
        return
    if charge.certain:
        yield from contradictions(_rule(charge, amount, by_charge=by_charge), answer, succeeded)
    if not accepted(answer):
        return
    told = (forms.repeats("currencyCode"), forms.amounts_to(amount, forms.ANY_KIND))
    yield from contradictions("AMAZONPAY-REFUND-01", answer, *forms.REFUND)
    yield from contradictions("AMAZONPAY-REFUND-02", answer, forms.REFUND_STATUS)
    yield from contradictions("AMAZONPAY-REFUND-03", answer, forms.repeats("refundId"))
    yield from contradictions("AMAZONPAY-REFUND-08", answer, forms.refund_id(charge.id))
    yield from contradictions("AMAZONPAY-REFUND-09", answer, *told)
    yield from contradictions("AMAZONPAY-REFUND-10", answer, *forms.REFUND_MOMENTS)


def _rule(charge: Charge, amount: Decimal, *, by_charge: bool) -> str:
    if by_charge:
        return "AMAZONPAY-REFUND-06"
    return "AMAZONPAY-REFUND-01" if amount == charge.amount else "AMAZONPAY-REFUND-04"


def _refunded(qr: Qr, answer: Exchange, amount: Decimal) -> None:
    """
    What is left, and that how the QR reads now is open; a refund that is declined moves no money.
    """
    charge, number = qr.charge, len(qr.refunds)
    if not accepted(answer):
        if charge is not None and unclear(answer):
            charge.certain = False
        return
    if at(answer, "status") == "Declined":
        return
    if charge is None:
        qr.in_doubt()
        return
    if charge.left is None or amount > charge.left:
        charge.left, charge.certain = None, False
    else:
        charge.left -= amount
    qr.refunds.append(Refund(number, str(at(answer, "refundId")), amount, json_body(answer)))
    qr.becomes(None)

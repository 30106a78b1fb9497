"""
Cancelling a QR: three outcomes are documented, for one that was not cancelled before.
"""

from collections.abc import Sequence

from payconform.checks import ABSENT, at, contradictions, member, status
from payconform.model import Check, Exchange
from payconform.profiles.diary import unclear
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import succeeded
from payconform.providers.amazonpay.lifecycle.known import UNTOUCHED, Charge, Qr
from payconform.providers.amazonpay.lifecycle.world import (
    Found,
    Step,
    World,
    accepted,
    must_refuse,
)

INTENTS = {"token": forms.TOKEN, "both": forms.BOTH}
KEPT = ("amazonChargeId", "createTime", "amount")  # of a charge


def cancel(world: World, step: Step) -> Found:
    """
    Cancel a QR, with the refund of what was paid or without.
    """
    qr = world.qr(step)
    if qr is None:
        return
    intent, refunds = INTENTS[step["intent"]], step["intent"] == "both"
    call = calls.cancel(
        world.caller, qr.order, cancelIntent=intent, cancellationReason=step["reason"]
    )
    told = f"cancel QR {qr.number + 1}{' and refund it' * refunds}"
    answer = world.send(call, told, step.get("fault", ""))
    yield from must_refuse(step, answer)
    due = "fault" not in step and _is_due(world, qr)
    if due:
        yield from _judged(qr, answer, intent)
    if accepted(answer) and qr.charge is not None:
        yield from _told(qr.charge, answer)
    if accepted(answer):
        _cancelled(qr)
    elif due or unclear(answer):
        qr.in_doubt()


def _is_due(world: World, qr: Qr) -> bool:
    """
    Whether the documents tell the outcome: it was not cancelled, refunded, declined or expired
    before, AMAZONPAY-CANCEL-20, 22, 23 and 33.
    """
    if qr.cancelled or qr.doubtful:
        return False
    if qr.charge is not None:
        return qr.charge.untouched
    return qr.is_new(world.caller.now())


def _judged(qr: Qr, answer: Exchange, intent: Sequence[str]) -> Found:
    charged = qr.charge is not None
    outcome = member("status", forms.outcome_of(intent, charged=charged))
    yield from contradictions("AMAZONPAY-CANCEL-11", answer, succeeded)
    yield from contradictions(_rule(intent, charged=charged), answer, status(200), outcome)
    if not accepted(answer):
        return
    whose: list[Check] = [forms.repeats("merchantId")]
    if charged:
        whose.append(forms.repeats("chargeId"))
        yield from contradictions("AMAZONPAY-CANCEL-04", answer, *forms.CHARGE_TOLD)
        yield from contradictions("AMAZONPAY-CANCEL-09", answer, forms.moments)
        yield from contradictions("AMAZONPAY-CANCEL-10", answer, forms.CHARGE_ID)
    else:
        yield from contradictions("AMAZONPAY-CANCEL-05", answer, *forms.BARELY)
        yield from contradictions("AMAZONPAY-CANCEL-06", answer, forms.nothing_else)
    yield from contradictions("AMAZONPAY-CANCEL-07", answer, *whose)
    yield from contradictions("AMAZONPAY-CANCEL-08", answer, forms.amounts_to(qr.amount))


def _rule(intent: Sequence[str], *, charged: bool) -> str:
    if not charged:
        return "AMAZONPAY-CANCEL-01"
    return "AMAZONPAY-CANCEL-02" if "REFUND" in intent else "AMAZONPAY-CANCEL-03"


def _told(charge: Charge, answer: Exchange) -> Found:
    """
    What is told of a charge once more is what was told before; what a later cancel tells at all is
    open, AMAZONPAY-CANCEL-20.
    """
    now = {name: at(answer, name) for name in KEPT}
    now = {name: value for name, value in now.items() if value is not ABSENT}
    if "amazonChargeId" not in now:
        return
    known = {"amazonChargeId": charge.id, **charge.told}
    same = [member(name, known[name]) for name in now if name in known]
    yield from contradictions(UNTOUCHED, answer, *same)
    charge.told = {**now, **charge.told}


def _cancelled(qr: Qr) -> None:
    """
    How it reads now is open, AMAZONPAY-READ-13 and 15, and so is whether more of a charge can be
    refunded, AMAZONPAY-CANCEL-34, or whether it is paid later, AMAZONPAY-CANCEL-24. One that has
    refused a payment is not payable by being cancelled once more.
    """
    qr.cancelled = True
    if qr.charge is not None:
        qr.charge.certain = False
    qr.becomes(None)

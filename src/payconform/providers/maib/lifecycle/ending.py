"""
Cancelling a QR, and cancelling the extension of a Hybrid one.
"""

from payconform.checks import contradictions, member, status
from payconform.model import Call, Exchange
from payconform.profiles.diary import unclear
from payconform.providers.maib import forms
from payconform.providers.maib.checks import code, succeeded
from payconform.providers.maib.lifecycle.known import Qr
from payconform.providers.maib.lifecycle.world import (
    Found,
    Step,
    World,
    accepted,
    must_refuse,
)

REASON = {"reason": "changed my mind"}
LONG = {"reason": "x" * 501}
FAULTS = {"no reason": ("MAIB-CANCEL-07", {}), "a long reason": ("MAIB-CANCEL-08", LONG)}
EXTENSION_FAULTS = {"a long reason": ("MAIB-CANCEL-43", LONG)}


def cancel(world: World, step: Step) -> Found:
    """
    Cancel a QR.
    """
    qr = world.qr(step)
    if qr is None:
        return
    wrong, body = FAULTS.get(step.get("fault", ""), (None, REASON))
    told = f"cancel QR {qr.number + 1}" + (f" with {step['fault']}" if wrong else "")
    answer = world.send(Call("cancelQr", path={"qrId": qr.id}, body=body), told)
    yield from must_refuse(wrong, answer)
    before, due = qr.stands(world.caller.now()), False
    if not wrong:
        due = before == "Active" and qr.type != "Hybrid" and not qr.paid
        yield from _judged(qr, answer, due=due)
    for payment in world.payments:
        if payment.qr is qr and payment.left == payment.amount:
            payment.rule = "MAIB-CANCEL-31"
    if accepted(answer):
        _cancelled(qr, answer)
    elif due or unclear(answer):
        qr.becomes(None)
    elif qr.status == "Paid" and qr.type == "Dynamic":
        qr.rule = "MAIB-CANCEL-17"
    else:
        qr.remains("MAIB-CANCEL-09")


def cancel_extension(world: World, step: Step) -> Found:
    """
    Cancel the extension of a QR.
    """
    qr = world.qr(step)
    if qr is None:
        return
    wrong, body = EXTENSION_FAULTS.get(step.get("fault", ""), (None, REASON))
    told = f"cancel the extension of QR {qr.number + 1}"
    told += f" with {step['fault']}" if wrong else ""
    answer = world.send(Call("cancelExtension", path={"qrId": qr.id}, body=body), told)
    yield from must_refuse(wrong, answer)
    extension, before = qr.extension, qr.stands(world.caller.now())
    due = not wrong and before == "Active" and bool(extension and extension.later)
    due = due and bool(extension and extension.active)
    if due and extension:
        named = member("result.extensionId", extension.id)
        yield from contradictions("MAIB-CANCEL-40", answer, succeeded, named)
    if accepted(answer):
        _without_extension(qr)
    elif due or unclear(answer):
        qr.becomes(None)
        qr.terms = qr.terms[:2]
    else:
        qr.remains("MAIB-CANCEL-45")


def _judged(qr: Qr, answer: Exchange, *, due: bool) -> Found:
    if due and qr.type == "Dynamic":
        named = member("result.qrId", qr.id)
        yield from contradictions("MAIB-CANCEL-01", answer, succeeded, named)
    elif due:
        named = member("result.qrId", qr.id)
        yield from contradictions("MAIB-CANCEL-19", answer, succeeded, named, forms.CANCELLED)
    elif qr.status == "Cancelled":
        yield from contradictions("MAIB-CANCEL-04", answer, status(409), code("14005"))
        if not accepted(answer):
            named = member("errors.0.errorArgs.qrId", qr.id)
            yield from contradictions("MAIB-CANCEL-05", answer, named)
    if accepted(answer) and qr.type != "Hybrid" and qr.status == "Active":
        yield from contradictions("MAIB-CANCEL-02", answer, forms.CANCELLED)


def _cancelled(qr: Qr, answer: Exchange) -> None:
    """
    What this means for a Hybrid QR is open, MAIB-CANCEL-20, and for a paid Static one unless the
    answer tells.
    """
    if qr.type == "Hybrid":
        _left_open(qr)
    elif qr.status == "Paid":
        qr.rule = "MAIB-CANCEL-17"
    elif qr.status == "Active" or not forms.CANCELLED(answer):
        qr.becomes("Cancelled", "MAIB-CANCEL-03")
    elif qr.status != "Cancelled":
        qr.becomes(None)


def _left_open(qr: Qr) -> None:
    if qr.extension is not None:
        qr.extension.active = None
    qr.terms = qr.terms[:2]
    qr.becomes(None)


def _without_extension(qr: Qr) -> None:
    """
    How the QR reads now is open: MAIB-CANCEL-50 to 52.
    """
    if qr.extension is not None:
        qr.extension.active = False
    qr.terms = qr.terms[:2]
    qr.becomes(None)

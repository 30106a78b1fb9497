"""
Reading QRs and payments back, alone and in lists, and holding that against what is known of them.
"""

from typing import Any

from payconform.checks import ABSENT, at, contradictions, every, member, member_differs
from payconform.model import Call, Check, Exchange, Mismatch
from payconform.providers.maib import calls, forms
from payconform.providers.maib.checks import succeeded
from payconform.providers.maib.entries import entries, holds, lists
from payconform.providers.maib.lifecycle.known import UNTOUCHED, Payment, Qr, Sent
from payconform.providers.maib.lifecycle.world import Found, Step, World
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import LAG, SETTLING

SETTLED = ("MAIB-PAY-02", "MAIB-PAY-09")  # a status that may follow its payment a little later
QR_MEMBERS = (
    *("status", "type", "amountType", "amount", "amountMin", "amountMax", "currency"),
    *("description", "orderId", "url", "extensionId", "createdAt", "expiresAt"),
)
PAYMENT_MEMBERS = (
    *("status", "qrId", "extensionId", "orderId", "amount", "currency", "payerName"),
    *("payerIban", "executedAt"),
)
ENTRY_MEMBERS = ("status", "type", "amount")
PAGE = 100


def read(world: World, step: Step) -> Found:
    """
    Read a QR.
    """
    qr = world.qr(step)
    if qr is not None:
        yield from read_qr(world, qr)


def read_qr(world: World, qr: Qr) -> Found:
    """
    The details of a QR.
    """
    call, told = Call("getQr", path={"qrId": qr.id}), f"read QR {qr.number + 1}"
    answer = world.send(call, told)
    status, rule = qr.reads(world.caller.now())
    if rule in SETTLED and at(answer, "result.status") != status:
        world.caller.wait(SETTLING)
        answer = world.send(call, f"{told} again, half a minute later")
    qr.passes(world.caller.now())
    status, rule = qr.reads(world.caller.now())
    yield from contradictions("MAIB-READ-01", answer, succeeded, member("result.qrId", qr.id))
    if succeeded(answer):
        return
    if status is not None:
        yield from contradictions(rule, answer, member("result.status", status))
    if qr.in_use(world.caller.now()):
        busy = member_differs("result.status", "Inactive")
        yield from contradictions("MAIB-READ-19", answer, busy)
    now = {name: at(answer, f"result.{name}") for name in QR_MEMBERS}
    if qr.seen is not None:
        yield from _changes(qr.seen, now, answer)
    elif qr.type != "Hybrid" or now["status"] == "Active":  # else its extension may be over
        for rule, check in qr.terms:
            yield from contradictions(rule, answer, check)
    qr.noticed(now, world.caller.now())


def read_payment(world: World, step: Step) -> Found:
    """
    Read a payment.
    """
    payment = world.payment(step)
    if payment is not None:
        yield from read_one_payment(world, payment)


def read_one_payment(world: World, payment: Payment) -> Found:
    """
    The details of a payment.
    """
    call = Call("getPayment", path={"payId": payment.id})
    told, named = f"read payment {payment.number + 1}", member("result.payId", payment.id)
    answer = world.send(call, told)
    if payment.seen is None and succeeded(answer):  # it may be readable a little later
        world.caller.wait(SETTLING)
        answer = world.send(call, f"{told} again, half a minute later")
    yield from contradictions("MAIB-READ-60", answer, succeeded, named)
    if succeeded(answer):
        return
    now = {name: at(answer, f"result.{name}") for name in PAYMENT_MEMBERS}
    if payment.left == payment.amount:
        yield from contradictions(payment.rule, answer, member("result.status", "Executed"))
    elif payment.seen and payment.seen["status"] == "Refunded":
        yield from contradictions(UNTOUCHED, answer, forms.REFUNDED)
    if payment.left == 0 and now["status"] == "Refunded":
        yield from contradictions("MAIB-REFUND-03", answer, iso_moment("result.refundedAt"))
    if payment.seen is None:
        for rule, check in payment.terms:
            yield from contradictions(rule, answer, check)
    else:
        yield from _changes(payment.seen, now, answer)
    payment.seen = now


def list_qrs(world: World, step: Step) -> Found:
    """
    Read a QR, list QRs by an id of it, and hold the entry against the details.
    """
    qr = world.qr(step)
    if qr is None:
        return
    by = "qrId" if qr.type == "Hybrid" else step["by"]
    query = {by: qr.id if by == "qrId" else qr.asked["orderId"]}
    check = lists("qrId", qr.id)
    told = f"list the QRs with the {by} of QR {qr.number + 1}"
    yield from read_qr(world, qr)
    total, same = member("result.totalCount", 1), [_as_read(qr, name) for name in ENTRY_MEMBERS]
    answer = _listed(world, calls.page("listQrs", **query), every(check, total, *same), told)
    qr.passes(world.caller.now())
    yield from contradictions("MAIB-READ-40" if by == "qrId" else "MAIB-READ-41", answer, check)
    if not check(answer):
        yield from contradictions("MAIB-READ-33", answer, total)
        yield from contradictions("MAIB-READ-52", answer, *same)


def list_payments(world: World, step: Step) -> Found:
    """
    List the payments of a QR.
    """
    qr = world.qr(step)
    if qr is None:
        return
    ids = [payment.id for payment in world.payments if payment.qr is qr]
    check, told = holds("payId", *ids), f"list the payments of QR {qr.number + 1}"
    call = calls.page("listPayments", qrId=qr.id, count=PAGE)
    total = member("result.totalCount", len(ids))
    answer = _listed(world, call, every(check, total), told)
    yield from contradictions("MAIB-READ-79", answer, check)
    if not check(answer):
        yield from contradictions("MAIB-READ-91", answer, total)


def _listed(world: World, call: Call, check: Check, told: str) -> Exchange:
    answer = world.send(call, told)
    if check(answer):  # lists may lag
        world.caller.wait(LAG)
        answer = world.send(call, f"{told} again, ten seconds later")
    return answer


def _changes(before: Sent, now: dict[str, Any], answer: Exchange) -> Found:
    """
    Whatever reads otherwise than before; status is held against its own rules.
    """
    same = [
        member(f"result.{name}", value)
        for name, value in before.items()
        if name != "status" and value not in (None, ABSENT) and now[name] != value
    ]
    yield from contradictions(UNTOUCHED, answer, *same)


def _as_read(qr: Qr, name: str) -> Check:
    """
    The first entry shows this member as the QR was last read, if that still holds.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        if qr.seen is None:
            return None
        wanted, shown = qr.seen[name], entries(exchange, name)[0]
        if shown == (None if wanted is ABSENT else wanted):
            return None
        return Mismatch(f"items.0.{name} = {wanted}, as in the details", str(shown))

    return check

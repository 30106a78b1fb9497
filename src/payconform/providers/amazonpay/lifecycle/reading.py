"""
Reading the status of a QR and of a refund, and holding that against what is known of them.
"""

from payconform.checks import at, contradictions, member, member_differs, status
from payconform.errors import Blocked
from payconform.model import Exchange
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import succeeded
from payconform.providers.amazonpay.lifecycle.known import UNPAID, Qr
from payconform.providers.amazonpay.lifecycle.world import Found, Step, World

# Which of them a QR reads that nobody has paid, and when, no page tells; a record does not go away.
BEFORE = ("NO_RECORD_FOUND", "TXN_NOT_INITIATED", "PENDING")
SETTLING = 30  # seconds after which what a customer did shows at the latest


def read(world: World, step: Step) -> Found:
    """
    Read the status of a QR.
    """
    qr = world.qr(step)
    if qr is not None:
        yield from read_qr(world, qr)


def read_qr(world: World, qr: Qr) -> Found:
    """
    The status of a QR.
    """
    answer = status_of(world, qr)
    if qr.status is not None and qr.seen is None and at(answer, "status") != qr.status:
        world.caller.wait(SETTLING)
        answer = status_of(world, qr)
    now = world.caller.now()
    qr.passes(now)
    if forms.is_untold(answer):
        return
    yield from contradictions(
        "AMAZONPAY-READ-01",
        answer,
        status(200),
        member("merchantId", world.caller.credentials["merchant_id"]),
        member("merchantOrderId", qr.order),
        *forms.STATUS,
    )
    if status(200)(answer):
        return
    yield from contradictions("AMAZONPAY-READ-02", answer, forms.LISTED)
    amount = forms.amounts_to(qr.amount, forms.ANY_KIND)
    yield from contradictions("AMAZONPAY-READ-06", answer, amount)
    wanted, rule = qr.reads(now)
    begins = wanted in BEFORE and at(answer, "status") in BEFORE[1:]
    if wanted is not None and not begins:
        yield from contradictions(rule, answer, member("status", wanted))
    if qr.charge is None:
        yield from contradictions(UNPAID, answer, member_differs("status", "SUCCESS"))
    qr.noticed(str(at(answer, "status")), now)


def status_of(world: World, qr: Qr) -> Exchange:
    """
    The answer to a call for the status of a QR.
    """
    return world.send(calls.status(world.caller, qr.order), f"read QR {qr.number + 1}")


def read_refund(world: World, step: Step) -> Found:
    """
    Read the newest refund of a QR, where either path for that is served.
    """
    qr = world.qr(step)
    if qr is None or not qr.refunds:
        return
    refund = qr.refunds[-1]
    try:
        call = calls.read_refund(world.caller, refund.id)
    except Blocked:  # that one is served is no more than observed
        return
    answer = world.send(call, f"read refund {refund.number + 1} of QR {qr.number + 1}")
    yield from contradictions(
        "AMAZONPAY-REFUND-26",
        answer,
        succeeded,
        member("refundId", refund.id),
        member("amazonRefundId", refund.told.get("amazonRefundId")),
        forms.amounts_to(refund.amount, forms.ANY_KIND),
        forms.REFUND_STATUS,
    )

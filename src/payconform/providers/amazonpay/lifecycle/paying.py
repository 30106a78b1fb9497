"""
What customers do: they pay a QR until it expires, or try to.
"""

from payconform.checks import Contradiction, at, shown_plain
from payconform.model import Mismatch
from payconform.providers.amazonpay.lifecycle.known import UNTOUCHED, Charge, Qr
from payconform.providers.amazonpay.lifecycle.reading import status_of
from payconform.providers.amazonpay.lifecycle.world import Found, Step, World

PAID, FAILED, EXPIRED = "AMAZONPAY-READ-03", "AMAZONPAY-READ-04", "AMAZONPAY-LIFE-04"


def pay(world: World, step: Step) -> Found:
    """
    A customer pays a QR: one that is new must take it, one that has expired or refused must not.
    """
    qr = world.qr(step)
    if qr is None:
        return
    now = world.caller.now()
    new, shut = qr.is_new(now), _shut(world, qr)
    came = world.cause("pay", qr)
    if came["status"] == "SUCCESS":
        _paid(qr, str(came["amazonChargeId"]))
        if shut:
            yield _wrong(world, qr, shut, "a payment that is refused", "it is taken")
    elif new:
        yield _wrong(world, qr, UNTOUCHED, "a QR that can be paid", "the payment is refused")
        qr.in_doubt()
    elif qr.cancelled and qr.charge is None:
        qr.refuses = True


def fail(world: World, step: Step) -> Found:
    """
    A customer tries to pay a QR, and the bank declines.
    """
    qr = world.qr(step)
    if qr is None:
        return
    new = qr.is_new(world.caller.now())
    world.cause("fail", qr)
    if qr.charge is None:
        qr.failed = True
        qr.becomes("FAILED" if new else None, FAILED)
    yield from ()


def _shut(world: World, qr: Qr) -> str | None:
    """
    The rule by which a payment must be refused; None where none says so.
    """
    if qr.charge is not None:
        return None
    if qr.lives(world.caller.now()) is False:
        return EXPIRED
    return UNTOUCHED if qr.refuses else None


def _paid(qr: Qr, charge: str) -> None:
    """
    That a QR is paid once only, no page says.
    """
    if qr.charge is not None:
        qr.charge.left, qr.charge.certain = None, False
        qr.becomes(None)
        return
    certain = not (qr.cancelled or qr.doubtful)
    qr.charge, qr.refuses = Charge(charge, qr.amount, qr.amount, certain), False
    qr.becomes("SUCCESS" if certain else None, PAID)


def _wrong(world: World, qr: Qr, rule: str, expected: str, got: str) -> Contradiction:
    """
    What a customer has met, and how the status tells of it.
    """
    answer = status_of(world, qr)
    told = f"{got}; it reads {shown_plain(at(answer, 'status'))}"
    return Contradiction(rule, answer, (Mismatch(expected, told),))

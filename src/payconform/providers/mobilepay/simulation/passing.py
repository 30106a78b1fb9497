"""
What time does to payments and refunds: before they are looked at, they are brought up to the
present.
"""

from collections.abc import Callable, Iterator

from payconform.providers.mobilepay.simulation.state import Payment, Refund
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit, obeys

DAY = 86400.0
RESERVATION = 7 * DAY
REFUND_RESERVATION = DAY
SOON = 1.0  # seconds until what MobilePay does by itself is done
INACTIVE = {"minutes10": 600.0, "hours3": 10800.0}


def caught_up(visit: Visit) -> Visit:
    """
    Step: what was asked for earlier and is due by now is done.
    """
    state, now = visit.session.state, visit.session.clock.now()
    due = [one for one in state.pending if one[0] <= now]
    state.pending = [one for one in state.pending if one[0] > now]
    for moment, act in due:
        act(moment)
    return visit


def done_by(visit: Visit, switch: str, act: Callable[[float], None]) -> None:
    """
    Do something at once, or soon, as a switch has it; `act` is told the moment.
    """
    session, now = visit.session, visit.session.clock.now()
    if session.choice(switch) == "at_once":
        act(now)
    else:
        session.state.pending.append((now + SOON, act))


def payments(visit: Visit, pos: str | None = None) -> Iterator[Payment]:
    """
    All payments as they are now, or those of a point of sale, the newest first.
    """
    for one in reversed(visit.session.state.payments.values()):
        if pos in (None, one.pos):
            yield paid_so_far(visit, one)


@obeys("MOBILEPAY-PAY-10")
def paid_so_far(visit: Visit, payment: Payment) -> Payment:
    """
    A payment as it is now.
    """
    session, now = visit.session, visit.session.clock.now()
    if payment.soon is not None and payment.soon[1] <= now:
        payment.move(payment.soon[0], payment.soon[1])
    if payment.status == "Reserved" and now - payment.since >= _life(session, payment):
        payment.move("ExpiredAndCancelled", now)
    elif _gone(session, payment, now):
        payment.move("CancelledByMobilePay", now)
    return payment


@obeys("MOBILEPAY-REFUND-02", "MOBILEPAY-REFUND-13")
def refunded_so_far(visit: Visit, refund: Refund) -> Refund:
    """
    A refund as it is now.
    """
    now = visit.session.clock.now()
    if refund.status == "Initiated" and now - refund.since >= SOON:
        refund.move("Reserved", refund.since + SOON)
    if refund.status == "Reserved" and now - refund.since >= REFUND_RESERVATION:
        refund.move("ExpiredAndCaptured", now)
    return refund


def _life(session: Session, payment: Payment) -> float:
    planned = payment.terms.get("plannedCaptureDelay") == "LessThan14Days"
    longer = planned and session.choice("planned_14_days") == "days14"
    return 2 * RESERVATION if longer else RESERVATION


def _gone(session: Session, payment: Payment, now: float) -> bool:
    if payment.status not in ("Prepared", "Initiated", "Paired", "IssuedToUser"):
        return False
    if now - payment.since < INACTIVE[session.choice("inactivity")]:
        return False
    return payment.status != "Paired" or session.choice("paired_inactive") == "cancel"

"""
Payments as the client makes them: initiated or prepared, made ready, captured, cancelled.
"""

from decimal import Decimal

from payconform.model import Response
from payconform.providers.mobilepay.simulation.answers import done, refusal, success
from payconform.providers.mobilepay.simulation.finding import (
    find_payment,
    foreign,
    is_known,
    owned,
)
from payconform.providers.mobilepay.simulation.passing import SOON, payments
from payconform.providers.mobilepay.simulation.state import Payment, Pos
from payconform.providers.mobilepay.states import ACTIVE, AGAIN, GOES, PAYMENT, Open
from payconform.simulator.visit import Visit, obeys

PARTIAL = "05"  # how the telephone numbers end whose payments can be captured in part


def outcome(visit: Visit, status: str) -> str:
    """
    What the table says of this operation in a state, the open cells by their switches.
    """
    cell = PAYMENT[visit.operation.id][status]
    if not isinstance(cell, Open):
        return cell
    accepted = visit.session.choice(cell.switch) == "accept"
    return cell.accepted if accepted else cell.refused


@obeys(*(f"MOBILEPAY-CREATE-{number:02}" for number in (1, 3, 6, 7, 8, 9)))
def initiate(visit: Visit) -> Response:
    """
    A payment that waits for a user.
    """
    pos = _free_pos(visit)
    if isinstance(pos, Response):
        return pos
    payment = _made(visit, pos, "Initiated")
    if pos.user:
        _issue(visit, payment)
    return success({"paymentId": payment.id})


@obeys("MOBILEPAY-CREATE-02", "MOBILEPAY-CREATE-04")
def prepare(visit: Visit) -> Response:
    """
    A payment whose amount is told later.
    """
    pos = _free_pos(visit)
    if isinstance(pos, Response):
        return pos
    payment = _made(visit, pos, "Prepared")
    payment.was_prepared = True
    if pos.user:
        payment.move("Paired", visit.session.clock.now())
        payment.user = pos.user
    return success({"paymentId": payment.id})


@obeys(*(f"MOBILEPAY-CREATE-{number}" for number in (10, 11, 13)))
def ready(visit: Visit) -> Response:
    """
    Tell the amount of a prepared payment.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    told = outcome(visit, payment.status) if payment.was_prepared else "1303"
    if told == GOES:
        paired = payment.status == "Paired"
        payment.terms |= visit.body
        payment.move("IssuedToUser" if paired else "Initiated", visit.session.clock.now())
    return done(visit) if told in (GOES, AGAIN) else refusal(visit, told)


@obeys(
    *(f"MOBILEPAY-PAY-{number:02}" for number in (2, 3, 4, 5, 6, 7, 8, 15, 16, 60)),
    "MOBILEPAY-CANCEL-24",
)
def capture(visit: Visit) -> Response:
    """
    Take the money of a Reserved payment, or part of it.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    asked, now = Decimal(str(visit.body["amount"])), visit.session.clock.now()
    told = outcome(visit, payment.status)
    if told == AGAIN and asked != payment.captured:
        told = "1307"
    elif told == GOES and asked > payment.amount:
        told = "1305"
    elif told == GOES and asked < payment.amount and not partial(payment):
        told = "1308"
    elif told == GOES:
        payment.captured, payment.captured_at = asked, now
        payment.move("Captured", now)
    return done(visit) if told in (GOES, AGAIN) else refusal(visit, told)


@obeys(*(f"MOBILEPAY-CANCEL-{number:02}" for number in (*range(1, 9), 11, *range(17, 22), 23, 60)))
def cancel(visit: Visit) -> Response:
    """
    The client takes a payment back.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    told = outcome(visit, payment.status)
    if told == GOES:
        payment.move("CancelledByClient", visit.session.clock.now())
        leave(visit, payment)
    return done(visit) if told in (GOES, AGAIN) else refusal(visit, told)


def partial(payment: Payment) -> bool:
    """
    Whether a payment can be captured in part.
    """
    return payment.user.endswith(PARTIAL)


def leave(visit: Visit, payment: Payment) -> None:
    """
    The user of a payment is checked out.
    """
    pos = visit.session.state.points.get(payment.pos)
    if pos is not None:
        pos.user = ""


def check_in(visit: Visit, pos: Pos) -> None:
    """
    The active payment of a point of sale meets the user who checked in.
    """
    for payment in payments(visit):
        if payment.pos == pos.id and payment.status == "Prepared":
            payment.move("Paired", visit.session.clock.now())
            payment.user = pos.user
        elif payment.pos == pos.id and payment.status == "Initiated":
            payment.user = pos.user
            now, through = visit.session.clock.now(), visit.session.choice("plain_flow")
            if through == "paired" and not payment.was_prepared:
                payment.move("Paired", now)
                payment.soon = ("IssuedToUser", now + SOON)
            else:
                payment.move("IssuedToUser", now)


def _free_pos(visit: Visit) -> Pos | Response:
    name = visit.body["posId"].lower()
    pos: Pos | None = visit.session.state.points.get(name)
    if pos is None or not is_known(visit, pos):
        return refusal(visit, "1400" if pos is None and foreign(visit, name) else "1000")
    for payment in payments(visit):
        if payment.pos == pos.id and _blocks(visit, payment):
            return refusal(visit, "1301")
    return pos


def _blocks(visit: Visit, payment: Payment) -> bool:
    if payment.status not in ACTIVE:
        return False
    prepared = payment.status in ("Prepared", "Paired")
    return not prepared or visit.session.choice("prepared_blocks") == "block"


def _made(visit: Visit, pos: Pos, status: str) -> Payment:
    session, terms = visit.session, dict(visit.body)
    now = session.clock.now()
    made = Payment(owned(visit), pos.vat, pos.id, terms["orderId"], status, now, terms)
    session.state.payments[made.id] = made
    return made


def _issue(visit: Visit, payment: Payment) -> None:
    pos, now = visit.session.state.points[payment.pos], visit.session.clock.now()
    payment.user = pos.user
    if visit.session.choice("checked_in_start") == "issued":
        payment.move("IssuedToUser", now)
    else:
        payment.soon = ("IssuedToUser", now + SOON)

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
from payconform.providers.mobilepay.simulation.passing import SOON, done_by, payments
from payconform.providers.mobilepay.simulation.state import Payment, Pos
from payconform.providers.mobilepay.simulation.users import partial
from payconform.providers.mobilepay.states import ACTIVE, AGAIN, GOES, PAYMENT, TERMINAL, Open
from payconform.simulator.visit import Visit, obeys


def outcome(visit: Visit, status: str) -> str:
    """
    What the table says of this operation in a state, the open cells by their switches.
    """
    cell = PAYMENT[visit.operation.id][status]
    if not isinstance(cell, Open):
        return cell
    accepted = visit.session.choice(cell.switch) == "accept"
    return cell.accepted if accepted else cell.refused


@obeys(*(f"MOBILEPAY-CREATE-{number:02}" for number in (1, 3, 6, 7, 8, 9, 50, 80, 82)))
def initiate(visit: Visit) -> Response:
    """
    A payment that waits for a user.
    """
    pos = _no_card_left(visit) or _free_pos(visit)
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
        payment.meet(pos)
    return success({"paymentId": payment.id})


@obeys(*(f"MOBILEPAY-CREATE-{number}" for number in (10, 11, 13, 80)))
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
    if told == AGAIN:
        told = _captured_again(visit, payment, asked)
    elif told == GOES and asked > payment.amount:
        told = "1305"
    elif told == GOES and asked < payment.amount and not partial(payment):
        told = "1308"
    elif told == GOES:
        payment.captured, payment.captured_at = asked, now
        payment.move("Captured", now)
    return done(visit) if told in (GOES, AGAIN) else refusal(visit, told)


@obeys(
    *(
        f"MOBILEPAY-CANCEL-{number:02}"
        for number in (*range(1, 9), 11, 17, 18, 19, 20, 21, 23, 36, 60)
    )
)
def cancel(visit: Visit) -> Response:
    """
    The client takes a payment back.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    told = outcome(visit, payment.status)
    if told == GOES:
        found: Payment = payment

        def take_back(now: float) -> None:
            if found.status not in TERMINAL:
                found.move("CancelledByClient", now)
                leave(visit, found)

        done_by(visit, "cancel_effect", take_back)
    return done(visit) if told in (GOES, AGAIN) else refusal(visit, told)


def _captured_again(visit: Visit, payment: Payment, asked: Decimal) -> str:
    session = visit.session
    if asked == payment.captured:
        refunded = any(one.payment == payment.id for one in session.state.refunds.values())
        refused = refunded and session.choice("capture_after_refund") == "refuse"
        return "1307" if refused else AGAIN
    in_all = payment.captured + asked
    if (
        session.choice("second_capture") == "accept"
        and partial(payment)
        and in_all <= payment.amount
    ):
        payment.captured = in_all
        return AGAIN
    return "1307"


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
    for payment in payments(visit, pos.id):
        if payment.status == "Prepared":
            payment.move("Paired", visit.session.clock.now())
            payment.meet(pos)
        elif payment.status == "Initiated":
            payment.meet(pos)
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
    store = visit.session.state.stores.get(pos.terms["storeId"].lower())
    if store is not None and not store.activated:
        return refusal(visit, "1204")
    if any(_blocks(visit, payment) for payment in payments(visit, pos.id)):
        return refusal(visit, "1301")
    return pos


def _no_card_left(visit: Visit) -> Response | None:
    asked = visit.body.get("restrictions") or {}
    both = asked.get("debitCardDisallowed") and asked.get("creditCardDisallowed")
    refused = both and visit.session.choice("both_cards") == "refuse"
    return refusal(visit, "1099") if refused else None


def _blocks(visit: Visit, payment: Payment) -> bool:
    if payment.status not in ACTIVE:
        return False
    prepared = payment.status in ("Prepared", "Paired")
    return not prepared or visit.session.choice("prepared_blocks") == "block"


def _made(visit: Visit, pos: Pos, status: str) -> Payment:
    session, terms = visit.session, dict(visit.body)
    now = session.clock.now()
    made = Payment(owned(visit), pos.vat, pos.id, terms["orderId"], status, now, terms)
    made.store = pos.terms["storeId"].lower()
    session.state.payments[made.id] = made
    return made


def _issue(visit: Visit, payment: Payment) -> None:
    pos, now = visit.session.state.points[payment.pos], visit.session.clock.now()
    payment.meet(pos)
    if visit.session.choice("checked_in_start") == "issued":
        payment.move("IssuedToUser", now)
    else:
        payment.soon = ("IssuedToUser", now + SOON)

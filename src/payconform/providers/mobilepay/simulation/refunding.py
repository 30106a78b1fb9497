"""
Refunds: created on a captured payment, captured or cancelled by the client.
"""

from decimal import Decimal
from functools import partial

from payconform.model import Response
from payconform.providers.mobilepay.simulation.answers import JSON, done, refusal, success
from payconform.providers.mobilepay.simulation.finding import (
    find_refund,
    foreign,
    is_known,
    owned,
)
from payconform.providers.mobilepay.simulation.headers import merchant_of
from payconform.providers.mobilepay.simulation.passing import (
    DAY,
    done_by,
    paid_so_far,
    refunded_so_far,
)
from payconform.providers.mobilepay.simulation.state import Payment, Refund
from payconform.providers.mobilepay.states import AGAIN, GOES, REFUND, Open
from payconform.simulator.visit import Visit, obeys

WINDOW = 90 * DAY
POLLS = {"ms100": 100, "ms1000": 1000}
COUNTING = ("Initiated", "Reserved")
LONGEST = 36  # characters, of other references
PAID_OUT = ("Captured", "ExpiredAndCaptured")


@obeys("MOBILEPAY-REFUND-01")
def create_refund(visit: Visit) -> Response:
    """
    A refund that MobilePay reserves soon.
    """
    payment = _refundable(visit)
    if isinstance(payment, Response):
        return payment
    session, terms = visit.session, dict(visit.body)
    now = session.clock.now()
    refund = Refund(owned(visit), payment.vat, payment.id, terms, "Initiated", now)
    session.state.refunds[refund.id] = refund
    return success({"refundId": refund.id})


@obeys("MOBILEPAY-READ-20", "MOBILEPAY-READ-57")
def get_refund(visit: Visit) -> Response:
    """
    A refund as it is now.
    """
    refund = find_refund(visit)
    if isinstance(refund, Response):
        return refund
    status, session = refund.status, visit.session
    if status == "ExpiredAndCaptured" and session.choice("expired_refund_spelling") == "double_r":
        status = "ExpiredAndCapturred"
    named = {name: refund.terms[name] for name in ("refundOrderId", "currencyCode")}
    return success(
        {
            "refundId": refund.id,
            "paymentId": refund.payment,
            **named,
            "amount": float(refund.amount),
            "status": status,
            "pollDelayInMs": POLLS[session.choice("refund_poll_delay")],
        }
    )


@obeys("MOBILEPAY-READ-21", "MOBILEPAY-CANCEL-50")
def query_refund_ids(visit: Visit) -> Response:
    """
    The refunds of a payment.
    """
    if not visit.body and visit.session.choice("refunds_without_filter") == "refuse":
        return refusal(visit, "1110")
    wanted, vat = visit.body.get("paymentId", "").lower(), merchant_of(visit)
    own = [one for one in visit.session.state.refunds.values() if one.vat == vat]
    return success({"refundIds": [one.id for one in own if wanted in ("", one.payment)]})


@obeys("MOBILEPAY-REFUND-03", "MOBILEPAY-REFUND-04", "MOBILEPAY-CANCEL-48")
def capture_refund(visit: Visit) -> Response:
    """
    Let the money of a Reserved refund go.
    """
    answer = _moved(visit, "Captured")
    if answer.status == 200 and visit.session.choice("refund_capture_body") == "object":
        return Response(200, JSON, b"{}")
    return answer


@obeys(*(f"MOBILEPAY-CANCEL-{number}" for number in (40, 41, 42, 43, 44, 45, 49, 61)))
def cancel_refund(visit: Visit) -> Response:
    """
    The client takes a refund back.
    """
    return _moved(visit, "CancelledByClient")


def _moved(visit: Visit, status: str) -> Response:
    refund = find_refund(visit)
    if isinstance(refund, Response):
        return refund
    cell = REFUND[visit.operation.id][refund.status]
    if isinstance(cell, Open):
        accepted = visit.session.choice(cell.switch) == "accept"
        cell = cell.accepted if accepted else cell.refused
    if cell == GOES and status == "Captured":
        refund.move(status, visit.session.clock.now())
    elif cell == GOES:
        done_by(visit, "cancel_effect", partial(_take_back, refund))
    return done(visit) if cell in (GOES, AGAIN) else refusal(visit, cell)


def _take_back(refund: Refund, now: float) -> None:
    if refund.status in COUNTING:
        refund.move("CancelledByClient", now)


@obeys(*(f"MOBILEPAY-REFUND-{number:02}" for number in (*range(5, 11), 40)), "MOBILEPAY-AUTH-60")
def _refundable(visit: Visit) -> Payment | Response:
    """
    The payment that is to be refunded, or why it is not.
    """
    session, asked = visit.session, visit.body
    if len(asked["refundOrderId"]) > LONGEST and session.choice("long_refund_order_id") == "refuse":
        return refusal(visit, "1114")
    name = asked["paymentId"].lower()
    payment = session.state.payments.get(name)
    if payment is None or not is_known(visit, payment):
        return refusal(visit, "1401" if foreign(visit, name) else "1001")
    if paid_so_far(visit, payment).status != "Captured":
        return refusal(visit, "1354")
    if asked["currencyCode"] != payment.terms["currencyCode"]:
        return refusal(visit, "1365")
    if session.clock.now() - payment.captured_at > WINDOW:
        return refusal(visit, "1366")
    if Decimal(str(asked["amount"])) > payment.captured - _taken(visit, payment):
        return refusal(visit, "1367")
    if _beyond_balance(visit, payment):
        return refusal(visit, "1368")
    found: Payment = payment
    return found


def _beyond_balance(visit: Visit, payment: Payment) -> bool:
    state = visit.session.state
    store = state.stores.get(payment.store)
    if store is None or store.balance is None:
        return False
    mine = [one for one in state.payments.values() if one.store == payment.store]
    spent = sum((_taken(visit, one) for one in mine), Decimal(0))
    return bool(Decimal(str(visit.body["amount"])) > store.balance - spent)


def _taken(visit: Visit, payment: Payment) -> Decimal:
    free = visit.session.choice("reserved_refund") == "free"
    counting = PAID_OUT if free else (*PAID_OUT, *COUNTING)
    refunds = [one for one in visit.session.state.refunds.values() if one.payment == payment.id]
    now = [refunded_so_far(visit, one) for one in refunds]
    return sum((one.amount for one in now if one.status in counting), Decimal(0))

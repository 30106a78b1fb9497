"""
Refunds: how much is left, and which of the two documented paths is served.
"""

from decimal import Decimal

from payconform.model import Response
from payconform.providers.maib.signing import CENT
from payconform.providers.maib.simulation.finding import find_payment
from payconform.providers.maib.simulation.notices import send
from payconform.providers.maib.simulation.refusals import refusal, success, unrouted
from payconform.providers.maib.simulation.state import Payment, money
from payconform.simulator.visit import Visit, obeys

PATHS = {"refundPayment": "newer", "refundMiaPayment": "older"}
SETTLING = {"at_once": 0.0, "later": 10.0}  # seconds until a refunded payment reads as such
LONGEST_REASON = 500
BEYOND = 1_000_000  # more than any payment


def path_is_served(visit: Visit) -> Visit | Response:
    """
    Step: of the two refund paths only one exists.
    """
    path = PATHS.get(visit.operation.id)
    if path is None or path == visit.session.choice("refund_path"):
        return visit
    return unrouted(visit)


@obeys("MAIB-REFUND-01", "MAIB-REFUND-02", "MAIB-REFUND-03", "MAIB-REFUND-08", "MAIB-REFUND-10")
def refund_payment(visit: Visit) -> Response:
    """
    The newer path: the whole payment, or a part of it.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    session, asked = visit.session, visit.body
    if len(asked["reason"]) > LONGEST_REASON and session.choice("long_refund_reason") == "refuse":
        return refusal(visit, "12000", parameter="reason")
    if refused := _too_much(visit, payment, asked.get("amount")):
        return refused
    amount = payment.rest if asked.get("amount") is None else money(asked["amount"])
    result = {"refundId": session.guid(), "status": "Created"}
    _give_back(visit, payment, amount)
    if "callbackUrl" in asked and session.choice("callback_on_refund") == "send":
        about = {"payId": payment.details["payId"], "amount": float(amount), "currency": "MDL"}
        send(visit, asked["callbackUrl"], result | about)
    return success(result)


@obeys("MAIB-REFUND-01", "MAIB-REFUND-03", "MAIB-REFUND-10")
def refund_mia_payment(visit: Visit) -> Response:
    """
    The older path: the whole payment.
    """
    payment = find_payment(visit)
    if isinstance(payment, Response):
        return payment
    if refused := _too_much(visit, payment, None):
        return refused
    _give_back(visit, payment, payment.rest)
    return success({"payId": payment.details["payId"], "status": "Refunded"})


@obeys("MAIB-REFUND-04", "MAIB-REFUND-05", "MAIB-REFUND-06", "MAIB-REFUND-09", "MAIB-REFUND-11")
def _too_much(visit: Visit, payment: Payment, amount: float | None) -> Response | None:
    if amount is not None and amount < CENT and _too_little(visit, amount):
        return refusal(visit, "12000", parameter="amount")
    if not payment.rest:
        return refusal(visit, "14015", paymentId=payment.details["payId"])
    if amount is not None and money(min(amount, BEYOND)) > payment.rest:
        return refusal(visit, "14016", refundableAmount=payment.rest)
    return None


def _too_little(visit: Visit, amount: float) -> bool:
    return amount < 0 or visit.session.choice("refund_of_nothing") == "refuse"


def _give_back(visit: Visit, payment: Payment, amount: Decimal) -> None:
    session = visit.session
    payment.refunded += amount
    if not payment.rest or session.choice("partly_refunded") == "refunded":
        settles = session.clock.now() + SETTLING[session.choice("refund_settles")]
        payment.settles = min(payment.settles, settles)

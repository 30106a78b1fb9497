"""
Ending a transaction: cancelling a QR or a payment link, voiding a payment.
"""

from payconform.model import Response
from payconform.providers.ifortepay.simulation.answers import cased, named, refusal, success
from payconform.providers.ifortepay.simulation.callbacks import call_back, withdraw
from payconform.providers.ifortepay.simulation.reading import found
from payconform.providers.ifortepay.simulation.state import Transaction, day
from payconform.simulator.visit import Visit, obeys

REASONS = {"cancel_paid": "paid", "cancel_expired": "expired", "second_cancel": "cancelled before"}


@obeys("IFORTEPAY-CANCEL-01", "IFORTEPAY-CANCEL-04", "IFORTEPAY-CANCEL-08")
def cancel_qr(visit: Visit) -> Response:
    """
    Cancel a QR, so that nobody can pay it any more.
    """
    known = found(visit, "cancel_")
    if isinstance(known, Response):
        return known
    if known.system != "QR":
        return refusal(visit, "02", "There is no such QR")
    if switch := _over(visit, known):
        code = visit.session.choice(switch)
        if code != "accept":
            said = f"The transaction is {REASONS[switch]}"
            return refusal(visit, code.removeprefix("c"), said)
        return success(visit, named(visit, known))
    _end(visit, known)
    return success(visit, named(visit, known))


@obeys("IFORTEPAY-CANCEL-10")
def cancel_payment(visit: Visit) -> Response:
    """
    Cancel a payment link of SHOPEEPAY.
    """
    known = found(visit, "cancel_")
    if isinstance(known, Response):
        return known
    if known.system == "QR" and visit.session.choice("qr_as_link") == "refuse":
        return refusal(visit, "02", "There is no such link")
    if not known.payable(visit.session.clock.now()):
        return refusal(visit, "01", "The transaction is not live")
    _end(visit, known)
    channel = cased(visit, "link_channel_case", known.channel)
    return success(visit, {**named(visit, known), "payment_channel": channel})


@obeys("IFORTEPAY-REFUND-02", "IFORTEPAY-REFUND-03", "IFORTEPAY-REFUND-04")
def void(visit: Visit) -> Response:
    """
    Void a payment by DANA or OVO, on its own day.
    """
    session, now = visit.session, visit.session.clock.now()
    known = found(visit, "cancel_")
    if isinstance(known, Response):
        return known
    if known.voided is not None and session.choice("second_void") == "refuse":
        return refusal(visit, "01", "The payment is voided already")
    unpaid = known.paid is None and known.channel != "DANA"
    if unpaid and session.choice("void_unpaid") == "refuse":
        return refusal(visit, "01", "Nothing was paid")
    if day(now) != day(known.paid or known.created):
        return refusal(visit, "01", "The day of the payment is over")
    known.voided = now
    return success(visit, named(visit, known))


def _over(visit: Visit, known: Transaction) -> str:
    if known.paid is not None:
        return "cancel_paid"
    if known.cancelled is not None:
        return "second_cancel"
    return "cancel_expired" if known.expires <= visit.session.clock.now() else ""


def _end(visit: Visit, known: Transaction) -> None:
    known.cancelled = visit.session.clock.now()
    withdraw(visit, known)
    if visit.session.choice("cancel_calls_back") == "yes":
        call_back(visit, known)

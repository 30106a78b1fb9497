"""
Liars about restrictions of cards.
"""

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import answering, asked, payment_of, tells
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.providers.mobilepay.simulation.people import CANNOT
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("MOBILEPAY-CREATE-80", "initiatePayment", "paymentReady")
def null_is_no_restriction(visit: Visit, proceed: Proceed) -> Response:
    null = asked(visit).get("restrictions", ...) is None
    return refusal(visit, "1099") if null else proceed(visit)


tells("a_payment_hides_its_restrictions", "MOBILEPAY-READ-40", "queryPayment", "restrictions", None)


@answering("MOBILEPAY-READ-40", "queryPayment")
def one_restriction_is_shown_as_both(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    restrictions = (payment.terms.get("restrictions") if payment else None) or {}
    both = dict.fromkeys(restrictions, True)
    return edited(response, "restrictions", both) if any(restrictions.values()) else response


@answering("MOBILEPAY-READ-42", "queryPayment")
def a_prepared_payment_is_for_nothing(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    prepared = payment is not None and payment.status == "Prepared"
    return edited(response, "amount", 0) if prepared else response


@answering("MOBILEPAY-PAY-41", "userSimulationAcceptPayment")
def any_restriction_keeps_every_card_out(visit: Visit, proceed: Proceed) -> Response:
    payment = payment_of(visit)
    restrictions = (payment.terms.get("restrictions") if payment else None) or {}
    return CANNOT if any(restrictions.values()) else proceed(visit)

"""
Liars that are honest at first: what they break shows in what follows on what.
"""

from payconform.model import Response
from payconform.providers.ifortepay.faults.lies import answering, good, known
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit

READS: Ring[int] = Ring()


def reads(visit: Visit) -> int:
    """
    How often the transaction that a request names was read, this time included.
    """
    found = known(visit)
    if found is None:
        return 0
    whose = f"{visit.session.credentials['merchant_id']} {found.id}"
    READS[whose] = READS.get(whose, 0) + 1
    return READS[whose]


@answering("IFORTEPAY-LIFE-01", "inquire")
def the_third_read_of_a_qr_cancels_it(visit: Visit, proceed: Proceed) -> Response:
    found = known(visit)
    if reads(visit) == 3 and found is not None:
        found.cancelled = visit.session.clock.now()
    return proceed(visit)


@answering("IFORTEPAY-LIFE-01", "cancelQr")
def a_cancel_that_is_signed_wrongly_takes_effect(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    if b'"99"' in response.body and found is not None:
        found.cancelled = visit.session.clock.now()
    return response


@answering("IFORTEPAY-LIFE-01", "voidPayment")
def a_void_that_is_refused_ends_a_qr(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    if not good(response) and found is not None:
        found.voided = visit.session.clock.now()
    return response


@answering("IFORTEPAY-CANCEL-04", "cancelQr")
def a_second_cancel_makes_a_qr_payable_again(visit: Visit, proceed: Proceed) -> Response:
    found = known(visit)
    again = found is not None and found.cancelled is not None
    response = proceed(visit)
    if again and found is not None:
        found.cancelled = None
    return response


@answering("IFORTEPAY-LIFE-01", "inquire")
def a_payment_is_forgotten_once_it_was_read(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    told = b'"PAID"' in response.body and reads(visit) > 1
    return edited(response, "transaction_status", "ACTIVE") if told else response


@answering("IFORTEPAY-LIFE-02", "inquire")
def a_cancelled_qr_reads_paid_at_last(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    told = b'"CANCELED"' in response.body
    return edited(response, "transaction_status", "PAID") if told else response


@answering("IFORTEPAY-LIFE-02", "inquire")
def a_qr_reads_paid_from_the_second_time_on(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    told = b'"ACTIVE"' in response.body and reads(visit) > 1
    return edited(response, "transaction_status", "SUCCESS") if told else response


@answering("IFORTEPAY-LIFE-03", "createQr")
def a_qr_lives_an_hour_longer(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    made = visit.session.state.transactions
    if good(response) and made:
        made[next(reversed(made))].expires += 3600
    return response

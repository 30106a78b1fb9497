"""
Liars whose answers keep every meaning and change their form: whoever reads them breaks.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, posting, tells
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit


@answering("MAIB-CONTRACT-01", "getQr")
def an_unknown_qr_has_a_number_as_code(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "errors.0.errorCode", 14010) if response.status == 404 else response


@answering("MAIB-CONTRACT-01", "listQrs")
def a_list_is_told_under_another_name(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, body=response.body.replace(b'"items"', b'"entries"'))


@posting("MAIB-CONTRACT-02")
def a_callback_is_told_as_if_it_were_an_answer(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, body=letter.body.replace(b'"result"', b'"data"'))


_CONTRACT = "MAIB-CONTRACT-01"

tells("a_type_is_told_in_capitals", _CONTRACT, "createQr", "result.type", "DYNAMIC")
tells("a_paid_amount_is_text", _CONTRACT, "getPayment", "result.amount", "50.00")

"""
Liars whose answers keep every meaning and change their form: whoever reads them breaks.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import answering, posting, retold, tells
from payconform.simulator.faults import Proceed
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit


@answering("AMAZONPAY-CONTRACT-01", "registerIpn")
def an_unauthorized_registration_has_no_code(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return retold(visit, response, "code", ...) if response.status == 401 else response


@posting("AMAZONPAY-CONTRACT-02")
def an_event_has_its_type_in_small_letters(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, body=letter.body.replace(b'"Type"', b'"type"'))


_CONTRACT = "AMAZONPAY-CONTRACT-01"

tells("a_status_is_told_in_an_object", _CONTRACT, "getStatus", "status", {"code": "PENDING"})
tells("a_link_is_told_without_its_wrapping", _CONTRACT, "generateQr", "qrPayload", "upi://pay")
tells("a_refunded_amount_is_in_an_object", _CONTRACT, "refundCharge", "amount", {"value": "0.50"})
tells("a_cancel_tells_no_status", _CONTRACT, "cancelQr", "status", ...)

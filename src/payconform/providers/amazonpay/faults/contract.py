"""
Liars whose answers keep every meaning and change their form: whoever reads them breaks.
"""

from dataclasses import replace

from payconform.providers.amazonpay.faults.lies import posting, tells
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session


@posting("AMAZONPAY-CONTRACT-02")
def an_event_has_its_type_in_small_letters(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, body=letter.body.replace(b'"Type"', b'"type"'))


_CONTRACT = "AMAZONPAY-CONTRACT-01"

tells("a_status_is_told_in_an_object", _CONTRACT, "getStatus", "status", {"code": "PENDING"})
tells("a_link_is_told_without_its_wrapping", _CONTRACT, "generateQr", "qrPayload", "upi://pay")
tells("a_refunded_amount_is_in_an_object", _CONTRACT, "refundCharge", "amount", {"value": "0.50"})
tells("a_cancel_tells_no_status", _CONTRACT, "cancelQr", "status", ...)

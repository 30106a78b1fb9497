"""
Liars whose answers keep every meaning and change their form: whoever reads them breaks.
"""

from payconform.model import Response
from payconform.providers.ifortepay.faults.lies import answering, posts, tells
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

_ASKED, _TOLD = "IFORTEPAY-CONTRACT-01", "IFORTEPAY-CONTRACT-02"

tells("a_success_has_a_number_as_code", _ASKED, "createQr", "response_code", 0)
tells("a_status_is_told_in_an_object", _ASKED, "inquire", "transaction_status", {"code": "ACTIVE"})
tells("an_order_is_told_as_a_number", _ASKED, "cancelQr", "order_id", 4711)
posts("a_paid_amount_is_told_as_text", _TOLD, "payment_details.amount", "15000")
posts("a_channel_is_told_in_an_object", _TOLD, "payment_channel", {"name": "NOBU"})


@answering(_ASKED, "createQr", "inquire", "cancelQr")
def a_wrong_signature_has_a_number_as_code(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "response_code", 99) if b'"99"' in response.body else response

"""
Liars whose answers keep every meaning and change their form: whoever reads them breaks.
"""

import json
from dataclasses import replace

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import answering, code_of, posting, tells
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

_ASKED, _TOLD = "MOBILEPAY-CONTRACT-01", "MOBILEPAY-CONTRACT-02"
_CANCELS = ("cancelPayment", "cancelRefund")

tells("a_poll_delay_is_told_as_text", _ASKED, "queryPayment", "pollDelayInMs", "1000")
tells("a_refunded_amount_is_told_as_text", _ASKED, "getRefund", "amount", "12.5")
tells("a_check_in_is_told_in_a_word", _ASKED, "getCheckIn", "isUserCheckedIn", "no")
tells("a_lifetime_is_told_with_its_unit", _ASKED, "obtainToken", "expires_in", "3700 s")


@answering(_ASKED, "queryPayment", "getRefund")
def a_status_is_told_in_an_object(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "status", {"name": json.loads(response.body)["status"]})


@answering(_ASKED, "queryPaymentIds")
def found_payments_are_told_in_objects(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    found = json.loads(response.body)["paymentIds"]
    return edited(response, "paymentIds", [{"paymentId": one} for one in found])


@answering(_ASKED, *_CANCELS)
def the_code_of_a_refused_cancel_stands_inside_an_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if not code_of(response):
        return response
    return replace(response, body=json.dumps({"error": json.loads(response.body)}).encode("utf-8"))


@posting(_TOLD)
def a_notified_location_is_a_number(session: Session, letter: Letter) -> Letter:
    told = {**json.loads(letter.body), "MerchantLocationId": 1}
    return replace(letter, body=json.dumps(told).encode("utf-8"))

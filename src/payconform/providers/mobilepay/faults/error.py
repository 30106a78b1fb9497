"""
Liars about refusals, headers, and the limits of members.
"""

import base64
from dataclasses import replace

from payconform.model import Response
from payconform.providers.mobilepay.calls import KEY, VAT, VERSION
from payconform.providers.mobilepay.faults.lies import (
    answering,
    asked,
    code_of,
    payment_of,
    recodes,
    tolerates,
    with_header,
)
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

LAST = 0xFFFF  # of the characters that many databases can hold
TRACE = b'Traceback (most recent call last):\n  File "till.py", line 1'


@answering("MOBILEPAY-ERROR-01", "initiatePayment")
def a_code_is_a_number(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    code = code_of(response)
    return edited(response, "code", int(code)) if code else response


@answering("MOBILEPAY-ERROR-04", "preparePayment")
def a_broken_body_breaks_the_server(visit: Visit, proceed: Proceed) -> Response:
    return proceed(visit) if asked(visit) else Response(500)


@answering("MOBILEPAY-ERROR-05", "createPos")
def a_broken_body_shows_internals(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return response if asked(visit) else replace(response, body=TRACE)


@answering("MOBILEPAY-ERROR-06", "obtainToken")
def a_wrong_secret_is_echoed(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 401:
        return response
    proof = (visit.request.header("authorization") or "").partition(" ")[2]
    return replace(response, body=base64.b64decode(proof))


recodes("no_client_version_gets_1099", "MOBILEPAY-ERROR-07", "1153", "1099", "cancelPayment")


@answering("MOBILEPAY-ERROR-08", "cancelPayment")
def the_last_client_version_counts(visit: Visit, proceed: Proceed) -> Response:
    return proceed(_last(visit, VERSION))


@answering("MOBILEPAY-ERROR-09", "getStores")
def any_client_version_is_taken(visit: Visit, proceed: Proceed) -> Response:
    sent = [name for name, _ in visit.request.headers if name.lower() == VERSION]
    return proceed(with_header(visit, VERSION, "1.0.0") if len(sent) == 1 else visit)


@answering("MOBILEPAY-ERROR-10", "getStores")
def the_last_vat_number_counts(visit: Visit, proceed: Proceed) -> Response:
    return proceed(_last(visit, VAT))


recodes("a_malformed_vat_number_gets_1151", "MOBILEPAY-ERROR-11", "1159", "1151", "getStores")


@answering("MOBILEPAY-ERROR-12", "createPos")
def a_missing_key_is_made_up(visit: Visit, proceed: Proceed) -> Response:
    if visit.request.header(KEY) is None:
        visit = with_header(visit, KEY, visit.session.guid())
    return proceed(visit)


@answering("MOBILEPAY-ERROR-13", "initiatePayment")
def the_last_key_counts(visit: Visit, proceed: Proceed) -> Response:
    return proceed(_last(visit, KEY))


@answering("MOBILEPAY-ERROR-14", "preparePayment")
def a_long_key_is_cut(visit: Visit, proceed: Proceed) -> Response:
    sent = [value for name, value in visit.request.headers if name.lower() == KEY]
    return proceed(with_header(visit, KEY, sent[0][:36]) if len(sent) == 1 else visit)


tolerates(
    "a_payment_of_nothing_is_taken",
    "MOBILEPAY-ERROR-15",
    "initiatePayment",
    lambda body: {"amount": body.get("amount") or 1},
)
tolerates(
    "a_negative_amount_is_turned",
    "MOBILEPAY-ERROR-15",
    "paymentReady",
    lambda body: {"amount": abs(body.get("amount", 0))},
)
tolerates(
    "a_long_order_id_is_cut",
    "MOBILEPAY-ERROR-16",
    "preparePayment",
    lambda body: {"orderId": str(body.get("orderId"))[:36]},
)
recodes("an_invalid_label_gets_1113", "MOBILEPAY-ERROR-17", "1117", "1113", "paymentReady")
tolerates(
    "a_long_name_is_cut",
    "MOBILEPAY-ERROR-18",
    "createPos",
    lambda body: {"name": str(body.get("name"))[:36]},
)
recodes("an_invalid_beacon_gets_1099", "MOBILEPAY-ERROR-18", "1100", "1099", "createPos")
recodes("an_invalid_location_gets_1119", "MOBILEPAY-ERROR-19", "1120", "1119", "getDetailedStores")


@answering("MOBILEPAY-ERROR-20", "initiatePayment")
def nordic_letters_are_invalid(visit: Visit, proceed: Proceed) -> Response:
    nordic = set("æÆøØåÅ") & set(str(asked(visit).get("orderId")))
    return refusal(visit, "1113") if nordic else proceed(visit)


@answering("MOBILEPAY-ERROR-22", "initiatePayment")
def text_json_is_no_json(visit: Visit, proceed: Proceed) -> Response:
    text = visit.request.header("content-type") == "text/json"
    return Response(415) if text else proceed(visit)


tolerates(
    "any_currency_is_taken_for_kroner",
    "MOBILEPAY-ERROR-26",
    "initiatePayment",
    lambda _: {"currencyCode": "DKK"},
)
tolerates(
    "a_missing_delay_is_guessed",
    "MOBILEPAY-FIELD-02",
    "initiatePayment",
    lambda body: {"plannedCaptureDelay": body.get("plannedCaptureDelay", "None")},
)


@answering("MOBILEPAY-FIELD-01", "createPos")
def a_name_in_a_list_breaks_the_server(visit: Visit, proceed: Proceed) -> Response:
    return Response(500) if isinstance(asked(visit).get("name"), list) else proceed(visit)


@answering("MOBILEPAY-FUZZ-01", "preparePayment")
def an_order_beyond_the_first_plane_breaks_the_server(visit: Visit, proceed: Proceed) -> Response:
    order = str(asked(visit).get("orderId"))
    return Response(500) if any(ord(one) > LAST for one in order) else proceed(visit)


@answering("MOBILEPAY-FUZZ-02", "paymentReady")
def a_refused_ready_cancels_the_payment(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    if payment is not None and response.status == 400:
        payment.status = "CancelledByMobilePay"
    return response


@answering("MOBILEPAY-FUZZ-03", "queryPayment")
def a_delay_is_told_in_text(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "pollDelayInMs", "1000") if response.status == 200 else response


@answering("MOBILEPAY-LIFE-01", "createPos")
def a_new_point_of_sale_is_lost(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 200:
        visit.session.state.points.popitem()
    return response


def _last(visit: Visit, name: str) -> Visit:
    sent = [value for key, value in visit.request.headers if key.lower() == name]
    return with_header(visit, name, sent[-1]) if sent else visit

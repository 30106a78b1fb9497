"""
Liars about refusals.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.amazonpay.faults.answer import put
from payconform.providers.amazonpay.faults.lies import answering, asked, qr_of, retold
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("AMAZONPAY-ERROR-01", "cancelQr")
def broken_json_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    broken = b"The body" in response.body and not asked(visit)
    return replace(response, status=500) if broken else response


@answering("AMAZONPAY-ERROR-02", "generateQr")
def a_refusal_shows_a_stack_trace(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status < 400:
        return response
    return retold(visit, response, "message", "java.lang.NullPointerException")


@answering("AMAZONPAY-ERROR-03", "registerIpn")
def a_refused_registration_has_no_code(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "code", ...) if response.status == 400 else response


@answering("AMAZONPAY-ERROR-04", "cancelQr")
def a_refused_cancel_has_no_message(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "message", ...) if response.status >= 400 else response


@answering("AMAZONPAY-FIELD-01", "cancelQr", "generateQr")
def an_object_for_a_list_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    odd = [one for one in asked(visit).values() if isinstance(one, dict)]
    response = proceed(visit)
    return replace(response, status=500) if odd and response.status == 400 else response


@answering("AMAZONPAY-FIELD-01", "refundCharge")
def a_huge_amount_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    huge = any(isinstance(one, float) for one in asked(visit).values())
    return replace(response, status=500) if huge else response


@answering("AMAZONPAY-FIELD-01", "generateQr")
def a_list_for_a_store_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    odd = not isinstance(asked(visit).get("storeId", ""), str)
    return replace(response, status=500) if odd and response.status >= 400 else response


@answering("AMAZONPAY-FUZZ-01", "getStatus", "cancelQr")
def letters_outside_ascii_are_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    odd = any(isinstance(one, str) and not one.isascii() for one in asked(visit).values())
    return replace(proceed(visit), status=500) if odd else proceed(visit)


@answering("AMAZONPAY-FUZZ-02", "cancelQr")
def a_refused_cancel_cancels(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if response.status in (400, 422) and qr is not None:
        qr.cancelled = visit.session.clock.now()
    return response


@answering("AMAZONPAY-FUZZ-03", "cancelQr")
def a_query_where_none_belongs_is_redirected(visit: Visit, proceed: Proceed) -> Response:
    path, _, query = visit.request.target.partition("?")
    return Response(307, (("location", path),)) if query else proceed(visit)


@answering("AMAZONPAY-FUZZ-03", "cancelQr", "refundCharge")
def an_odd_note_is_answered_in_plain_text(visit: Visit, proceed: Proceed) -> Response:
    response, note = proceed(visit), asked(visit).get("noteToCustomer")
    odd = isinstance(note, str) and not note.isascii()
    return put(response, "content-type", "text/plain") if odd else response


@answering("AMAZONPAY-FUZZ-03", "generateQr")
def a_terminal_gets_a_token_that_is_a_number(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200 or "terminalId" not in asked(visit):
        return response
    return retold(visit, response, "tokenId", 5)

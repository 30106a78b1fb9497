"""
Liars about refusals.
"""

import json
from dataclasses import replace

from payconform.model import Response
from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.faults.lies import answering, asked, good, known, tells
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

tells("a_cancel_is_answered_000", "IFORTEPAY-ERROR-04", "cancelQr", "response_code", "000")


@answering("IFORTEPAY-ERROR-01", "cancelQr")
def broken_json_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    broken = b"The body" in response.body and not asked(visit)
    return replace(response, status=500) if broken else response


@answering("IFORTEPAY-ERROR-01", "createQr")
def an_array_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=500) if visit.request.body == b"[1]" else response


@answering("IFORTEPAY-ERROR-02", "createQr")
def a_refusal_shows_a_stack_trace(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if good(response):
        return response
    return edited(response, "response_message", "java.lang.NullPointerException")


@answering("IFORTEPAY-ERROR-03", "createQr", "inquire", "cancelQr")
def a_wrong_secret_is_repeated(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    pair = signing.pair(visit.request.header(signing.AUTHORIZATION))
    if pair is None or b'"04"' not in response.body:
        return response
    return edited(response, "response_message", f"{pair[1]} is not the secret")


@answering("IFORTEPAY-ERROR-04", "inquire")
def an_unknown_transaction_is_404(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    unknown = b"no such transaction" in response.body
    return edited(response, "response_code", "404") if unknown else response


@answering("IFORTEPAY-ERROR-05", "cancelQr")
def a_refusal_has_no_message(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return response if good(response) else edited(response, "response_message", ...)


@answering("IFORTEPAY-FIELD-01", "createQr")
def an_object_for_an_id_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    odd = any(isinstance(asked(visit).get(name), dict) for name in ("external_id", "order_id"))
    return replace(response, status=500) if odd else response


@answering("IFORTEPAY-FIELD-01", "inquire", "cancelQr")
def a_list_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    odd = any(isinstance(one, list) for one in asked(visit).values())
    return replace(response, status=500) if odd else response


@answering("IFORTEPAY-FUZZ-01", "inquire", "cancelQr")
def letters_outside_ascii_are_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    odd = not json.dumps(asked(visit), ensure_ascii=False).isascii()
    return replace(response, status=500) if odd else response


@answering("IFORTEPAY-FUZZ-02", "cancelQr")
def a_refused_cancel_cancels(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    if found is not None and not good(response) and b'"01"' in response.body:
        found.cancelled = visit.session.clock.now()
    return response

"""
Liars in refusals.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("MAIB-ERROR-01")
def a_refusal_has_no_error_message(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"errorMessage" in response.body:
        return edited(response, "errors.0.errorMessage", ...)
    return response


@answering("MAIB-ERROR-02", "cancelQr")
def a_success_is_declared_as_text(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 200:
        return replace(response, headers=(("content-type", "text/plain"),))
    return response


@answering("MAIB-ERROR-03")
def broken_json_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if visit.request.body and not asked(visit) and response.status == 400:
        return replace(response, status=500)
    return response


@answering("MAIB-ERROR-04")
def a_refusal_shows_a_stack_trace(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if visit.request.body and not asked(visit) and response.status == 400:
        trace = "System.FormatException: no at Qr.Parse(String s) in Qr.cs:line 12"
        return edited(response, "errors.0.errorMessage", trace)
    return response


@answering("MAIB-ERROR-05", "obtainToken")
def a_wrong_secret_is_echoed(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 401:
        said = f"The secret {asked(visit).get('clientSecret')} is wrong."
        return edited(response, "errors.0.errorMessage", said)
    return response


@answering("MAIB-ERROR-06")
def a_wrong_verb_gets_404(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=404) if response.status == 405 else response


@answering("MAIB-ERROR-07", "createQr")
def text_is_taken_for_json(visit: Visit, proceed: Proceed) -> Response:
    headers = [
        ("content-type", "application/json") if name == "content-type" else (name, value)
        for name, value in visit.request.headers
    ]
    return proceed(visit.with_request(replace(visit.request, headers=tuple(headers))))

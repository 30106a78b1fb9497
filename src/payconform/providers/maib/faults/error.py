"""
Liars in refusals.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked, tells
from payconform.providers.maib.simulation.refusals import refusal
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit
from payconform.spec.routing import NO_OPERATION


@answering("MAIB-ERROR-01")
def a_refusal_has_no_error_message(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"errorMessage" in response.body:
        return edited(response, "errors.0.errorMessage", ...)
    return response


@answering("MAIB-ERROR-01", "createQr")
def a_refusal_comes_with_200_and_without_ok(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"errorCode" in response.body:
        return replace(edited(response, "ok", ...), status=200)
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


@answering("MAIB-ERROR-11", "createQr")
def a_fixed_qr_without_amount_gets_400(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=400) if b"14007" in response.body else response


tells(
    "the_message_is_romanian",
    "MAIB-ERROR-12",
    "getQr",
    "errors.0.errorMessage",
    "QR-ul nu a fost găsit.",
    b"13000",
)


@answering("MAIB-ERROR-13", "getQr")
def the_arguments_have_other_names(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"13000" in response.body:
        return edited(response, "errors.0.errorArgs", {"id": visit.path["qrId"]})
    return response


@answering("MAIB-ERROR-14")
def a_wrong_verb_is_not_told_the_right_one(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    headers = tuple(header for header in response.headers if header[0] != "allow")
    return replace(response, headers=headers)


@answering("MAIB-ERROR-15")
def an_unknown_path_gets_400(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    lost = visit.operation is NO_OPERATION and response.status == 404
    return replace(response, status=400) if lost else response


@answering("MAIB-ERROR-16", "createQr", "cancelQr")
def a_nul_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    if any("\0" in value for value in asked(visit).values() if isinstance(value, str)):
        return refusal(visit, "10000")
    return proceed(visit)


@answering("MAIB-ERROR-17", "createQr")
def a_long_description_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    if len(str(asked(visit).get("description", ""))) > 500:
        return refusal(visit, "10000")
    return proceed(visit)

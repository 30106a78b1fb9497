"""
Liars about requests that nobody thought of: what only a machine makes up.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.providers.maib.checks import GUID
from payconform.providers.maib.faults.lies import (
    answering,
    asked,
    asked_for,
    fails_over,
    fails_when_asked,
    held,
    on_success,
    tells,
)
from payconform.providers.maib.simulation.refusals import refusal
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

LARGEST_DECIMAL = 7.9e28  # of a number type that many servers have
LARGEST_INTEGER = 2**31 - 1
HTML = (("content-type", "text/html; charset=utf-8"),)


def _has(strange: Callable[[str], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and any(map(strange, value))


def _of(*categories: str) -> Callable[[Any], bool]:
    return _has(lambda one: unicodedata.category(one) in categories)


def _number(strange: Callable[[float], bool]) -> Callable[[Any], bool]:
    return lambda value: type(value) in (int, float) and strange(value)


def _written(strange: Callable[[float], bool]) -> Callable[[str], bool]:
    def judged(text: str) -> bool:
        try:
            return strange(float(text))
        except ValueError:
            return False

    return judged


def _unknown(visit: Visit) -> dict[str, Any]:
    known = visit.operation.properties
    return {name: value for name, value in asked(visit).items() if name not in known}


# --- characters ---

fails_over(
    "a_terminal_beyond_the_first_plane_is_a_server_error",
    "MAIB-FUZZ-01",
    "createHybridQr",
    "terminalId",
    _has(lambda one: ord(one) > 0xFFFF),
)
fails_over(
    "a_reason_with_control_characters_is_a_server_error",
    "MAIB-FUZZ-01",
    "cancelExtension",
    "reason",
    _of("Cc"),
)
fails_over(
    "a_reason_with_combining_or_invisible_marks_is_a_server_error",
    "MAIB-FUZZ-01",
    "refundPayment",
    "reason",
    _of("Mn", "Cf"),
)
fails_over(
    "a_payer_in_characters_without_a_name_is_a_server_error",
    "MAIB-FUZZ-01",
    "payTest",
    "payerName",
    _of("Cn", "Co"),
)
fails_over(
    "a_client_outside_ascii_is_a_server_error",
    "MAIB-FUZZ-01",
    "obtainToken",
    "clientId",
    _has(lambda one: not one.isascii()),
)


@answering("MAIB-FUZZ-01", "createHybridQr")
def an_unknown_member_outside_ascii_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    strange = any(not name.isascii() for name in _unknown(visit))
    return refusal(visit, "10000") if strange else proceed(visit)


@answering("MAIB-FUZZ-01", "getPayment")
def an_id_outside_ascii_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    return proceed(visit) if visit.path["payId"].isascii() else refusal(visit, "10000")


# --- numbers ---

fails_over(
    "a_hair_of_a_leu_is_a_server_error",
    "MAIB-FUZZ-01",
    "createQr",
    "amount",
    _number(lambda amount: 0 < amount < 0.005),
)
fails_over(
    "a_payment_beyond_all_money_is_a_server_error",
    "MAIB-FUZZ-01",
    "payTest",
    "amount",
    _number(lambda amount: abs(amount) > LARGEST_INTEGER),
)
fails_when_asked(
    "a_negative_count_is_a_server_error",
    "MAIB-FUZZ-01",
    "listQrs",
    "count",
    _written(lambda count: count < 0),
)
fails_when_asked(
    "a_count_beyond_32_bits_is_a_server_error",
    "MAIB-FUZZ-01",
    "listPayments",
    "count",
    _written(lambda count: count > LARGEST_INTEGER),
)
fails_when_asked(
    "a_negative_offset_is_a_server_error",
    "MAIB-FUZZ-01",
    "listExtensions",
    "offset",
    _written(lambda offset: offset < 0),
)


@answering("MAIB-FUZZ-01", "listPayments")
def an_amount_to_look_for_beyond_a_decimal_is_a_server_error(
    visit: Visit, proceed: Proceed
) -> Response:
    asked_ = asked_for(visit)
    ends = [asked_[name] for name in ("amountFrom", "amountTo") if name in asked_]
    beyond = any(map(_written(lambda amount: abs(amount) > LARGEST_DECIMAL), ends))
    return refusal(visit, "10000") if beyond else proceed(visit)


@answering("MAIB-FUZZ-01", "refundPayment")
def a_refund_beyond_a_decimal_shows_internals(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if _number(lambda amount: abs(amount) > LARGEST_DECIMAL)(held(visit, "amount")):
        return edited(response, "errors.0.errorMessage", "System.OverflowException")
    return response


# --- structure ---


@answering("MAIB-FUZZ-01", "createExtension")
def a_list_in_an_unknown_member_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    strange = any(isinstance(value, list) for value in _unknown(visit).values())
    return refusal(visit, "10000") if strange else proceed(visit)


@answering("MAIB-FUZZ-01", "createHybridQr")
def a_hybrid_with_one_limit_alone_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    limits = [held(visit, f"extension.{name}") is not ... for name in ("amountMin", "amountMax")]
    return refusal(visit, "10000") if any(limits) and not all(limits) else proceed(visit)


@answering("MAIB-FUZZ-01", "listQrs")
def two_ranges_of_moments_at_once_are_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    ranges = {name[:9] for name in asked_for(visit) if name.endswith(("AtFrom", "AtTo"))}
    return refusal(visit, "10000") if len(ranges) > 1 else proceed(visit)


@answering("MAIB-FUZZ-01", "cancelExtension")
def a_query_where_none_belongs_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    return refusal(visit, "10000") if asked_for(visit) else proceed(visit)


# --- answers in a form of their own ---


@answering("MAIB-FUZZ-03", "getQr")
def an_odd_id_gets_a_page_in_html(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if visit.path["qrId"].isascii() or response.status == 401:
        return response
    return Response(400, HTML, b"<html><body><h1>Bad Request</h1></body></html>")


@answering("MAIB-FUZZ-03", "cancelQr")
def a_query_where_none_belongs_is_redirected(visit: Visit, proceed: Proceed) -> Response:
    path, _, query = visit.request.target.partition("?")
    return Response(307, (("location", path),)) if query else proceed(visit)


@answering("MAIB-FUZZ-03", "payTest")
def an_amount_is_refused_in_plain_text(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b'"parameter": "amount"' in response.body and held(visit, "amount") is not ...:
        return replace(response, headers=(("content-type", "text/plain"),))
    return response


@answering("MAIB-FUZZ-03", "createExtension")
def an_unknown_member_gets_202(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=202) if _unknown(visit) and response.status == 200 else response


@answering("MAIB-READ-59", "listExtensions")
def the_total_of_an_empty_page_is_text(visit: Visit, proceed: Proceed) -> Response:
    if asked_for(visit).get("count") != "0":
        return proceed(visit)
    return on_success(visit, proceed, "result.totalCount", "0")


@answering("MAIB-READ-70", "listPayments")
def a_negative_count_lists_null(visit: Visit, proceed: Proceed) -> Response:
    if not asked_for(visit).get("count", "").startswith("-"):
        return proceed(visit)
    return on_success(visit, proceed, "result.items", None)


tells(
    "a_refused_range_of_payments_does_not_say_ok",
    "MAIB-ERROR-01",
    "listPayments",
    "ok",
    ...,
    b'"parameter": "executedAt',
)


@answering("MAIB-ERROR-05", "obtainToken")
def a_token_request_with_a_malformed_client_is_echoed(visit: Visit, proceed: Proceed) -> Response:
    response, client = proceed(visit), held(visit, "clientId")
    if response.status != 401 or (isinstance(client, str) and re.fullmatch(GUID, client)):
        return response
    said = f"No client: {visit.request.body.decode('utf-8', 'replace')}"
    return edited(response, "errors.0.errorMessage", said)


@answering("MAIB-AUTH-01", "obtainToken")
def an_unknown_member_of_a_token_request_gets_201(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=201) if _unknown(visit) and response.status == 200 else response


@answering("MAIB-PAY-03", "payTest")
def a_payer_outside_ascii_is_told_in_question_marks(visit: Visit, proceed: Proceed) -> Response:
    return _misread(proceed(visit), "payerName", "payerIban")


def _misread(response: Response, *names: str) -> Response:
    if response.status != 200:
        return response
    told = json.loads(response.body)["result"]
    for name in names:
        if isinstance(told.get(name), str):
            misread = told[name].encode("ascii", "replace").decode("ascii")
            response = edited(response, f"result.{name}", misread)
    return response

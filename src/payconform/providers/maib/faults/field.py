"""
Liars about single members: what only somebody finds who breaks every keyword of the document once.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    answering,
    asked_for,
    changed,
    fails_over,
    fails_when_asked,
    held,
    instead,
    takes,
)
from payconform.providers.maib.simulation.refusals import refusal
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

LONGEST_REASON = 500


def _is(*kinds: type) -> Callable[[Any], bool]:
    return lambda value: type(value) in kinds


@answering("MAIB-FIELD-01", "cancelQr")
def a_cancel_whose_body_is_a_number_is_taken(visit: Visit, proceed: Proceed) -> Response:
    return proceed(changed(visit, reason="none") if visit.request.body == b"0" else visit)


@answering("MAIB-FIELD-01", "createExtension")
def an_extension_whose_body_is_a_text_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    return refusal(visit, "10000") if visit.request.body.startswith(b'"') else proceed(visit)


@answering("MAIB-FIELD-01", "payTest")
def a_payment_without_a_body_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    return proceed(visit) if visit.request.body else refusal(visit, "10000")


takes(
    "the_reason_of_a_cancel_may_be_a_list",
    "MAIB-FIELD-02",
    "cancelQr",
    "reason",
    _is(list),
    "several",
)
takes(
    "the_reason_of_a_refund_may_be_an_object",
    "MAIB-FIELD-02",
    "refundPayment",
    "reason",
    _is(dict),
    "told elsewhere",
)
takes(
    "an_iban_may_be_an_object",
    "MAIB-FIELD-02",
    "payTest",
    "iban",
    _is(dict),
    "MD88AG000000011621810140",
)
takes(
    "an_extension_that_is_a_text_is_ignored",
    "MAIB-FIELD-02",
    "createHybridQr",
    "extension",
    _is(str),
    ...,
)
fails_over(
    "a_description_that_is_an_object_is_a_server_error",
    "MAIB-FIELD-02",
    "createQr",
    "description",
    _is(dict),
)
takes("an_amount_in_letters_is_one", "MAIB-FIELD-03", "createQr", "amount", _is(str), 1)
takes(
    "a_refund_of_an_amount_in_letters_is_whole",
    "MAIB-FIELD-03",
    "refundPayment",
    "amount",
    _is(str),
    ...,
)
takes("a_payment_in_letters_is_one", "MAIB-FIELD-03", "payTest", "amount", _is(str), 50)
takes(
    "an_extension_in_letters_is_one",
    "MAIB-FIELD-03",
    "createHybridQr",
    "extension.amount",
    _is(str),
    1,
)
fails_over(
    "a_callback_url_that_is_a_number_is_a_server_error",
    "MAIB-FIELD-04",
    "createQr",
    "callbackUrl",
    _is(int),
)
fails_over(
    "an_order_that_is_a_truth_value_is_a_server_error",
    "MAIB-FIELD-04",
    "createExtension",
    "orderId",
    _is(bool),
)
fails_over(
    "a_reason_that_is_null_is_a_server_error",
    "MAIB-FIELD-04",
    "cancelExtension",
    "reason",
    lambda value: value is None,
)
fails_over(
    "an_empty_redirect_url_is_a_server_error",
    "MAIB-FIELD-04",
    "createExtension",
    "redirectUrl",
    lambda value: value == "",
)
fails_over(
    "an_amount_beyond_the_limit_is_a_server_error",
    "MAIB-FIELD-04",
    "createExtension",
    "amount",
    lambda value: value == 100001,
)
fails_over(
    "a_client_id_that_is_a_list_is_a_server_error",
    "MAIB-FIELD-04",
    "obtainToken",
    "clientId",
    _is(list),
)
fails_when_asked(
    "an_offset_that_is_a_fraction_is_a_server_error",
    "MAIB-FIELD-04",
    "listPayments",
    "offset",
    lambda value: "." in value,
)
fails_when_asked(
    "an_amount_to_look_for_in_letters_is_a_server_error",
    "MAIB-FIELD-04",
    "listQrs",
    "amountTo",
    str.isalpha,
)
fails_when_asked(
    "an_extension_to_look_for_that_is_no_guid_is_a_server_error",
    "MAIB-FIELD-04",
    "listPayments",
    "extensionId",
    lambda value: len(value) != 36,
)


@answering("MAIB-FIELD-04", "getPayment")
def an_id_named_null_is_a_server_error(visit: Visit, proceed: Proceed) -> Response:
    return refusal(visit, "10000") if visit.path["payId"] == "null" else proceed(visit)


@answering("MAIB-READ-97", "listQrs")
def a_terminal_beyond_its_length_is_not_looked_for(visit: Visit, proceed: Proceed) -> Response:
    terminal = asked_for(visit).get("terminalId", "")
    return proceed(instead(visit, terminalId=...) if len(terminal) == 101 else visit)


@answering("MAIB-READ-98", "listPayments")
def a_payers_iban_beyond_its_length_is_not_looked_for(visit: Visit, proceed: Proceed) -> Response:
    iban = asked_for(visit).get("payerIban", "")
    return proceed(instead(visit, payerIban=...) if len(iban) == 201 else visit)


@answering("MAIB-ERROR-06")
def the_verb_patch_is_not_implemented(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    unknown = visit.request.method == "PATCH" and response.status == 405
    return replace(response, status=501) if unknown else response


@answering("MAIB-ERROR-07", "refundPayment")
def a_form_is_taken_for_json(visit: Visit, proceed: Proceed) -> Response:
    form = "multipart/form-data" in (visit.request.header("content-type") or "")
    headers = (("content-type", "application/json"),)
    return proceed(
        visit.with_request(
            replace(
                visit.request,
                headers=headers
                + tuple(pair for pair in visit.request.headers if pair[0] != "content-type"),
            )
        )
        if form
        else visit
    )


@answering("MAIB-FIELD-05", "cancelExtension")
def a_reason_as_long_as_it_may_be_is_refused(visit: Visit, proceed: Proceed) -> Response:
    longest = len(str(held(visit, "reason"))) == LONGEST_REASON
    return refusal(visit, "12000", parameter="reason") if longest else proceed(visit)

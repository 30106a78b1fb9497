"""
Liars about spelling, valid characters, and keys where none is needed.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.mobilepay.calls import KEY
from payconform.providers.mobilepay.faults.lies import answering, asked, changed, payment_of, tells
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

KEYED = ("paymentReady", "capturePayment", "cancelPayment", "captureRefund", "cancelRefund")
SHORT = 36  # characters, which a key may have

tells(
    "a_payment_hides_its_label", "MOBILEPAY-READ-54", "queryPayment", "merchantPaymentLabel", None
)


@answering("MOBILEPAY-READ-55", "getPos")
def a_point_of_sale_has_a_pos_name(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    pos = visit.session.state.points[visit.path["posid"]]
    return edited(edited(response, "posName", pos.terms["name"]), "name", ...)


@answering("MOBILEPAY-READ-56", "queryPayment")
def a_users_cancel_is_spelled_with_one_l(visit: Visit, proceed: Proceed) -> Response:
    return _respelled(visit, proceed, "CancelledByUser", "CanceledByUser")


@answering("MOBILEPAY-READ-56", "queryPayment")
def a_payment_is_just_cancelled(visit: Visit, proceed: Proceed) -> Response:
    return _respelled(visit, proceed, "CancelledByClient", "Cancelled")


@answering("MOBILEPAY-READ-57", "getRefund")
def a_refund_is_cancelled_by_a_merchant(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    cancelled = b'"CancelledByClient"' in response.body
    return edited(response, "status", "CancelledByMerchant") if cancelled else response


@answering("MOBILEPAY-READ-24", "queryPayment")
def parts_are_told_of_with_a_capital(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    if payment is None or payment.status != "Reserved":
        return response
    capital = edited(response, "PartialCapturePossible", False)
    return edited(capital, "partialCapturePossible", ...)


@answering("MOBILEPAY-ERROR-16", "initiatePayment", "preparePayment")
def an_order_may_be_in_cyrillic(visit: Visit, proceed: Proceed) -> Response:
    return _latin(visit, proceed, "orderId")


@answering("MOBILEPAY-ERROR-18", "createPos")
def a_name_may_be_in_cyrillic(visit: Visit, proceed: Proceed) -> Response:
    return _latin(visit, proceed, "name")


@answering("MOBILEPAY-ERROR-44", "createPos")
def a_name_with_a_sign_of_currency_is_invalid(visit: Visit, proceed: Proceed) -> Response:
    signs = set("¤¢£¥") & set(str(asked(visit).get("name")))
    return refusal(visit, "1112") if signs else proceed(visit)


@answering("MOBILEPAY-ERROR-44", "initiatePayment", "paymentReady")
def a_label_of_36_characters_is_too_long(visit: Visit, proceed: Proceed) -> Response:
    label = asked(visit).get("merchantPaymentLabel")
    return refusal(visit, "1117") if label and len(label) >= SHORT else proceed(visit)


@answering("MOBILEPAY-ERROR-45", "createRefund", "createPos")
def a_key_of_36_characters_is_too_long(visit: Visit, proceed: Proceed) -> Response:
    long = len(visit.request.header(KEY) or "") >= SHORT
    return refusal(visit, "1162") if long else proceed(visit)


@answering("MOBILEPAY-ERROR-46", "getDetailedStores")
def a_brand_of_finland_is_invalid(visit: Visit, proceed: Proceed) -> Response:
    finland = "merchantBrandId=POSFI" in visit.request.target
    return refusal(visit, "1119") if finland else proceed(visit)


@answering("MOBILEPAY-ERROR-50", *KEYED)
def every_call_needs_a_key(visit: Visit, proceed: Proceed) -> Response:
    return proceed(visit) if visit.request.header(KEY) else refusal(visit, "1164")


@answering("MOBILEPAY-CREATE-88", "createPos")
def bluetooth_is_no_beacon_type(visit: Visit, proceed: Proceed) -> Response:
    bluetooth = "Bluetooth" in asked(visit).get("supportedBeaconTypes", [])
    return refusal(visit, "1099") if bluetooth else proceed(visit)


@answering("MOBILEPAY-ERROR-52", "queryPayment")
def a_404_says_so(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, body=b'"not found"') if response.status == 404 else response


def _respelled(visit: Visit, proceed: Proceed, state: str, spelled: str) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    there = payment is not None and payment.status == state
    return edited(response, "status", spelled) if there else response


def _latin(visit: Visit, proceed: Proceed, name: str) -> Response:
    text = str(asked(visit).get(name))
    cyrillic = any("\u0400" <= one <= "\u04ff" for one in text)
    return proceed(changed(visit, **{name: "x"})) if cyrillic else proceed(visit)

"""
Liars about cancelling.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import (
    answering,
    asked,
    changed,
    declines,
    qr_of,
    retold,
    tells,
)
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

CHARGED, BARE = b"amazonChargeId", b"Approved"

tells(
    "an_approval_is_called_cancelled",
    "AMAZONPAY-CANCEL-01",
    "cancelQr",
    "status",
    "Cancelled",
    BARE,
)
tells(
    "a_refund_is_approved",
    "AMAZONPAY-CANCEL-02",
    "cancelQr",
    "status",
    "Approved",
    b'"RefundApplicable"',
)
tells(
    "an_answer_names_no_charge", "AMAZONPAY-CANCEL-04", "cancelQr", "amazonChargeId", ..., CHARGED
)
tells("a_charge_has_no_update", "AMAZONPAY-CANCEL-04", "cancelQr", "updateTime", ..., CHARGED)
tells("an_approval_has_no_amount", "AMAZONPAY-CANCEL-05", "cancelQr", "amount", ..., BARE)
tells("an_approval_names_no_merchant", "AMAZONPAY-CANCEL-05", "cancelQr", "merchantId", ..., BARE)
tells("an_approval_names_a_charge", "AMAZONPAY-CANCEL-06", "cancelQr", "chargeId", "x", BARE)
tells("a_cancel_names_another_order", "AMAZONPAY-CANCEL-07", "cancelQr", "chargeId", "x", CHARGED)
tells("a_cancel_names_another_merchant", "AMAZONPAY-CANCEL-07", "cancelQr", "merchantId", "x")
tells("the_amount_of_a_cancel_is_a_number", "AMAZONPAY-CANCEL-08", "cancelQr", "amount", 12.3)
tells("the_amount_of_a_cancel_is_in_paise", "AMAZONPAY-CANCEL-08", "cancelQr", "amount", "1230")
tells(
    "the_time_of_a_charge_has_an_offset",
    "AMAZONPAY-CANCEL-09",
    "cancelQr",
    "createTime",
    "2024-08-23T14:03:18.861+00:00",
    CHARGED,
)
tells(
    "a_charge_is_updated_before_it_is_created",
    "AMAZONPAY-CANCEL-09",
    "cancelQr",
    "updateTime",
    "2024-08-23T14:03:18.861Z",
    CHARGED,
)
tells(
    "a_charge_has_a_short_id", "AMAZONPAY-CANCEL-10", "cancelQr", "amazonChargeId", "P04", CHARGED
)
declines(
    "a_device_cannot_cancel",
    "AMAZONPAY-CANCEL-11",
    "cancelQr",
    lambda visit: asked(visit).get("cancellationReason") == "DEVICE_GENERATED_CANCELLATION",
)


@answering("AMAZONPAY-CANCEL-01", "cancelQr")
def a_cancel_without_a_refund_answers_202(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    plain = asked(visit).get("cancelIntent") == ["CANCEL_TOKEN"]
    return replace(response, status=202) if plain and response.status == 200 else response


@answering("AMAZONPAY-CANCEL-02", "cancelQr")
def a_refund_is_never_applied(visit: Visit, proceed: Proceed) -> Response:
    if "REFUND" in (asked(visit).get("cancelIntent") or ()) and qr_of(visit):
        return proceed(changed(visit, cancelIntent=["CANCEL_TOKEN"]))
    return proceed(visit)


@answering("AMAZONPAY-CANCEL-03", "cancelQr")
def every_charge_is_refunded(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"NotRequested" not in response.body:
        return response
    return retold(visit, response, "status", "RefundApplicable")

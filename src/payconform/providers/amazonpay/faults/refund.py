"""
Liars about refunds.
"""

from decimal import Decimal

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import (
    answering,
    asked,
    authentic,
    changed,
    declines,
    qr_of,
    tells,
)
from payconform.providers.amazonpay.simulation.state import Charge, digits
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

LONG_AGO = "23 August 2024"


def of_a_part(visit: Visit) -> bool:
    qr, amount = qr_of(visit), str(asked(visit).get("amount"))
    return qr is not None and amount in ("1.00", "0.50") and Decimal(amount) < Decimal(qr.amount)


tells("a_refund_has_no_fee", "AMAZONPAY-REFUND-01", "refundCharge", "refundedFee", ...)
tells("a_refund_has_no_id", "AMAZONPAY-REFUND-01", "refundCharge", "amazonRefundId", ...)
tells("a_refund_is_done", "AMAZONPAY-REFUND-02", "refundCharge", "status", "Done")
tells("a_refund_names_another", "AMAZONPAY-REFUND-03", "refundCharge", "refundId", "another")
tells("a_refund_has_a_short_id", "AMAZONPAY-REFUND-08", "refundCharge", "amazonRefundId", "R1")
tells("a_refund_tells_another_amount", "AMAZONPAY-REFUND-09", "refundCharge", "amount", 0.5)
tells("a_refund_is_in_dollars", "AMAZONPAY-REFUND-09", "refundCharge", "currencyCode", "USD")
tells("a_refund_is_dated_in_words", "AMAZONPAY-REFUND-10", "refundCharge", "createTime", LONG_AGO)
declines(
    "the_providers_id_names_no_charge",
    "AMAZONPAY-REFUND-06",
    "refundCharge",
    lambda visit: asked(visit).get("chargeIdType") == "AmazonTxnId",
)
declines(
    "a_refund_is_of_all_or_nothing",
    "AMAZONPAY-REFUND-04",
    "refundCharge",
    of_a_part,
)
tells("a_refund_cannot_be_found", "AMAZONPAY-REFUND-26", "getCharge", "refundId", "another")


@answering("AMAZONPAY-REFUND-05", "refundCharge")
def what_was_refunded_is_forgotten(visit: Visit, proceed: Proceed) -> Response:
    qr = qr_of(visit)
    if qr is not None and qr.charge is not None:
        qr.charge.refunded = Decimal(0)
    return proceed(visit)


@answering("AMAZONPAY-REFUND-05", "refundCharge")
def the_largest_part_is_not_compared(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if b"ExcessRefundAmount" not in response.body or qr is None or qr.charge is None:
        return response
    return authentic(visit, {"refundId": asked(visit)["refundId"], "status": "Approved"})


@answering("AMAZONPAY-REFUND-07", "refundCharge")
def a_qr_that_nobody_paid_is_refunded(visit: Visit, proceed: Proceed) -> Response:
    qr = qr_of(visit)
    if qr is not None and qr.charge is None:
        now = visit.session.clock.now()
        qr.charge = Charge(f"P04-{digits(visit.session, 7)}-1", Decimal(qr.amount), now, now)
        return proceed(changed(visit))
    return proceed(visit)

"""
Liars that are honest at first: what they do depends on what was done before.
"""

import json
from collections import Counter
from decimal import Decimal
from weakref import WeakKeyDictionary

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import (
    answering,
    as_if,
    asked,
    authentic,
    qr_of,
    retold,
)
from payconform.providers.amazonpay.simulation.answers import refusal
from payconform.providers.amazonpay.simulation.state import Charge, Qr
from payconform.simulator.faults import Proceed
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

MINUTE, DAY = 60, 86400  # seconds

TIMES: WeakKeyDictionary[Session, Counter[tuple[str, ...]]] = WeakKeyDictionary()


def _times(visit: Visit, *what: str) -> int:
    """
    How often this happened to a merchant, now included.
    """
    counted = TIMES.setdefault(visit.session, Counter())
    counted[what] += 1
    return counted[what]


def _charge(visit: Visit) -> Charge | None:
    """
    The charge that a refund names by either id.
    """
    name = str(asked(visit).get("chargeId"))
    qr: Qr | None = visit.session.state.charges.get(name) or qr_of(visit)
    return qr.charge if qr is not None else None


@answering("AMAZONPAY-LIFE-01", "getStatus")
def the_third_read_of_a_new_qr_ends_it(visit: Visit, proceed: Proceed) -> Response:
    qr = qr_of(visit)
    if qr is not None and qr.charge is None and _times(visit, "read", qr.order) == 3:
        qr.expires = visit.session.clock.now()
    return proceed(visit)


@answering("AMAZONPAY-LIFE-01", "cancelQr")
def a_cancel_that_is_signed_wrongly_takes_effect(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if qr is not None and response.status in (401, 403):
        qr.cancelled = qr.cancelled or visit.session.clock.now()
    return response


@answering("AMAZONPAY-LIFE-01", "cancelQr")
def the_second_cancel_makes_a_qr_payable_again(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if qr is not None and response.status == 200 and _times(visit, "cancelled", qr.order) == 2:
        qr.cancelled = None
    return response


@answering("AMAZONPAY-LIFE-01", "cancelQr")
def a_charge_is_told_with_another_id_once_it_was_refunded(
    visit: Visit, proceed: Proceed
) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if response.status != 200 or qr is None or qr.charge is None or not qr.charge.refunded:
        return response
    return retold(visit, response, "amazonChargeId", f"P05{qr.charge.id[3:]}")


@answering("AMAZONPAY-LIFE-03", "getStatus")
def a_qr_that_was_declined_reads_success_at_last(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    declined = qr is not None and qr.failed and qr.charge is None
    if qr is None or not declined or _times(visit, "read", qr.order) < 2:
        return response
    return retold(visit, response, "status", "SUCCESS")


@answering("AMAZONPAY-LIFE-04", "cancelQr")
def the_cancel_of_an_expired_qr_makes_it_payable(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    now = visit.session.clock.now()
    if qr is not None and qr.charge is None and qr.expires <= now and response.status == 200:
        qr.expires, qr.cancelled = now + DAY, None
    return response


@answering("AMAZONPAY-READ-03", "getStatus")
def a_payment_is_forgotten_once_it_was_read(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if qr is None or b"SUCCESS" not in response.body or _times(visit, "paid", qr.order) < 2:
        return response
    return retold(visit, response, "status", "PENDING")


@answering("AMAZONPAY-CANCEL-02", "cancelQr")
def a_payment_after_one_that_was_declined_is_not_refunded(
    visit: Visit, proceed: Proceed
) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if qr is None or not (qr.failed and qr.charge) or b'"RefundApplicable"' not in response.body:
        return response
    return retold(visit, response, "status", "RefundApplicableButNotRequested")


@answering("AMAZONPAY-REFUND-04", "refundCharge", "getCharge", "getRefund")
def a_refund_that_was_read_is_the_last(visit: Visit, proceed: Proceed) -> Response:
    charge = _charge(visit)
    if charge is None:
        response = proceed(visit)
        told = json.loads(response.body) if response.status == 200 else {}
        _times(visit, "read", str(told.get("amazonRefundId")).partition("-R")[0])
        return response
    if TIMES.setdefault(visit.session, Counter())["read", charge.id]:
        return refusal(visit, "ExcessRefundAmount", "The refund of this charge is over")
    return proceed(visit)


@answering("AMAZONPAY-REFUND-05", "refundCharge")
def a_refund_by_the_providers_id_is_not_counted(visit: Visit, proceed: Proceed) -> Response:
    charge, theirs = _charge(visit), asked(visit).get("chargeIdType") == "AmazonTxnId"
    before = charge.refunded if charge is not None else Decimal(0)
    response = proceed(visit)
    if charge is not None and theirs:
        charge.refunded = before
    return response


@answering("AMAZONPAY-REFUND-05", "cancelQr")
def a_cancel_without_a_refund_forgets_those_before(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if b"NotRequested" in response.body and qr is not None and qr.charge is not None:
        qr.charge.refunded = Decimal(0)
    return response


@answering("AMAZONPAY-REFUND-07", "refundCharge")
def a_qr_that_was_cancelled_is_refunded_unpaid(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if b"ChargeNotApproved" not in response.body or qr is None or qr.cancelled is None:
        return response
    return authentic(visit, {"refundId": asked(visit)["refundId"], "status": "Approved"})


@answering("AMAZONPAY-AUTH-02", "cancelQr")
def the_signature_of_a_second_cancel_is_not_checked(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    if response.status == 401 and qr is not None and qr.cancelled is not None:
        return proceed(as_if(visit))
    return response


@answering("AMAZONPAY-LIFE-02", "getStatus")
def a_qr_has_no_record_in_the_first_minute_of_being_read(
    visit: Visit, proceed: Proceed
) -> Response:
    response, qr = proceed(visit), qr_of(visit)
    read = TIMES.setdefault(visit.session, Counter())
    now = int(visit.session.clock.now())
    if qr is None or qr.charge is not None or qr.failed or response.status != 200:
        return response
    young = now < read.setdefault(("first", qr.order), now) + MINUTE
    return retold(visit, response, "status", "NO_RECORD_FOUND") if young else response

"""
Liars that are honest at first: what they do depends on what was done before.
"""

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked, asked_for
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.providers.maib.simulation.state import Payment, Qr
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

MINUTE = 60.0  # seconds

TIMES: WeakKeyDictionary[Session, Counter[tuple[str, ...]]] = WeakKeyDictionary()


def _times(visit: Visit, *what: str) -> int:
    """
    How often this happened to a merchant, now included.
    """
    counted = TIMES.setdefault(visit.session, Counter())
    counted[what] += 1
    return counted[what]


def _qr(visit: Visit) -> Qr | None:
    qr: Qr | None = visit.session.state.qrs.get(_text(visit.path or asked(visit), "qrId"))
    return qr


def _text(members: Mapping[str, Any], name: str) -> str:
    value = members.get(name)
    return value if isinstance(value, str) else ""


def _payments(visit: Visit, qr: Qr) -> list[Payment]:
    every: list[Payment] = list(visit.session.state.payments.values())
    return [payment for payment in every if payment.details["qrId"] == qr.id]


def _payment(visit: Visit) -> Payment | None:
    payment: Payment | None = visit.session.state.payments.get(visit.path.get("payId", ""))
    return payment


@answering("MAIB-CANCEL-04", "cancelQr")
def the_third_cancel_succeeds(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    if qr is not None and b"14005" in response.body and _times(visit, "refused", qr.id) == 2:
        return success({"qrId": qr.id, "status": "Cancelled"})
    return response


@answering("MAIB-CANCEL-03", "cancelQr")
def a_qr_that_was_paid_twice_outlives_its_cancel(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    if qr is not None and qr.settled == "Cancelled" and len(_payments(visit, qr)) > 1:
        qr.settled = "Active"
    return response


@answering("MAIB-CANCEL-11", "payTest")
def the_second_attempt_to_pay_revives_a_cancelled_qr(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    if qr is not None and qr.settled == "Cancelled" and _times(visit, "tried", qr.id) == 2:
        qr.settled = "Active"
    return response


@answering("MAIB-CANCEL-17", "cancelQr")
def the_second_attempt_to_cancel_ends_a_paid_qr(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    paid = qr is not None and (qr.type, qr.settled) == ("Dynamic", "Paid")
    if qr is not None and paid and _times(visit, "tried", qr.id) == 2:
        qr.settled = "Cancelled"
    return response


@answering("MAIB-CREATE-76", "createExtension")
def an_extension_bears_the_amount_of_the_one_cancelled(visit: Visit, proceed: Proceed) -> Response:
    qr = _qr(visit)
    before = qr.extension if qr is not None else None
    response = proceed(visit)
    after = qr.extension if qr is not None else None
    if before and after and after is not before and not before.active:
        after.asked = {**after.asked, "amount": before.asked["amount"]}
    return response


@answering("MAIB-READ-40", "listQrs")
def a_list_loses_a_qr_that_was_paid_twice(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    qr = visit.session.state.qrs.get(asked_for(visit).get("qrId", ""))
    if response.status != 200 or qr is None or len(_payments(visit, qr)) < 2:
        return response
    return edited(edited(response, "result.items", []), "result.totalCount", 0)


@answering("MAIB-READ-79", "listPayments")
def a_list_shows_no_more_than_two_payments_of_a_qr(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200 or "qrId" not in asked_for(visit):
        return response
    return edited(response, "result.items", json.loads(response.body)["result"]["items"][:2])


@answering("MAIB-REFUND-09", "getPayment", "refundPayment")
def a_refund_of_a_payment_that_was_read_is_forgotten(visit: Visit, proceed: Proceed) -> Response:
    payment = _payment(visit)
    if payment is None:
        return proceed(visit)
    before, response = payment.refunded, proceed(visit)
    if visit.operation.id == "getPayment":
        _times(visit, "read", visit.path["payId"])
    elif TIMES.get(visit.session, Counter())["read", visit.path["payId"]]:
        payment.refunded = before
    return response


@answering("MAIB-LIFE-01", "getQr")
def the_second_read_of_a_qr_changes_its_description(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    if qr is not None and _times(visit, "read", qr.id) == 2:
        qr.asked["description"] = "read before"
    return response


@answering("MAIB-LIFE-02", "getQr")
def a_qr_is_not_found_in_its_first_minute(visit: Visit, proceed: Proceed) -> Response:
    qr = _qr(visit)
    if qr is not None and visit.session.clock.now() < qr.created + MINUTE:
        return refusal(visit, "13000", qrId=qr.id)
    return proceed(visit)


@answering("MAIB-LIFE-03", "payTest")
def a_dynamic_qr_is_paid_again_once_it_was_refunded(visit: Visit, proceed: Proceed) -> Response:
    qr = _qr(visit)
    paid = qr is not None and (qr.type, qr.settled) == ("Dynamic", "Paid")
    if qr is not None and paid and not any(one.rest for one in _payments(visit, qr)):
        qr.settled = "Active"
    return proceed(visit)


@answering("MAIB-LIFE-04", "payTest")
def a_cancelled_qr_that_was_paid_before_is_paid_again(visit: Visit, proceed: Proceed) -> Response:
    qr = _qr(visit)
    if qr is None or qr.settled != "Cancelled" or not qr.paid:
        return proceed(visit)
    qr.settled = "Active"
    response, qr.settled = proceed(visit), "Cancelled"
    return response

"""
Liars about the end of a transaction: cancels and voids.
"""

from payconform.model import Response
from payconform.providers.ifortepay.faults.lies import (
    answering,
    asked,
    changed,
    declines,
    good,
    held,
    known,
    overlooks,
    tells,
)
from payconform.providers.ifortepay.simulation.answers import named, success
from payconform.providers.ifortepay.simulation.state import Transaction
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

STATUS = "transaction_status"

tells("a_cancelled_qr_is_active", "IFORTEPAY-CANCEL-01", "cancelQr", STATUS, "ACTIVE")
tells("a_cancel_has_two_l", "IFORTEPAY-CANCEL-01", "cancelQr", STATUS, "CANCELLED")
tells("a_cancel_is_answered_0", "IFORTEPAY-CANCEL-01", "cancelQr", "response_code", "0")
tells("a_cancel_names_no_order", "IFORTEPAY-CANCEL-02", "cancelQr", "order_id", ...)
tells("a_cancel_names_another", "IFORTEPAY-CANCEL-02", "cancelQr", "transaction_id", "another")
tells("a_cancel_is_of_a_card", "IFORTEPAY-CANCEL-03", "cancelQr", "payment_method", "card")
tells("a_cancel_is_of_another", "IFORTEPAY-CANCEL-03", "cancelQr", "payment_channel", "DANA")
tells("a_cancelled_link_is_active", "IFORTEPAY-CANCEL-10", "cancelPayment", STATUS, "ACTIVE")
tells("a_link_has_no_order", "IFORTEPAY-CANCEL-10", "cancelPayment", "order_id", ...)
tells("a_void_is_answered_0", "IFORTEPAY-REFUND-02", "voidPayment", "response_code", "0")
overlooks("any_method_is_cancelled", "IFORTEPAY-CANCEL-06", "cancelQr", "payment_method", "wallet")
overlooks("any_channel_is_cancelled", "IFORTEPAY-CANCEL-06", "cancelQr", "payment_channel", "NOBU")
declines(
    "a_qr_of_shopeepay_stays",
    "IFORTEPAY-CANCEL-08",
    "cancelQr",
    lambda visit: held(visit, "payment_channel") == "SHOPEEPAY",
)


def of_ovo(visit: Visit) -> bool:
    return bool(held(visit, "payment_channel") == "OVO")


def of_dana_unpaid(visit: Visit) -> bool:
    found = known(visit)
    return found is not None and found.channel == "DANA" and found.paid is None


declines("ovo_is_not_voided", "IFORTEPAY-REFUND-02", "voidPayment", of_ovo)
declines("dana_is_paid_before_a_void", "IFORTEPAY-REFUND-04", "voidPayment", of_dana_unpaid)


@answering("IFORTEPAY-CANCEL-04", "cancelQr")
def a_cancel_cancels_nothing(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    if found is not None and good(response):
        found.cancelled = None
    return response


@answering("IFORTEPAY-CANCEL-05", "cancelQr")
def a_cancel_needs_no_method(visit: Visit, proceed: Proceed) -> Response:
    absent = "payment_method" not in asked(visit) and bool(asked(visit))
    return proceed(changed(visit, payment_method="wallet")) if absent else proceed(visit)


@answering("IFORTEPAY-CANCEL-05", "cancelQr")
def a_cancel_needs_no_transaction(visit: Visit, proceed: Proceed) -> Response:
    found = visit.session.state.externals.get(str(held(visit, "external_id")))
    absent = "transaction_id" not in asked(visit) and found is not None
    return proceed(changed(visit, transaction_id=found.id)) if absent else proceed(visit)


@answering("IFORTEPAY-CANCEL-07", "cancelQr")
def an_unknown_transaction_is_cancelled(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"no such transaction" not in response.body:
        return response
    return success(visit, {**asked(visit), STATUS: "CANCELED"})


@answering("IFORTEPAY-CANCEL-11", "cancelPayment")
def a_link_of_any_channel_is_cancelled(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    other = found is not None and found.channel != "SHOPEEPAY"
    return _ended(visit, found) if found and other and not good(response) else response


@answering("IFORTEPAY-CANCEL-12", "cancelPayment")
def a_cancel_of_a_link_needs_no_channel(visit: Visit, proceed: Proceed) -> Response:
    absent = "payment_channel" not in asked(visit) and bool(asked(visit))
    return proceed(changed(visit, payment_channel="SHOPEEPAY")) if absent else proceed(visit)


@answering("IFORTEPAY-REFUND-01", "voidPayment")
def a_paid_qr_is_voided(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    paid = found is not None and found.system == "QR" and found.paid is not None
    return _ended(visit, found) if found and paid and not good(response) else response


@answering("IFORTEPAY-REFUND-01", "voidPayment")
def a_qr_is_voided_before_it_is_paid(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    unpaid = found is not None and found.system == "QR" and found.paid is None
    return _ended(visit, found) if found and unpaid and not good(response) else response


@answering("IFORTEPAY-REFUND-03", "voidPayment")
def a_void_has_no_day(visit: Visit, proceed: Proceed) -> Response:
    response, found = proceed(visit), known(visit)
    late = found is not None and b"is over" in response.body
    return _ended(visit, found) if found and late else response


@answering("IFORTEPAY-REFUND-05", "voidPayment")
def a_void_needs_no_order(visit: Visit, proceed: Proceed) -> Response:
    found, absent = known(visit), "order_id" not in asked(visit)
    return proceed(changed(visit, order_id=found.order)) if found and absent else proceed(visit)


def _ended(visit: Visit, found: Transaction) -> Response:
    found.voided = visit.session.clock.now()
    return success(visit, named(visit, found))

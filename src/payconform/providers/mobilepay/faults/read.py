"""
Liars about what is read and found.
"""

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import answering, payment_of, restates, tells
from payconform.providers.mobilepay.simulation.answers import success
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

tells("a_payment_hides_its_order", "MOBILEPAY-READ-01", "queryPayment", "orderId", ...)
tells("a_payment_is_always_in_euros", "MOBILEPAY-READ-02", "queryPayment", "currencyCode", "EUR")
restates("an_unknown_payment_gets_400", "MOBILEPAY-READ-03", 404, 400, "queryPayment")
tells("no_payment_is_found", "MOBILEPAY-READ-04", "queryPaymentIds", "paymentIds", [])


@answering("MOBILEPAY-READ-05", "queryPaymentIds")
def every_payment_of_an_order_is_found(visit: Visit, proceed: Proceed) -> Response:
    return _listing(visit, proceed, "orderId=", "Reserved")


@answering("MOBILEPAY-READ-06", "queryPaymentIds")
def cancelled_payments_are_listed(visit: Visit, proceed: Proceed) -> Response:
    return _listing(visit, proceed, "posId=", "CancelledByClient")


@answering("MOBILEPAY-READ-07", "queryPaymentIds")
def captured_payments_are_not_found(visit: Visit, proceed: Proceed) -> Response:
    captured = "state=Captured" in visit.request.target
    return success({"paymentIds": []}) if captured else proceed(visit)


tells("a_store_hides_its_city", "MOBILEPAY-READ-12", "getStore", "storeCity", ...)
tells(
    "a_detailed_store_hides_its_brand", "MOBILEPAY-READ-12", "getDetailedStores", "0.brandName", ...
)
restates("an_unknown_store_gets_409", "MOBILEPAY-READ-13", 404, 409, "getStore")
tells(
    "a_till_forgets_who_is_first",
    "MOBILEPAY-READ-14",
    "getPos",
    "requirePaymentBeforeCheckin",
    False,
)
restates("an_unknown_tills_check_in_gets_409", "MOBILEPAY-READ-15", 404, 409, "getCheckIn")


@answering("MOBILEPAY-READ-16", "deletePos")
def a_deleted_till_is_still_there(visit: Visit, proceed: Proceed) -> Response:
    points = visit.session.state.points
    kept = points.get(visit.path["posid"])
    response = proceed(visit)
    if kept is not None:
        points[kept.id] = kept
    return response


@answering("MOBILEPAY-READ-17", "getPosWithFilter")
def a_till_is_not_found_by_its_beacon(visit: Visit, proceed: Proceed) -> Response:
    by_beacon = "beaconId=" in visit.request.target
    return success({"posIds": []}) if by_beacon else proceed(visit)


tells("a_check_in_tells_no_delay", "MOBILEPAY-READ-18", "getCheckIn", "pollDelayInMs", ...)
tells("nobody_ever_checks_in", "MOBILEPAY-READ-19", "getCheckIn", "isUserCheckedIn", False)
tells("a_refund_hides_its_order", "MOBILEPAY-READ-20", "getRefund", "refundOrderId", ...)
tells("no_refund_is_found", "MOBILEPAY-READ-21", "queryRefundIds", "refundIds", [])


@answering("MOBILEPAY-READ-24", "queryPayment")
def any_payment_tells_of_parts(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    early = payment is not None and payment.status == "Initiated"
    return edited(response, "partialCapturePossible", False) if early else response


@answering("MOBILEPAY-READ-24", "queryPayment")
def a_reserved_payment_tells_of_parts_in_text(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    reserved = payment is not None and payment.status == "Reserved"
    return edited(response, "partialCapturePossible", "true") if reserved else response


def _listing(visit: Visit, proceed: Proceed, asked: str, status: str) -> Response:
    response = proceed(visit)
    if asked not in visit.request.target or response.status != 200:
        return response
    every = visit.session.state.payments.values()
    order = visit.request.target.partition("orderId=")[2].partition("&")[0]
    found = [one.id for one in every if one.order == order and one.status in (status, "Initiated")]
    return success({"paymentIds": found})


@answering("MOBILEPAY-READ-33", "getStores")
def two_filters_find_no_store(visit: Visit, proceed: Proceed) -> Response:
    both = "merchantBrandId=" in visit.request.target and "&" in visit.request.target
    response = proceed(visit)
    return success({"storeIds": []}) if both and response.status == 200 else response

"""
Liars about payments that are read back, and in lists of payments.
"""

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    answering,
    asked_for,
    ignores,
    instead,
    on_success,
    overlooks,
)
from payconform.providers.maib.faults.lists import counting_the_page
from payconform.providers.maib.refusals import success
from payconform.providers.maib.state import Payment
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.session import Ring
from payconform.simulator.visit import Visit

KNOWN = {
    "sortBy": ("orderId", "amount", "status", "executedAt"),
    "order": ("asc", "desc"),
    "status": ("Executed", "Refunded"),
}


@answering("MAIB-READ-60", "getPayment")
def details_lack_the_pay_id(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.payId", ...)


@answering("MAIB-READ-61", "getPayment")
def the_payer_is_masked(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.payerIban", "MD88****0140")


@answering("MAIB-READ-62", "getPayment")
def a_payment_reads_as_settled(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b'"Executed"' in response.body:
        return edited(response, "result.status", "Settled")
    return response


@answering("MAIB-READ-63", "getPayment")
def execution_is_in_epoch_seconds(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.executedAt", 1760000000)


@answering("MAIB-READ-64", "getPayment")
def the_reference_id_is_too_long(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.referenceId", "MIA2024112910565")


@answering("MAIB-READ-65", "getPayment")
def a_payment_lacks_its_extension(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.extensionId", ...)


@answering("MAIB-READ-66", "getPayment")
def an_unknown_payment_reads_as_nothing(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return success({}) if b"14003" in response.body else response


@answering("MAIB-READ-70", "listPayments")
def total_count_of_payments_is_text(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.totalCount", "3")


ignores("count_of_payments_is_ignored", "MAIB-READ-71", "listPayments", "count")
ignores("offset_of_payments_is_ignored", "MAIB-READ-72", "listPayments", "offset")


@answering("MAIB-READ-73", "listPayments")
def the_newest_payment_comes_first_unasked(visit: Visit, proceed: Proceed) -> Response:
    return proceed(visit if "order" in asked_for(visit) else instead(visit, order="desc"))


ignores("order_of_payments_is_ignored", "MAIB-READ-74", "listPayments", "order")


@answering("MAIB-READ-75", "listPayments")
def payments_are_not_sorted_by_amount(visit: Visit, proceed: Proceed) -> Response:
    by_amount = asked_for(visit).get("sortBy") == "amount"
    return proceed(instead(visit, sortBy=...) if by_amount else visit)


@answering("MAIB-READ-76", "listPayments")
def payments_cannot_be_sorted_by_status(visit: Visit, proceed: Proceed) -> Response:
    by_status = asked_for(visit).get("sortBy") == "status"
    return proceed(instead(visit, sortBy="state") if by_status else visit)


ignores("filter_of_payments_by_payment_is_ignored", "MAIB-READ-78", "listPayments", "payId")
ignores("filter_of_payments_by_qr_is_ignored", "MAIB-READ-79", "listPayments", "qrId")
ignores("filter_of_payments_by_order_is_ignored", "MAIB-READ-80", "listPayments", "orderId")
ignores("least_amount_of_payments_is_ignored", "MAIB-READ-81", "listPayments", "amountFrom")
ignores("largest_amount_of_payments_is_ignored", "MAIB-READ-81", "listPayments", "amountTo")


@answering("MAIB-READ-81", "listPayments")
def the_largest_amount_of_payments_is_excluded(visit: Visit, proceed: Proceed) -> Response:
    query = asked_for(visit)
    if "amountTo" not in query:
        return proceed(visit)
    return proceed(instead(visit, amountTo=round(float(query["amountTo"]) - 0.01, 2)))


ignores("filter_of_payments_by_payer_is_ignored", "MAIB-READ-82", "listPayments", "payerName")
ignores("filter_of_payments_by_account_is_ignored", "MAIB-READ-83", "listPayments", "payerIban")
ignores("filter_of_payments_by_status_is_ignored", "MAIB-READ-84", "listPayments", "status")


@answering("MAIB-READ-84", "listPayments")
def refunded_payments_are_not_found(visit: Visit, proceed: Proceed) -> Response:
    refunded = asked_for(visit).get("status") == "Refunded"
    return proceed(instead(visit, orderId="none") if refunded else visit)


ignores("first_execution_of_payments_is_ignored", "MAIB-READ-85", "listPayments", "executedAtFrom")
ignores("last_execution_of_payments_is_ignored", "MAIB-READ-85", "listPayments", "executedAtTo")
ignores("filter_of_payments_by_reference_is_ignored", "MAIB-READ-86", "listPayments", "referenceId")
ignores("filter_of_payments_by_extension_is_ignored", "MAIB-READ-87", "listPayments", "extensionId")
ignores("filter_of_payments_by_text_is_ignored", "MAIB-READ-88", "listPayments", "description")
ignores("filter_of_payments_by_terminal_is_ignored", "MAIB-READ-89", "listPayments", "terminalId")


def _overlooks_unknown(name: str, rule: str, parameter: str) -> None:
    overlooks(name, rule, "listPayments", parameter, lambda value: value not in KNOWN[parameter])


_overlooks_unknown("an_unknown_sort_of_payments_is_ignored", "MAIB-READ-77", "sortBy")
_overlooks_unknown("an_unknown_status_of_payments_is_ignored", "MAIB-READ-90", "status")
_overlooks_unknown("an_unknown_order_of_payments_is_ignored", "MAIB-READ-94", "order")


def _overlooks_long(name: str, parameter: str, limit: int) -> None:
    overlooks(name, "MAIB-READ-98", "listPayments", parameter, lambda value: len(value) > limit)


_overlooks_long("a_long_reference_of_payments_is_ignored", "referenceId", 15)
_overlooks_long("a_long_order_of_payments_is_ignored", "orderId", 100)
_overlooks_long("a_long_terminal_of_payments_is_ignored", "terminalId", 100)
_overlooks_long("a_long_payer_of_payments_is_ignored", "payerName", 200)
_overlooks_long("a_long_account_of_payments_is_ignored", "payerIban", 200)
_overlooks_long("a_long_text_of_payments_is_ignored", "description", 500)


@answering("MAIB-READ-91", "listPayments")
def total_count_is_that_of_the_page_of_payments(visit: Visit, proceed: Proceed) -> Response:
    return counting_the_page(proceed(visit))


EVERYBODYS: Ring[Payment] = Ring()


@answering("MAIB-READ-92", "payTest", "listPayments")
def a_list_holds_everybodys_payments(visit: Visit, proceed: Proceed) -> Response:
    state = visit.session.state
    own = state.payments
    EVERYBODYS.update(own)
    state.payments = EVERYBODYS if visit.operation.id == "listPayments" else own
    response = proceed(visit)
    state.payments = own
    EVERYBODYS.update(own)
    return response

"""
Liars about payments that are read back, and in lists of payments.
"""

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    EVERYONES_PAYMENTS,
    adopting,
    answering,
    asked_for,
    ignores,
    instead,
    misreads,
    overlooks,
    reverses,
    tells,
)
from payconform.providers.maib.faults.lists import counting_the_page
from payconform.providers.maib.simulation.refusals import success
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

tells("details_lack_the_pay_id", "MAIB-READ-60", "getPayment", "result.payId", ...)
tells("the_payer_is_masked", "MAIB-READ-61", "getPayment", "result.payerIban", "MD88****0140")
tells("the_details_tell_a_cent", "MAIB-READ-61", "getPayment", "result.amount", 0.01)
tells(
    "a_payment_reads_as_settled",
    "MAIB-READ-62",
    "getPayment",
    "result.status",
    "Settled",
    b'"Executed"',
)
tells(
    "execution_is_in_epoch_seconds", "MAIB-READ-63", "getPayment", "result.executedAt", 1760000000
)
tells(
    "the_reference_id_is_too_long",
    "MAIB-READ-64",
    "getPayment",
    "result.referenceId",
    "MIA2024112910565",
)
tells("a_payment_lacks_its_extension", "MAIB-READ-65", "getPayment", "result.extensionId", ...)


@answering("MAIB-READ-66", "getPayment")
def an_unknown_payment_reads_as_nothing(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return success({}) if b"14003" in response.body else response


tells("total_count_of_payments_is_text", "MAIB-READ-70", "listPayments", "result.totalCount", "3")
ignores("count_of_payments_is_ignored", "MAIB-READ-71", "listPayments", "count", always=10)
ignores("offset_of_payments_is_ignored", "MAIB-READ-72", "listPayments", "offset", always=0)


reverses("the_newest_payment_comes_first_unasked", "MAIB-READ-73", "listPayments")
ignores("order_of_payments_is_ignored", "MAIB-READ-74", "listPayments", "order")


misreads(
    "payments_are_not_sorted_by_amount", "MAIB-READ-75", "listPayments", "amount", ..., by="sortBy"
)
misreads(
    "payments_cannot_be_sorted_by_status",
    "MAIB-READ-76",
    "listPayments",
    "status",
    "state",
    by="sortBy",
)
ignores("filter_of_payments_by_payment_is_ignored", "MAIB-READ-78", "listPayments", "payId")
ignores("filter_of_payments_by_qr_is_ignored", "MAIB-READ-79", "listPayments", "qrId")
ignores("filter_of_payments_by_order_is_ignored", "MAIB-READ-80", "listPayments", "orderId")
ignores("least_amount_of_payments_is_ignored", "MAIB-READ-81", "listPayments", "amountFrom")
ignores("largest_amount_of_payments_is_ignored", "MAIB-READ-81", "listPayments", "amountTo")


@answering("MAIB-READ-81", "listPayments")
def the_largest_amount_of_payments_is_excluded(visit: Visit, proceed: Proceed) -> Response:
    try:
        largest = float(asked_for(visit)["amountTo"])
    except (KeyError, ValueError):
        return proceed(visit)
    return proceed(instead(visit, amountTo=round(largest - 0.01, 2)))


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
overlooks("an_unknown_sort_of_payments_is_ignored", "MAIB-READ-77", "listPayments", "sortBy")
overlooks("an_unknown_status_of_payments_is_ignored", "MAIB-READ-90", "listPayments", "status")
overlooks("an_unknown_order_of_payments_is_ignored", "MAIB-READ-94", "listPayments", "order")
overlooks("a_long_reference_of_payments_is_ignored", "MAIB-READ-98", "listPayments", "referenceId")
overlooks("a_long_order_of_payments_is_ignored", "MAIB-READ-98", "listPayments", "orderId")
overlooks("a_long_terminal_of_payments_is_ignored", "MAIB-READ-98", "listPayments", "terminalId")
overlooks("a_long_payer_of_payments_is_ignored", "MAIB-READ-98", "listPayments", "payerName")
overlooks("a_long_account_of_payments_is_ignored", "MAIB-READ-98", "listPayments", "payerIban")
overlooks("a_long_text_of_payments_is_ignored", "MAIB-READ-98", "listPayments", "description")


@answering("MAIB-READ-91", "listPayments")
def total_count_is_that_of_the_page_of_payments(visit: Visit, proceed: Proceed) -> Response:
    return counting_the_page(proceed(visit))


@answering("MAIB-READ-92", "payTest", "listPayments")
def a_list_holds_everybodys_payments(visit: Visit, proceed: Proceed) -> Response:
    ids = list(EVERYONES_PAYMENTS) if visit.operation.id == "listPayments" else []
    with adopting(visit.session.state.payments, EVERYONES_PAYMENTS, ids):
        return proceed(visit)

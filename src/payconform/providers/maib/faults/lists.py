"""
Liars in lists of QRs.
"""

import json

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    EVERYONES_QRS,
    adopting,
    answering,
    ignores,
    misreads,
    overlooks,
    reverses,
    tells,
)
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

tells("total_count_is_text", "MAIB-READ-30", "listQrs", "result.totalCount", "3")
ignores("count_of_qrs_is_ignored", "MAIB-READ-31", "listQrs", "count", always=10)
ignores("offset_of_qrs_is_ignored", "MAIB-READ-32", "listQrs", "offset", always=0)


@answering("MAIB-READ-33", "listQrs")
def total_count_is_that_of_the_page(visit: Visit, proceed: Proceed) -> Response:
    return counting_the_page(proceed(visit))


def counting_the_page(response: Response) -> Response:
    """
    The answer as if there were no more entries than those of the page.
    """
    if response.status != 200:
        return response
    return edited(response, "result.totalCount", len(json.loads(response.body)["result"]["items"]))


reverses("the_newest_qr_comes_first_unasked", "MAIB-READ-34", "listQrs")
ignores("order_of_qrs_is_ignored", "MAIB-READ-35", "listQrs", "order")


misreads(
    "qrs_cannot_be_sorted_by_status", "MAIB-READ-36", "listQrs", "status", "state", by="sortBy"
)
misreads("qrs_are_not_sorted_by_order_id", "MAIB-READ-37", "listQrs", "orderId", ..., by="sortBy")
misreads("qrs_are_not_sorted_by_expiry", "MAIB-READ-38", "listQrs", "expiresAt", ..., by="sortBy")
ignores("filter_of_qrs_by_qr_is_ignored", "MAIB-READ-40", "listQrs", "qrId")
ignores("filter_of_qrs_by_order_is_ignored", "MAIB-READ-41", "listQrs", "orderId")
ignores("filter_of_qrs_by_type_is_ignored", "MAIB-READ-42", "listQrs", "type")
ignores("filter_of_qrs_by_amount_type_is_ignored", "MAIB-READ-43", "listQrs", "amountType")
ignores("filter_of_qrs_by_status_is_ignored", "MAIB-READ-44", "listQrs", "status")
ignores("filter_of_qrs_by_description_is_ignored", "MAIB-READ-45", "listQrs", "description")
ignores("least_amount_of_qrs_is_ignored", "MAIB-READ-46", "listQrs", "amountFrom")
ignores("largest_amount_of_qrs_is_ignored", "MAIB-READ-46", "listQrs", "amountTo")
ignores("first_creation_of_qrs_is_ignored", "MAIB-READ-47", "listQrs", "createdAtFrom")
ignores("last_creation_of_qrs_is_ignored", "MAIB-READ-47", "listQrs", "createdAtTo")
ignores("first_expiry_of_qrs_is_ignored", "MAIB-READ-48", "listQrs", "expiresAtFrom")
ignores("last_expiry_of_qrs_is_ignored", "MAIB-READ-48", "listQrs", "expiresAtTo")
ignores("filter_of_qrs_by_extension_is_ignored", "MAIB-READ-49", "listQrs", "extensionId")
ignores("filter_of_qrs_by_terminal_is_ignored", "MAIB-READ-50", "listQrs", "terminalId")
overlooks("an_unknown_sort_of_qrs_is_ignored", "MAIB-READ-39", "listQrs", "sortBy")
overlooks("an_unknown_status_of_qrs_is_ignored", "MAIB-READ-51", "listQrs", "status")
overlooks("an_unknown_order_of_qrs_is_ignored", "MAIB-READ-93", "listQrs", "order")
overlooks("an_unknown_type_of_qrs_is_ignored", "MAIB-READ-95", "listQrs", "type")
overlooks("an_unknown_amount_type_of_qrs_is_ignored", "MAIB-READ-96", "listQrs", "amountType")
overlooks("a_long_order_of_qrs_is_ignored", "MAIB-READ-97", "listQrs", "orderId")
overlooks("a_long_terminal_of_qrs_is_ignored", "MAIB-READ-97", "listQrs", "terminalId")
overlooks("a_long_description_of_qrs_is_ignored", "MAIB-READ-97", "listQrs", "description")


@answering("MAIB-READ-52", "listQrs")
def a_list_shows_every_qr_as_active(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    for number in range(len(json.loads(response.body)["result"]["items"])):
        response = edited(response, f"result.items.{number}.status", "Active")
    return response


@answering("MAIB-READ-53", "createQr", "listQrs")
def a_list_holds_everybodys_qrs(visit: Visit, proceed: Proceed) -> Response:
    ids = list(EVERYONES_QRS) if visit.operation.id == "listQrs" else []
    with adopting(visit.session.state.qrs, EVERYONES_QRS, ids):
        return proceed(visit)


tells(
    "a_list_of_extensions_has_no_total_count",
    "MAIB-READ-59",
    "listExtensions",
    "result.totalCount",
    ...,
)

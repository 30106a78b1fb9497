"""
Liars about reading a QR back.
"""

import json

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, on_success
from payconform.providers.maib.refusals import success
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit


@answering("MAIB-READ-01", "getQr")
def details_lack_the_qr_id(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.qrId", ...)


@answering("MAIB-READ-02", "getQr")
def a_new_qr_reads_as_inactive(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return (
        edited(response, "result.status", "Inactive") if b'"Active"' in response.body else response
    )


@answering("MAIB-READ-03", "getQr")
def amounts_come_back_in_bani(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "result.amount", json.loads(response.body)["result"]["amount"] * 100)


@answering("MAIB-READ-04", "getQr")
def the_redirect_url_is_lost(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.redirectUrl", ...)


@answering("MAIB-READ-05", "getQr")
def an_unknown_qr_reads_as_200(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return success({}) if response.status == 404 else response


@answering("MAIB-READ-06", "getQr")
def an_expired_qr_stays_active(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return (
        edited(response, "result.status", "Active") if b'"Expired"' in response.body else response
    )


@answering("MAIB-READ-07", "getQr")
def updated_at_never_moves(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "result.updatedAt", json.loads(response.body)["result"]["createdAt"])

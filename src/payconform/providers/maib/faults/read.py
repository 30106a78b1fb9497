"""
Liars about the details of a QR.
"""

import json

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked, on_success, tells
from payconform.providers.maib.simulation.refusals import success
from payconform.providers.maib.simulation.state import iso, seconds
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

tells("details_lack_the_qr_id", "MAIB-READ-01", "getQr", "result.qrId", ...)
tells(
    "a_new_qr_reads_as_inactive", "MAIB-READ-02", "getQr", "result.status", "Inactive", b'"Active"'
)


@answering("MAIB-READ-03", "getQr")
def amounts_come_back_in_bani(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "result.amount", json.loads(response.body)["result"]["amount"] * 100)


tells("the_redirect_url_is_lost", "MAIB-READ-04", "getQr", "result.redirectUrl", ...)


@answering("MAIB-READ-05", "getQr")
def an_unknown_qr_reads_as_200(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return success({}) if response.status == 404 else response


tells(
    "an_expired_qr_stays_active", "MAIB-READ-06", "getQr", "result.status", "Active", b'"Expired"'
)


@answering("MAIB-READ-07", "getQr")
def updated_at_never_moves(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    return edited(response, "result.updatedAt", json.loads(response.body)["result"]["createdAt"])


tells(
    "a_static_qr_reads_as_dynamic", "MAIB-READ-11", "getQr", "result.type", "Dynamic", b'"Static"'
)
tells("a_hybrid_qr_reads_as_static", "MAIB-READ-12", "getQr", "result.type", "Static", b'"Hybrid"')
tells("the_extension_is_not_shown", "MAIB-READ-13", "getQr", "result.extensionId", ...)


@answering("MAIB-READ-14", "getQr")
def the_limits_are_swapped(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b'"amountMin"' not in response.body:
        return response
    told = json.loads(response.body)["result"]
    response = edited(response, "result.amountMin", told["amountMax"])
    return edited(response, "result.amountMax", told["amountMin"])


@answering("MAIB-READ-15", "getQr")
def the_url_names_the_qr_id(visit: Visit, proceed: Proceed) -> Response:
    url = f"https://mia-qr.example/1/m/{visit.path.get('qrId')}"
    return on_success(visit, proceed, "result.url", url)


@answering("MAIB-READ-16", "getQr")
def the_expiry_is_local_time_told_as_utc(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status != 200:
        return response
    expiry = seconds(json.loads(response.body)["result"].get("expiresAt") or "")
    return edited(response, "result.expiresAt", iso(expiry + 3 * 3600)) if expiry else response


tells(
    "creation_is_told_as_in_a_letter",
    "MAIB-READ-17",
    "getQr",
    "result.createdAt",
    "21.11.2026 10:32:28",
)


@answering("MAIB-READ-18", "getQr")
def an_idle_static_qr_stays_active(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b'"Inactive"' in response.body and b'"Static"' in response.body:
        return edited(response, "result.status", "Active")
    return response


@answering("MAIB-READ-19", "payTest")
def a_payment_does_not_keep_a_static_qr_active(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    qr = visit.session.state.qrs.get(str(asked(visit).get("qrId")))
    if qr is not None:
        qr.used = qr.created
    return response


@answering("MAIB-READ-20", "getQr")
def an_expired_hybrid_qr_reads_as_inactive(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b'"Expired"' in response.body and b'"Hybrid"' in response.body:
        return edited(response, "result.status", "Inactive")
    return response

"""
Liars about the details of a QR.
"""

import json

from payconform.model import Response
from payconform.providers.maib.faults.lies import answering, asked, on_success
from payconform.providers.maib.refusals import success
from payconform.providers.maib.state import iso, seconds
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


@answering("MAIB-READ-11", "getQr")
def a_static_qr_reads_as_dynamic(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "result.type", "Dynamic") if b'"Static"' in response.body else response


@answering("MAIB-READ-12", "getQr")
def a_hybrid_qr_reads_as_static(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return edited(response, "result.type", "Static") if b'"Hybrid"' in response.body else response


@answering("MAIB-READ-13", "getQr")
def the_extension_is_not_shown(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.extensionId", ...)


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


@answering("MAIB-READ-17", "getQr")
def creation_is_told_as_in_a_letter(visit: Visit, proceed: Proceed) -> Response:
    return on_success(visit, proceed, "result.createdAt", "21.11.2026 10:32:28")


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

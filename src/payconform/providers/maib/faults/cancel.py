"""
Liars about cancelling.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    EVERYONES_QRS,
    adopting,
    answering,
    asked,
    cuts,
    tells,
    tolerates,
)
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit


@answering("MAIB-CANCEL-01", "cancelQr")
def cancel_answers_202(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=202) if response.status == 200 else response


tells("cancel_answers_inactive", "MAIB-CANCEL-02", "cancelQr", "result.status", "Inactive")


@answering("MAIB-CANCEL-03", "cancelQr")
def cancel_changes_nothing(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 200:
        visit.session.state.qrs[visit.path["qrId"]].settled = "Active"
    return response


@answering("MAIB-CANCEL-04", "cancelQr")
def a_second_cancel_succeeds(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"14005" in response.body:
        return success({"qrId": visit.path["qrId"], "status": "Cancelled"})
    return response


tells(
    "a_second_cancel_names_no_qr", "MAIB-CANCEL-05", "cancelQr", "errors.0.errorArgs", ..., b"14005"
)


@answering("MAIB-CANCEL-06", "cancelQr")
def cancelling_an_unknown_qr_succeeds(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"13000" in response.body:
        return success({"qrId": visit.path["qrId"], "status": "Cancelled"})
    return response


tolerates("a_cancel_needs_no_reason", "MAIB-CANCEL-07", "cancelQr", "reason", "none given")
cuts("a_long_reason_is_cut", "MAIB-CANCEL-08", "cancelQr", "reason", 500)


@answering("MAIB-CANCEL-09", "cancelQr")
def a_refused_cancel_cancels(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    qr = visit.session.state.qrs.get(visit.path["qrId"])
    if response.status in (400, 422) and qr is not None:
        qr.settle("Cancelled", visit.session.clock.now())
    return response


@answering("MAIB-CANCEL-10", "createQr", "cancelQr")
def any_merchant_cancels_any_qr(visit: Visit, proceed: Proceed) -> Response:
    with adopting(visit.session.state.qrs, EVERYONES_QRS, visit.path.values()):
        return proceed(visit)


@answering("MAIB-CANCEL-11", "payTest")
def a_cancelled_qr_can_be_paid(visit: Visit, proceed: Proceed) -> Response:
    qr = visit.session.state.qrs.get(asked(visit).get("qrId"))
    if qr is not None and qr.settled == "Cancelled":
        qr.settled = "Active"
    return proceed(visit)


@answering("MAIB-CANCEL-17", "cancelQr")
def a_paid_qr_is_cancelled(visit: Visit, proceed: Proceed) -> Response:
    qr = visit.session.state.qrs.get(visit.path["qrId"])
    if qr is not None and qr.settled == "Paid":
        qr.settled = "Active"
    return proceed(visit)


@answering("MAIB-CANCEL-19", "cancelQr")
def a_static_qr_cannot_be_cancelled(visit: Visit, proceed: Proceed) -> Response:
    qr = visit.session.state.qrs.get(visit.path["qrId"])
    response = proceed(visit)
    if response.status == 200 and qr is not None and qr.type == "Static":
        return refusal(visit, "14006", type=qr.type)
    return response


@answering("MAIB-CANCEL-31", "cancelQr")
def a_cancel_gives_the_payment_back(visit: Visit, proceed: Proceed) -> Response:
    for payment in visit.session.state.payments.values():
        if payment.details["qrId"] == visit.path["qrId"]:
            payment.refunded = payment.amount
            payment.settles = visit.session.clock.now()
    return proceed(visit)

"""
Cancelling a QR, and cancelling the extension of a Hybrid one.
"""

from payconform.model import Response
from payconform.providers.maib.simulation.finding import find_qr
from payconform.providers.maib.simulation.notices import announce
from payconform.providers.maib.simulation.refusals import refusal, success
from payconform.providers.maib.simulation.state import NEVER, Qr
from payconform.simulator.visit import Visit, obeys


@obeys(
    "MAIB-CANCEL-01",
    "MAIB-CANCEL-02",
    "MAIB-CANCEL-03",
    "MAIB-CANCEL-09",
    "MAIB-CANCEL-19",
    "MAIB-CANCEL-27",
    "MAIB-CANCEL-29",
    "MAIB-CANCEL-31",
)
def cancel_qr(visit: Visit) -> Response:
    """
    End an Active QR.
    """
    session = visit.session
    qr = find_qr(visit, visit.path["qrId"])
    if isinstance(qr, Response):
        return qr
    if not visit.body["reason"].strip() and session.choice("blank_reason") == "refuse":
        return refusal(visit, "12000", parameter="reason")
    if refused := _not_cancellable(visit, qr):
        return refused
    qr.settle("Cancelled", session.clock.now())
    qr.reason = visit.body["reason"]
    if session.choice("callback_on_cancel") == "send":
        announce(visit, qr, {"qrStatus": "Cancelled"})
    return success({"qrId": qr.id, "status": "Cancelled"})


@obeys("MAIB-CANCEL-40", "MAIB-CANCEL-42", "MAIB-CANCEL-45")
def cancel_extension(visit: Visit) -> Response:
    """
    Take back the active extension of a Hybrid QR.
    """
    session = visit.session
    qr = find_qr(visit, visit.path["qrId"])
    if isinstance(qr, Response):
        return qr
    if refused := _no_extension(visit, qr):
        return refused
    assert qr.extension is not None
    qr.extension.active = False
    if qr.settled == "Active":
        left = session.choice("status_after_extension_cancel").capitalize()
        qr.settle(left, session.clock.now())
        qr.expires = NEVER
    result = {"extensionId": qr.extension.id}
    if session.choice("extension_cancel_status") == "cancelled":
        result["status"] = "Cancelled"
    return success(result)


@obeys("MAIB-CANCEL-04", "MAIB-CANCEL-05", "MAIB-CANCEL-17")
def _not_cancellable(visit: Visit, qr: Qr) -> Response | None:
    session = visit.session
    status = qr.status(session.clock.now())
    if status == "Cancelled":
        return refusal(visit, "14005", qrId=qr.id)
    if qr.type == "Hybrid" and session.choice("cancel_hybrid") == "invalid_type":
        return refusal(visit, "14006", type=qr.type)
    if qr.type == "Static" and qr.paid:
        return _unless(visit, "cancel_paid_static", status)
    if status == "Paid" and session.choice("cancel_paid") == "invalid_request":
        return refusal(visit, "12001", error="the QR is paid")
    if status == "Paid":
        return refusal(visit, "14019", state=status)
    if status != "Active":
        return _unless(visit, f"cancel_{status.lower()}", status)
    return None


def _no_extension(visit: Visit, qr: Qr) -> Response | None:
    session = visit.session
    status = qr.status(session.clock.now())
    if qr.type != "Hybrid":
        if session.choice("cancel_extension_of_other_type") == "invalid_type":
            return refusal(visit, "14006", type=qr.type)
        return refusal(visit, "14019", state=status)
    if qr.extension is None or not qr.extension.active:
        if session.choice("cancel_no_extension") == "not_found":
            return refusal(visit, "13000", qrId=qr.id)
        return refusal(visit, "14019", state=status)
    if status in ("Cancelled", "Paid", "Expired"):
        return _unless(visit, f"cancel_extension_of_{status.lower()}", status)
    return None if status == "Active" else refusal(visit, "14019", state=status)


def _unless(visit: Visit, switch: str, status: str) -> Response | None:
    if visit.session.choice(switch) == "accept":
        return None
    return refusal(visit, "14019", state=status)

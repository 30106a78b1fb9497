"""
Liars that let others be served between what they read and what they write.
"""

from payconform.model import Response
from payconform.providers.maib.faults.lies import asked, yielding
from payconform.providers.maib.simulation.state import Qr
from payconform.simulator.faults import Later, met
from payconform.simulator.visit import Visit


@yielding("MAIB-CANCEL-27", "cancelQr")
async def two_cancels_at_once_both_succeed(visit: Visit, proceed: Later) -> Response:
    return await _overlooking("Cancelled", visit, proceed, visit.path["qrId"])


@yielding("MAIB-CANCEL-29", "cancelQr", "payTest")
async def a_cancel_and_a_payment_at_once_both_succeed(visit: Visit, proceed: Later) -> Response:
    if visit.operation.id == "cancelQr":
        return await _overlooking("Paid", visit, proceed, visit.path["qrId"])
    return await _overlooking("Cancelled", visit, proceed, str(asked(visit).get("qrId")))


async def _overlooking(change: str, visit: Visit, proceed: Later, qr_id: str) -> Response:
    """
    The answer of one who saw an Active QR, met another visit, and overlooks what that changed.
    """
    qr: Qr | None = visit.session.state.qrs.get(qr_id)
    if qr is not None and qr.status(visit.session.clock.now()) == "Active":
        await met(visit)
        if qr.settled == change:
            qr.settled = "Active"
    return await proceed(visit)

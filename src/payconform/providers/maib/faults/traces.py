"""
Liars whose refusals leave traces, and liars that take what lies far beyond a limit: what only a
machine finds.
"""

from collections.abc import Callable
from typing import Any

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    answering,
    asked,
    held,
    takes,
)
from payconform.providers.maib.simulation.state import Extension, Payment, Qr
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

FAR = 1_000_000  # lei, beyond all that stories ask for


def _qr(visit: Visit) -> Qr | None:
    qr: Qr | None = visit.session.state.qrs.get(str(visit.path.get("qrId")))
    return qr


def _payment(visit: Visit) -> Payment | None:
    payment: Payment | None = visit.session.state.payments.get(visit.path.get("payId", ""))
    return payment


def _is_object(visit: Visit) -> bool:
    return visit.request.body.strip().startswith(b"{") and (
        bool(asked(visit)) or visit.request.body.strip() == b"{}"
    )


def _is_number(value: Any) -> bool:
    return type(value) in (int, float)


def _refused(response: Response) -> bool:
    return 400 <= response.status < 500 and response.status not in (401, 405)


# --- what a refusal leaves ---


@answering("MAIB-FUZZ-02", "cancelQr")
def a_cancel_that_is_no_json_object_cancels(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    if qr is not None and _refused(response) and not _is_object(visit):
        qr.settle("Cancelled", visit.session.clock.now())
    return response


@answering("MAIB-FUZZ-02", "cancelExtension")
def an_extension_is_cancelled_before_its_reason_is_looked_at(
    visit: Visit, proceed: Proceed
) -> Response:
    response, qr = proceed(visit), _qr(visit)
    reason = held(visit, "reason")
    misread = not _is_object(visit) or (reason is not ... and not isinstance(reason, str))
    if qr is not None and qr.extension and _refused(response) and misread:
        qr.extension.active = False
        qr.settle("Inactive", visit.session.clock.now())
    return response


@answering("MAIB-FUZZ-02", "createQr")
def a_qr_is_kept_before_its_amount_is_looked_at(visit: Visit, proceed: Proceed) -> Response:
    response, terms = proceed(visit), asked(visit)
    if b'"parameter": "amount' in response.body:
        _keep(visit, str(terms.get("type")), terms.get("orderId"))
    return response


@answering("MAIB-FUZZ-02", "createHybridQr")
def a_hybrid_is_kept_before_its_extension_is_looked_at(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if _refused(response):
        _keep(visit, "Hybrid", held(visit, "extension.orderId"))
    return response


def _keep(visit: Visit, kind: str, order: Any) -> None:
    if not isinstance(order, str):
        return
    session = visit.session
    now, asked_ = session.clock.now(), {"type": kind, "amountType": "Fixed", "currency": "MDL"}
    qr = Qr(session.guid(), "https://mia-qr.example/1/m/kept", asked_, now, now, now)
    qr.extension = Extension(session.guid(), {"orderId": order})
    session.state.qrs[qr.id] = qr


@answering("MAIB-FUZZ-02", "createExtension")
def a_refused_extension_leaves_its_description(visit: Visit, proceed: Proceed) -> Response:
    response, qr, text = proceed(visit), _qr(visit), held(visit, "description")
    if qr is not None and _refused(response) and isinstance(text, str):
        qr.asked = {**qr.asked, "description": text}
    return response


@answering("MAIB-FUZZ-02", "refundPayment")
def a_negative_refund_counts_as_refunded(visit: Visit, proceed: Proceed) -> Response:
    response, payment, amount = proceed(visit), _payment(visit), held(visit, "amount")
    if payment is not None and _is_number(amount) and amount < 0:
        payment.settles = visit.session.clock.now()
    return response


@answering("MAIB-FUZZ-02", "payTest")
def a_qr_is_marked_paid_before_the_amount_is_looked_at(visit: Visit, proceed: Proceed) -> Response:
    response, amount = proceed(visit), held(visit, "amount")
    qr = visit.session.state.qrs.get(str(held(visit, "qrId")))
    if qr is not None and _refused(response) and _is_number(amount) and not 0 < amount < FAR:
        qr.settle("Paid", visit.session.clock.now())
    return response


# --- what lies far beyond a limit ---

takes(
    "an_amount_beyond_all_numbers_is_taken",
    "MAIB-CREATE-13",
    "createQr",
    "amount",
    lambda amount: _is_number(amount) and amount > FAR,
    1,
)


def _long(most: int) -> Callable[[Any], bool]:
    return lambda text: isinstance(text, str) and len(text) > most and not text.isascii()


takes(
    "a_long_reason_of_an_extension_outside_ascii_is_taken",
    "MAIB-CANCEL-43",
    "cancelExtension",
    "reason",
    _long(500),
    "long",
)

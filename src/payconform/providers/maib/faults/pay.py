"""
Liars about the sandbox's payment.
"""

from dataclasses import replace

from payconform.model import Response
from payconform.providers.maib.faults.lies import (
    answering,
    asked,
    changed,
    cuts,
    on_success,
    takes,
    tells,
    tolerates,
)
from payconform.providers.maib.simulation.refusals import refusal
from payconform.providers.maib.simulation.state import Qr
from payconform.simulator.faults import Proceed
from payconform.simulator.visit import Visit

tells("a_payment_has_no_id", "MAIB-PAY-01", "payTest", "result.payId", ...)


@answering("MAIB-PAY-02", "payTest")
def a_paid_qr_stays_active(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if response.status == 200:
        visit.session.state.qrs[asked(visit)["qrId"]].settled = "Active"
    return response


tells("the_payer_is_another", "MAIB-PAY-03", "payTest", "result.payerName", "Somebody Else")


@answering("MAIB-PAY-04", "payTest")
def paying_an_unknown_qr_gets_409(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, status=409) if response.status == 404 else response


def _qr(visit: Visit) -> Qr | None:
    qr: Qr | None = visit.session.state.qrs.get(asked(visit).get("qrId"))
    return qr


@answering("MAIB-PAY-07", "payTest")
def a_payment_of_a_static_qr_has_no_id(visit: Visit, proceed: Proceed) -> Response:
    qr = _qr(visit)
    if qr is None or qr.type != "Static":
        return proceed(visit)
    return on_success(visit, proceed, "result.payId", ...)


@answering("MAIB-PAY-08", "payTest")
def a_static_qr_is_paid_only_once(visit: Visit, proceed: Proceed) -> Response:
    qr = _qr(visit)
    if qr is not None and qr.type == "Static" and qr.paid:
        return refusal(visit, "14019", state="Paid")
    return proceed(visit)


@answering("MAIB-PAY-09", "payTest")
def a_paid_hybrid_qr_stays_active(visit: Visit, proceed: Proceed) -> Response:
    response, qr = proceed(visit), _qr(visit)
    if qr is not None and (qr.type, qr.settled) == ("Hybrid", "Paid"):
        qr.settled = "Active"
    return response


@answering("MAIB-PAY-10", "payTest")
def without_a_qr_id_the_newest_qr_is_paid(visit: Visit, proceed: Proceed) -> Response:
    qrs = visit.session.state.qrs
    nameless = "qrId" not in asked(visit) and qrs
    return proceed(changed(visit, qrId=next(reversed(qrs))) if nameless else visit)


tolerates("a_payment_needs_no_amount", "MAIB-PAY-11", "payTest", "amount", 50.0)
tolerates("a_payment_needs_no_iban", "MAIB-PAY-12", "payTest", "iban", "unknown")
tolerates("a_payment_needs_no_currency", "MAIB-PAY-13", "payTest", "currency", "MDL")
tolerates("a_payment_needs_no_payer", "MAIB-PAY-14", "payTest", "payerName", "unknown")
takes(
    "a_payment_in_euros_is_taken_for_lei",
    "MAIB-PAY-15",
    "payTest",
    "currency",
    lambda value: value == "EUR",
    "MDL",
)
cuts("a_long_iban_is_cut", "MAIB-PAY-16", "payTest", "iban", 100)
cuts("a_long_payer_name_is_cut", "MAIB-PAY-17", "payTest", "payerName", 200)
tells(
    "the_payment_is_dated_in_epoch_seconds",
    "MAIB-PAY-18",
    "payTest",
    "result.executedAt",
    1760000000,
)
tells("the_order_of_a_payment_is_lost", "MAIB-PAY-19", "payTest", "result.orderId", None)
tells("the_commission_is_text", "MAIB-PAY-20", "payTest", "result.commission", "0.50")

"""
Liars about calls whose answers are lost, or still to come.
"""

from weakref import WeakKeyDictionary

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import answering, payment_of, refund_of
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.providers.mobilepay.simulation.state import Payment, Pos, Refund
from payconform.simulator.faults import Proceed
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

CREATES = ("initiatePayment", "preparePayment", "createPos")
DELETED: WeakKeyDictionary[Session, dict[str, Pos]] = WeakKeyDictionary()
STUCK = "stuck"


@answering("MOBILEPAY-CREATE-60", *CREATES)
def a_lost_answer_is_forgotten(visit: Visit, proceed: Proceed) -> Response:
    return _forgotten(visit, proceed)


@answering("MOBILEPAY-CREATE-61", "createRefund")
def a_lost_refund_is_made_again(visit: Visit, proceed: Proceed) -> Response:
    response = _forgotten(visit, proceed)
    if visit.lost:
        _give_back(visit)
    return response


@answering("MOBILEPAY-CREATE-62", "deletePos")
def a_repeated_deletion_brings_the_till_back(visit: Visit, proceed: Proceed) -> Response:
    points, deleted = visit.session.state.points, DELETED.setdefault(visit.session, {})
    name = visit.path["posid"]
    if name in deleted:
        points[name] = deleted.pop(name)
        return Response(200)
    if name in points:
        deleted[name] = points[name]
    return proceed(visit)


@answering("MOBILEPAY-CREATE-65", *CREATES, "createRefund")
def what_still_runs_is_begun_again(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if visit.late:
        visit.session.state.keys.clear()
        _give_back(visit)
        for payment in visit.session.state.payments.values():
            payment.status = "Captured" if payment.captured else "Reserved"
        for pos in visit.session.state.points.values():
            pos.terms |= {"merchantPosId": pos.id, "beaconId": pos.id}
    return response


@answering("MOBILEPAY-CANCEL-60", "cancelPayment")
def a_lost_cancel_is_lost_for_ever(visit: Visit, proceed: Proceed) -> Response:
    return _stuck(visit, proceed, payment_of(visit), "1300")


@answering("MOBILEPAY-CANCEL-61", "cancelRefund")
def a_lost_cancel_of_a_refund_is_lost_for_ever(visit: Visit, proceed: Proceed) -> Response:
    return _stuck(visit, proceed, refund_of(visit), "1352")


@answering("MOBILEPAY-PAY-60", "capturePayment")
def a_lost_capture_cannot_be_repeated(visit: Visit, proceed: Proceed) -> Response:
    return _stuck(visit, proceed, payment_of(visit), "1304")


def _forgotten(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if visit.lost:
        visit.session.state.keys.clear()
    return response


def _give_back(visit: Visit) -> None:
    for refund in visit.session.state.refunds.values():
        refund.status = "CancelledByClient"


def _stuck(visit: Visit, proceed: Proceed, thing: Payment | Refund | None, code: str) -> Response:
    if thing is None:
        return proceed(visit)
    if STUCK in thing.terms:
        return refusal(visit, code)
    before = thing.status
    response = proceed(visit)
    if visit.lost:
        thing.status = before
        thing.terms[STUCK] = True
    return response

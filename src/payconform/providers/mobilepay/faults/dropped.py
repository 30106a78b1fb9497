"""
Liars about stores and names, and about what older revisions asked for.
"""

from weakref import WeakKeyDictionary

from payconform.model import Response
from payconform.providers.mobilepay.calls import NAME
from payconform.providers.mobilepay.faults.lies import (
    answering,
    asked,
    code_of,
    recodes,
    restates,
)
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

GONE: WeakKeyDictionary[Session, set[str]] = WeakKeyDictionary()
OLD = {"1308": "1330", "1367": "1350", "1366": "1353"}

recodes(
    "a_store_that_is_not_activated_gets_1000",
    "MOBILEPAY-CREATE-82",
    "1204",
    "1000",
    "initiatePayment",
    "preparePayment",
)
restates("an_unknown_payment_is_not_ready_yet", "MOBILEPAY-CREATE-83", 404, 409, "paymentReady")
recodes("a_store_without_money_gets_1367", "MOBILEPAY-REFUND-40", "1368", "1367", "createRefund")


@answering("MOBILEPAY-CREATE-84", "createPos", "deletePos")
def the_beacon_of_a_deleted_till_stays_taken(visit: Visit, proceed: Proceed) -> Response:
    gone = GONE.setdefault(visit.session, set())
    if visit.operation.id == "createPos" and asked(visit).get("beaconId") in gone:
        return refusal(visit, "1202")
    pos = visit.session.state.points.get(visit.path.get("posid", ""))
    if pos is not None:
        gone.add(pos.beacon)
    return proceed(visit)


@answering("MOBILEPAY-CREATE-85", "createPos")
def a_beacon_of_digits_is_none(visit: Visit, proceed: Proceed) -> Response:
    digits = str(asked(visit).get("beaconId")).isdecimal()
    return refusal(visit, "1100") if digits else proceed(visit)


@answering("MOBILEPAY-CREATE-86", "createPos")
def one_merchant_takes_the_names_of_all(visit: Visit, proceed: Proceed) -> Response:
    points, name = visit.session.state.points.values(), asked(visit).get("merchantPosId")
    taken = any(pos.terms["merchantPosId"] == name for pos in points)
    return refusal(visit, "1200") if taken else proceed(visit)


@answering("MOBILEPAY-CREATE-87", "createPos")
def each_merchant_has_beacons_of_its_own(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if code_of(response) != "1202":
        return response
    points = visit.session.state.points
    wanted = asked(visit).get("beaconId")
    hidden = {name: pos for name, pos in points.items() if pos.beacon == wanted}
    for name in hidden:
        del points[name]
    response = proceed(visit)
    points.update(hidden)
    return response


@answering("MOBILEPAY-ERROR-40", "getStores", "initiatePayment")
def a_client_name_is_asked_for(visit: Visit, proceed: Proceed) -> Response:
    named = visit.request.header(NAME) is not None
    return proceed(visit) if named else refusal(visit, "1152")


@answering("MOBILEPAY-ERROR-43", "capturePayment", "createRefund")
def a_refusal_has_a_withdrawn_code(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    old = OLD.get(code_of(response))
    return edited(response, "code", old) if old else response

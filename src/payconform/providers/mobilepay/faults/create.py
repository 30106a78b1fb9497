"""
Liars about new payments and points of sale, and about idempotency keys.
"""

from weakref import WeakKeyDictionary

from payconform.model import Response
from payconform.providers.mobilepay.calls import KEY
from payconform.providers.mobilepay.faults.lies import (
    answering,
    asked,
    code_of,
    leaves,
    lets_pass,
    payment_of,
    recodes,
    tells,
    yielding,
)
from payconform.providers.mobilepay.simulation.answers import refusal, success
from payconform.providers.mobilepay.simulation.state import OWNERS
from payconform.simulator.faults import Later, Proceed, met
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

HOUR = 3600.0
CREATES = ("initiatePayment", "preparePayment", "createPos")
GONE: WeakKeyDictionary[Session, set[str]] = WeakKeyDictionary()

tells("a_payment_id_is_a_number", "MOBILEPAY-CREATE-01", "initiatePayment", "paymentId", 1)
tells("a_prepared_id_is_a_number", "MOBILEPAY-CREATE-02", "preparePayment", "paymentId", 1)
tells("a_pos_id_is_a_number", "MOBILEPAY-CREATE-15", "createPos", "posId", 1)
tells("the_servers_beacon_is_not_shown", "MOBILEPAY-CREATE-16", "getPos", "beaconId", ...)


@answering("MOBILEPAY-CREATE-03", "initiatePayment")
def a_new_payment_is_issued_to_nobody(visit: Visit, proceed: Proceed) -> Response:
    return _starting(visit, proceed, "IssuedToUser")


@answering("MOBILEPAY-CREATE-04", "preparePayment")
def a_prepared_payment_is_initiated(visit: Visit, proceed: Proceed) -> Response:
    return _starting(visit, proceed, "Initiated")


@answering("MOBILEPAY-CREATE-06", "preparePayment")
def a_till_prepares_beside_an_active_payment(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    busy = code_of(response) == "1301"
    return success({"paymentId": visit.session.guid()}) if busy else response


@answering("MOBILEPAY-CREATE-07", "initiatePayment")
def a_cancelled_payment_blocks_its_till(visit: Visit, proceed: Proceed) -> Response:
    return _blocking(visit, proceed, "CancelledByClient")


@answering("MOBILEPAY-CREATE-08", "initiatePayment")
def a_reserved_payment_blocks_its_till(visit: Visit, proceed: Proceed) -> Response:
    return _blocking(visit, proceed, "Reserved")


recodes("an_unknown_till_gets_404", "MOBILEPAY-CREATE-09", "1000", "404", "initiatePayment")


@answering("MOBILEPAY-CREATE-10", "paymentReady")
def ready_forgets_the_amount(visit: Visit, proceed: Proceed) -> Response:
    response, payment = proceed(visit), payment_of(visit)
    if payment is not None and payment.status == "Initiated":
        payment.terms.pop("amount", None)
    return response


lets_pass("any_payment_is_made_ready", "MOBILEPAY-CREATE-11", "1303", "paymentReady")
leaves(
    "a_check_in_does_not_pair",
    "MOBILEPAY-CREATE-12",
    "userSimulationCheckin",
    ("Paired", "Prepared"),
)
leaves(
    "a_paired_payment_is_not_issued",
    "MOBILEPAY-CREATE-13",
    "paymentReady",
    ("IssuedToUser", "Initiated"),
)
recodes("a_taken_name_gets_1202", "MOBILEPAY-CREATE-17", "1200", "1202", "createPos")
recodes("a_taken_beacon_gets_1200", "MOBILEPAY-CREATE-18", "1202", "1200", "createPos")
recodes("an_unknown_store_gets_404", "MOBILEPAY-CREATE-19", "1002", "404", "createPos")


@answering("MOBILEPAY-CREATE-20", "createPos", "deletePos")
def the_name_of_a_deleted_till_stays_taken(visit: Visit, proceed: Proceed) -> Response:
    gone = GONE.setdefault(visit.session, set())
    if visit.operation.id == "createPos" and asked(visit).get("merchantPosId") in gone:
        return refusal(visit, "1200")
    pos = visit.session.state.points.get(visit.path.get("posid", ""))
    if pos is not None:
        gone.add(pos.terms["merchantPosId"])
    return proceed(visit)


@answering("MOBILEPAY-CREATE-30", *CREATES)
def keys_are_ignored(visit: Visit, proceed: Proceed) -> Response:
    visit.session.state.keys.clear()
    return proceed(visit)


@answering("MOBILEPAY-CREATE-31", "createRefund")
def a_repeated_refund_is_another_one(visit: Visit, proceed: Proceed) -> Response:
    visit.session.state.keys.clear()
    for refund in visit.session.state.refunds.values():
        refund.status = "CancelledByClient"
    return proceed(visit)


@answering("MOBILEPAY-CREATE-32", *CREATES)
def a_key_hides_another_request(visit: Visit, proceed: Proceed) -> Response:
    known = visit.session.state.keys.get(visit.request.header(KEY) or "")
    response = proceed(visit)
    return known.answer if known and code_of(response) == "1306" else response


@answering("MOBILEPAY-CREATE-34", "createPos")
def a_key_is_forgotten_after_an_hour(visit: Visit, proceed: Proceed) -> Response:
    keys, now = visit.session.state.keys, visit.session.clock.now()
    for name in [name for name, known in keys.items() if now - known.at > HOUR]:
        del keys[name]
    return proceed(visit)


@yielding("MOBILEPAY-CREATE-36", "initiatePayment")
async def two_calls_at_once_make_two_payments(visit: Visit, proceed: Later) -> Response:
    known = visit.request.header(KEY) in visit.session.state.keys
    await met(visit)
    if not known:
        visit.session.state.keys.clear()
        for payment in visit.session.state.payments.values():
            payment.status = "Reserved"
    return await proceed(visit)


def _starting(visit: Visit, proceed: Proceed, status: str) -> Response:
    response = proceed(visit)
    if response.status == 200:
        newest = next(reversed(visit.session.state.payments.values()))
        newest.status = status
    return response


def _blocking(visit: Visit, proceed: Proceed, status: str) -> Response:
    pos = asked(visit).get("posId")
    payments = visit.session.state.payments.values()
    if any(one.pos == pos and one.status == status for one in payments):
        return refusal(visit, "1301")
    return proceed(visit)


@answering("MOBILEPAY-CREATE-50", "preparePayment")
def a_deleted_point_of_sale_takes_payments(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    known = str(asked(visit).get("posId")) in OWNERS
    taken = known and code_of(response) == "1000"
    return success({"paymentId": visit.session.guid()}) if taken else response

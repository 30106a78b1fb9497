"""
Liars about who may check in, and about what is told of who did.
"""

from payconform.model import Response
from payconform.providers.mobilepay.faults.lies import answering, asked, tells
from payconform.providers.mobilepay.simulation.people import CANNOT
from payconform.simulator.faults import Proceed, edited
from payconform.simulator.visit import Visit

tells("ids_of_loyalty_are_numbers", "MOBILEPAY-READ-43", "getCheckIn", "loyaltyIds", [123456])
tells("a_receipt_token_is_a_number", "MOBILEPAY-READ-43", "queryPayment", "customerReceiptToken", 1)


@answering("MOBILEPAY-READ-50", "getCheckIn")
def a_till_remembers_who_left(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    pos = visit.session.state.points.get(visit.path["posid"])
    if pos is not None and pos.met and not pos.user:
        return edited(response, "customerToken", "0" * 40)
    return response


@answering("MOBILEPAY-READ-51", "userSimulationCheckin")
def a_user_checks_in_before_there_is_a_payment(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    for pos in visit.session.state.points.values():
        if response is CANNOT and pos.beacon == asked(visit).get("beaconId"):
            pos.user = asked(visit)["phoneNumber"]
    return response


@answering("MOBILEPAY-READ-52", "userSimulationCheckin")
def nobody_checks_in_after_a_payment(visit: Visit, proceed: Proceed) -> Response:
    points = visit.session.state.points.values()
    mine = [pos for pos in points if pos.beacon == asked(visit).get("beaconId")]
    first = any(pos.terms["requirePaymentBeforeCheckin"] for pos in mine)
    return CANNOT if first else proceed(visit)


@answering("MOBILEPAY-READ-53", "getPos")
def a_payment_comes_first_unless_told_otherwise(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    ok = response.status == 200
    return edited(response, "requirePaymentBeforeCheckin", True) if ok else response

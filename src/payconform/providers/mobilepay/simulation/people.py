"""
Whoever is not the client: users by the sandbox's simulation, MobilePay by events.
"""

import json
from collections.abc import Mapping
from functools import partial

from payconform.model import Response
from payconform.providers.mobilepay.calls import BRAND, LOCATION
from payconform.providers.mobilepay.simulation.answers import JSON, done, success
from payconform.providers.mobilepay.simulation.passing import (
    done_by,
    paid_so_far,
    payments,
    refunded_so_far,
)
from payconform.providers.mobilepay.simulation.paying import check_in, leave
from payconform.providers.mobilepay.simulation.state import Payment, Pos
from payconform.providers.mobilepay.simulation.users import without_card
from payconform.providers.mobilepay.states import ACTIVE
from payconform.simulator.outbox import Letter
from payconform.simulator.visit import Visit, obeys

DELAYS = (1.0, 60.0, 60.0, 60.0)  # three retries; how far apart, no page tells
DISALLOWED = {
    "stays": "IssuedToUser",
    "cancelled": "CancelledByMobilePay",
    "reserved": "Reserved",
}
AT_USER = {
    "Reserved": ("IssuedToUser",),
    "CancelledByMobilePay": ("IssuedToUser",),
    "CancelledByUser": ("IssuedToUser", "Paired"),
}
CANNOT = Response(409)  # what user simulation refuses with, no page tells


@obeys("MOBILEPAY-CREATE-12", "MOBILEPAY-READ-51", "MOBILEPAY-READ-52")
def checkin(visit: Visit) -> Response:
    """
    A user checks in at a point of sale.
    """
    pos = _pos(visit)
    if pos is None:
        return CANNOT
    first = pos.terms["requirePaymentBeforeCheckin"]
    if first and not any(one.status in ACTIVE for one in payments(visit, pos.id)):
        return CANNOT
    phone = visit.body["phoneNumber"]

    def arrive(now: float) -> None:
        pos.user, pos.met = phone, now
        check_in(visit, pos)

    done_by(visit, "user_steps", arrive)
    announce(visit, pos)
    return done(visit)


@obeys("MOBILEPAY-PAY-01", "MOBILEPAY-PAY-41", "MOBILEPAY-CANCEL-25")
def accept(visit: Visit) -> Response:
    """
    A user accepts the payment that was issued to it.
    """
    payment = _issued(visit, *AT_USER["Reserved"])
    if payment is None or payment.user != visit.body["phoneNumber"]:
        return CANNOT
    status = "Reserved"
    if without_card(payment):
        status = DISALLOWED[visit.session.choice("disallowed_card")]
    if status == payment.status:
        return CANNOT
    done_by(visit, "user_steps", partial(_moves, visit, payment, status))
    return done(visit)


@obeys("MOBILEPAY-CANCEL-14", "MOBILEPAY-CANCEL-15")
def cancel_by_user(visit: Visit) -> Response:
    """
    The user cancels the payment in the app.
    """
    payment = _issued(visit, *AT_USER["CancelledByUser"])
    if payment is None:
        return CANNOT
    done_by(visit, "user_steps", partial(_moves, visit, payment, "CancelledByUser"))
    return done(visit)


def cancel_payment(visit: Visit) -> Response:
    """
    Event: MobilePay cancels an active payment.
    """
    payment = visit.session.state.payments.get(str(visit.body["paymentId"]))
    if payment is None or paid_so_far(visit, payment).status not in ACTIVE:
        return Response(409, JSON, b'"no active payment"')
    payment.move("CancelledByMobilePay", visit.session.clock.now())
    leave(visit, payment)
    return success({"status": payment.status})


def reject_refund(visit: Visit) -> Response:
    """
    Event: MobilePay cannot reserve a refund, and cancels it.
    """
    refund = visit.session.state.refunds.get(str(visit.body["refundId"]))
    if refund is None or refunded_so_far(visit, refund).status != "Initiated":
        return Response(409, JSON, b'"no Initiated refund"')
    refund.move("CancelledByMobilePay", visit.session.clock.now())
    return success({"status": refund.status})


def allow_callback(visit: Visit) -> Response:
    """
    Event: MobilePay allows the URL behind a callbackAlias.
    """
    visit.session.state.aliases[str(visit.body["alias"])] = str(visit.body["url"])
    return success({})


@obeys(*(f"MOBILEPAY-CALLBACK-0{number}" for number in range(1, 6)), "MOBILEPAY-CONTRACT-02")
def announce(visit: Visit, pos: Pos) -> None:
    """
    Notify the URL behind the alias of a point of sale, if it has one.
    """
    session = visit.session
    url = session.state.aliases.get(pos.terms.get("callbackAlias") or "")
    if url is None:
        return
    told = {
        "MerchantId": pos.vat,
        "MerchantBrandId": BRAND,
        "MerchantLocationId": LOCATION,
        "MerchantPosId": pos.terms["merchantPosId"],
        "PosId": pos.id,
    }
    due = session.clock.now() + DELAYS[0]
    session.post(Letter(url, JSON, json.dumps(told).encode("utf-8"), DELAYS, due))


def accepts(status: int) -> bool:
    """
    A notification counts as delivered on 200 only.
    """
    return status == 200


def _moves(visit: Visit, payment: Payment, status: str, now: float) -> None:
    if payment.status in AT_USER[status]:
        payment.move(status, now)
        if status != "Reserved" or visit.session.choice("user_of_a_reserved") == "leaves":
            leave(visit, payment)


@obeys("MOBILEPAY-QR-01", "MOBILEPAY-QR-02")
def _pos(visit: Visit) -> Pos | None:
    points: Mapping[str, Pos] = visit.session.state.points
    wanted = visit.body["beaconId"]
    for pos in points.values():
        if pos.beacon == wanted:
            return pos
        if pos.beacon.lower() == wanted.lower() and visit.session.choice("beacon_case") == "same":
            return pos
    if wanted in points and visit.session.choice("scanned_pos_id") == "user":
        return points[wanted]
    return None


def _issued(visit: Visit, *states: str) -> Payment | None:
    pos = _pos(visit)
    mine = payments(visit, pos.id) if pos else ()
    return next((one for one in mine if one.status in states), None)

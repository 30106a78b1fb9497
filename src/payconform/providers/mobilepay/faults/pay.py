"""
Liars about reservations, captures, and notifications.
"""

import json
from dataclasses import replace

from payconform.model import Response
from payconform.providers.mobilepay.calls import AMOUNT
from payconform.providers.mobilepay.faults.lies import (
    answering,
    leaves,
    lets_pass,
    payment_of,
    posting,
    recodes,
    refuses,
    restates,
    tolerates,
)
from payconform.providers.mobilepay.simulation.answers import refusal
from payconform.simulator.faults import Proceed
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit

DAY = 86400.0

leaves(
    "an_acceptance_reserves_nothing",
    "MOBILEPAY-PAY-01",
    "userSimulationAcceptPayment",
    ("Reserved", "IssuedToUser"),
)
leaves("a_capture_takes_nothing", "MOBILEPAY-PAY-02", "capturePayment", ("Captured", "Reserved"))
refuses("a_repeated_capture_is_refused", "MOBILEPAY-PAY-03", "1304", "capturePayment", "Captured")
lets_pass("another_capture_is_taken", "MOBILEPAY-PAY-04", "1307", "capturePayment")
lets_pass(
    "a_paired_payment_says_captured",
    "MOBILEPAY-PAY-05",
    "1304",
    "capturePayment",
    state="Paired",
)
tolerates(
    "too_much_is_captured_as_the_whole",
    "MOBILEPAY-PAY-06",
    "capturePayment",
    lambda body: {"amount": min(AMOUNT, body.get("amount", 0))},
)


@answering("MOBILEPAY-PAY-07", "capturePayment")
def no_part_is_ever_captured(visit: Visit, proceed: Proceed) -> Response:
    payment = payment_of(visit)
    possible = payment is not None and payment.status == "Reserved" and payment.user.endswith("05")
    return refusal(visit, "1308") if possible else proceed(visit)


@answering("MOBILEPAY-PAY-08", "capturePayment")
def any_part_is_captured(visit: Visit, proceed: Proceed) -> Response:
    payment = payment_of(visit)
    if payment is not None:
        payment.user = "05"
    return proceed(visit)


restates("an_unknown_payments_capture_gets_409", "MOBILEPAY-PAY-09", 404, 409, "capturePayment")


@answering("MOBILEPAY-PAY-10", "queryPayment")
def a_reservation_lives_six_days(visit: Visit, proceed: Proceed) -> Response:
    payment, now = payment_of(visit), visit.session.clock.now()
    if payment is not None and payment.status == "Reserved" and now - payment.since > 6 * DAY:
        payment.status = "ExpiredAndCancelled"
    return proceed(visit)


@answering("MOBILEPAY-PAY-15", "capturePayment")
def a_payment_dies_with_its_till(visit: Visit, proceed: Proceed) -> Response:
    payment = payment_of(visit)
    orphaned = payment is not None and payment.pos not in visit.session.state.points
    return refusal(visit, "1304") if orphaned else proceed(visit)


recodes("an_expired_payment_gets_1300", "MOBILEPAY-PAY-16", "1304", "1300", "capturePayment")


@posting("MOBILEPAY-CALLBACK-01")
def nobody_is_notified(session: Session, letter: Letter) -> None:
    return


@posting("MOBILEPAY-CALLBACK-02")
def a_notification_is_written_in_camel_case(session: Session, letter: Letter) -> Letter:
    told = json.loads(letter.body)
    camel = {name[0].lower() + name[1:]: value for name, value in told.items()}
    return replace(letter, body=json.dumps(camel).encode("utf-8"))


@posting("MOBILEPAY-CALLBACK-03")
def a_notification_names_another_till(session: Session, letter: Letter) -> Letter:
    told = {**json.loads(letter.body), "PosId": session.guid()}
    return replace(letter, body=json.dumps(told).encode("utf-8"))


@posting("MOBILEPAY-CALLBACK-04")
def a_notification_is_repeated_once(session: Session, letter: Letter) -> Letter:
    return replace(letter, delays=letter.delays[:2])


@posting("MOBILEPAY-CALLBACK-05")
def a_notification_comes_twice(session: Session, letter: Letter) -> Letter:
    session.outbox.post(replace(letter, delays=()))
    return letter

"""
Liars about endpoints and notifications.
"""

import json
from dataclasses import replace
from typing import Any

from payconform.model import Response
from payconform.providers.amazonpay.faults.lies import (
    answering,
    asked,
    authentic,
    changed,
    posting,
)
from payconform.simulator.faults import Proceed
from payconform.simulator.outbox import Letter
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit


def kind(letter: Letter) -> Any:
    return json.loads(letter.body)["Type"]


@answering("AMAZONPAY-CALLBACK-01", "registerIpn")
def a_registration_is_answered_in_words(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return authentic(visit, {"status": "ok"}) if response.status == 200 else response


@answering("AMAZONPAY-CALLBACK-02", "registerIpn")
def a_registration_needs_no_type(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"InvalidArguments" in response.body and "recipientType" not in asked(visit):
        return proceed(changed(visit, recipientType="MERCHANT"))
    return response


@answering("AMAZONPAY-CALLBACK-02", "registerIpn")
def a_member_that_is_missing_is_not_found(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    missing = b"InvalidArguments" in response.body
    return replace(response, status=404) if missing else response


@posting("AMAZONPAY-CALLBACK-03")
def nobody_is_asked_to_confirm(session: Session, letter: Letter) -> Letter | None:
    del session
    return None if kind(letter) == "SubscriptionConfirmation" else letter


@posting("AMAZONPAY-CALLBACK-03")
def the_address_to_confirm_is_missing(session: Session, letter: Letter) -> Letter:
    del session
    body = json.loads(letter.body)
    body.pop("SubscribeURL", None)
    return replace(letter, body=json.dumps(body).encode("utf-8"))


@posting("AMAZONPAY-CALLBACK-04")
def an_event_is_declared_as_json(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, headers=(("content-type", "application/json"),))


@posting("AMAZONPAY-CALLBACK-04")
def an_event_is_a_form(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, body=b"event=" + letter.body)


@posting("AMAZONPAY-CALLBACK-05")
def a_payment_is_not_notified(session: Session, letter: Letter) -> Letter | None:
    del session
    return letter if kind(letter) == "SubscriptionConfirmation" else None


@posting("AMAZONPAY-CALLBACK-05")
def a_payment_is_notified_late(session: Session, letter: Letter) -> Letter:
    del session
    late = 0 if kind(letter) == "SubscriptionConfirmation" else 300
    return replace(letter, due=letter.due + late)


@posting("AMAZONPAY-CALLBACK-07")
def a_payment_is_notified_as_a_refund(session: Session, letter: Letter) -> Letter:
    del session
    return replace(letter, body=letter.body.replace(b"ChargeNotification", b"RefundNotification"))


@answering("AMAZONPAY-CALLBACK-06", "registerIpn")
def an_endpoint_may_be_anything(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    if b"recipientEndpoint is" in response.body and "recipientEndpoint" in asked(visit):
        return proceed(changed(visit, recipientEndpoint="https://callback.payconform.invalid/"))
    return response

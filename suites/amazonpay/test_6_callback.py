"""
Amazon Pay: endpoints, and the notifications that they get.
"""

import pytest

from payconform.checks import given, json_body, require, status
from payconform.errors import Unexercised, Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.amazonpay import calls, events
from payconform.providers.amazonpay.checks import code, fate, refused, succeeded
from payconform.stories import Record
from payconform.target import Inbox, Target

pytestmark = pytest.mark.needs("receive_callbacks")

PAYING = pytest.mark.needs("simulate_payment")
SOON = 60  # seconds within which an endpoint should be asked to confirm
LATEST = 210  # seconds for which a terminal must be ready for a notification
MEMBERS = (
    "merchantId",
    "recipientIdentifier",
    "recipientType",
    "recipientEndpoint",
    "recipientEndpointType",
)
NO_ENDPOINTS = {
    "http": "http://callback.payconform.invalid/ipn",
    "no URL": "callback",
    "2049 characters": f"{calls.ENDPOINT}/".ljust(2049, "x"),
}


def registered(target: Target, inbox: Inbox) -> Exchange:
    return given(target.send(calls.registration(target, inbox.url)), succeeded)


def about(order: str, received: list[Exchange]) -> list[Exchange]:
    """
    The notifications that name an order anywhere.
    """
    return [one for one in received if order.encode("ascii") in one.request.body]


@pytest.mark.rule("AMAZONPAY-CALLBACK-01")
def test_an_endpoint_is_registered(target: Target, inbox: Inbox) -> None:
    answer = require(target.send(calls.registration(target, inbox.url)), status(200))
    assert answer.response is not None
    if answer.response.body.strip():
        raise Violation([Mismatch("an empty body", "something in it")], answer.id)


@pytest.mark.rule("AMAZONPAY-CALLBACK-02")
@pytest.mark.parametrize("missing", MEMBERS)
def test_a_registration_without_a_member_is_refused(
    target: Target, inbox: Inbox, missing: str
) -> None:
    call = calls.registration(target, inbox.url, **{missing: ...})
    require(target.send(call), status(400), code("InvalidArguments"))


@pytest.mark.rule("AMAZONPAY-CALLBACK-03")
def test_an_endpoint_is_asked_to_confirm(target: Target, inbox: Inbox) -> None:
    answer = registered(target, inbox)
    received = inbox.within(SOON)
    urls = [body.get("SubscribeURL") for body in map(json_body, received) if isinstance(body, dict)]
    if not any(isinstance(url, str) and url.startswith("https://") for url in urls):
        told = f"{len(received)} events without one"
        raise Violation([Mismatch("an event with a SubscribeURL", told)], answer.id)


@pytest.mark.rule("AMAZONPAY-CALLBACK-04")
def test_an_event_is_json_in_plain_text(target: Target, inbox: Inbox) -> None:
    registered(target, inbox)
    event = inbox.first(SOON)
    declared = (event.request.header("content-type") or "").partition(";")[0].strip().lower()
    if event.request.method != "POST" or declared != "text/plain":
        told = f"{event.request.method} of {declared or 'no type'}"
        raise Violation([Mismatch("POST of text/plain", told)], event.id)
    if not isinstance(json_body(event), dict):
        raise Violation([Mismatch("a JSON object", "something else")], event.id)


@pytest.mark.rule("AMAZONPAY-CALLBACK-05")
@PAYING
def test_a_payment_is_notified(target: Target, inbox: Inbox, order: str) -> None:
    answer = registered(target, inbox)
    calls.charge(target, order)
    if not about(order, inbox.after(LATEST)):
        told = Mismatch("an event that names the order", f"none within {LATEST} seconds")
        raise Violation([told], answer.id)


@pytest.mark.rule("AMAZONPAY-CALLBACK-06")
@pytest.mark.parametrize("url", NO_ENDPOINTS.values(), ids=NO_ENDPOINTS)
def test_what_is_no_endpoint_is_refused(target: Target, url: str) -> None:
    require(target.send(calls.registration(target, url)), refused)


@pytest.mark.rule("AMAZONPAY-CALLBACK-07")
@PAYING
def test_what_a_notification_holds(target: Target, inbox: Inbox, order: str) -> None:
    registered(target, inbox)
    calls.charge(target, order)
    received = about(order, inbox.after(LATEST))
    if not received:
        raise Unexercised(f"no event named the order within {LATEST} seconds")
    told = events.inner(received[0])
    details = told.get("NotificationData")
    named = details.get("SellerReferenceId") if isinstance(details, dict) else None
    if told.get("NotificationType") != "ChargeNotification" or named != order:
        expected = "a ChargeNotification with the order as SellerReferenceId"
        raise Violation([Mismatch(expected, "something else")], received[0].id)


@pytest.mark.rule("AMAZONPAY-CALLBACK-10")
@pytest.mark.needs("control_clock")
def test_a_cancel_is_notified(target: Target, inbox: Inbox, order: str, record: Record) -> None:
    registered(target, inbox)
    given(target.send(calls.cancel(target, order)), succeeded)
    record("notified" if about(order, inbox.after(LATEST)) else "not notified")


@pytest.mark.rule("AMAZONPAY-CALLBACK-11")
@PAYING
@pytest.mark.needs("control_clock")
def test_a_refund_is_notified(target: Target, inbox: Inbox, paid: str, record: Record) -> None:
    registered(target, inbox)
    given(target.send(calls.refund(target, paid)), succeeded)
    record("notified" if about(paid, inbox.after(LATEST)) else "not notified")


@pytest.mark.rule("AMAZONPAY-CALLBACK-12")
def test_how_an_event_is_signed(target: Target, inbox: Inbox, record: Record) -> None:
    registered(target, inbox)
    unsigned = events.unsigned(inbox.first(SOON).request.body)
    record("otherwise" if unsigned else "as SNS signs")


@pytest.mark.rule("AMAZONPAY-CALLBACK-13")
@pytest.mark.needs("answer_callbacks", "control_clock")
def test_an_event_that_is_refused(target: Target, inbox: Inbox, record: Record) -> None:
    inbox.answer(lambda number: 500 if number == 1 else 200)
    registered(target, inbox)
    inbox.first(SOON)
    record("it comes again" if len(inbox.after(86400)) > 1 else "it does not")


@pytest.mark.rule("AMAZONPAY-CALLBACK-14")
def test_an_endpoint_that_is_registered_twice(target: Target, inbox: Inbox, record: Record) -> None:
    registered(target, inbox)
    record(fate(target.send(calls.registration(target, inbox.url))))

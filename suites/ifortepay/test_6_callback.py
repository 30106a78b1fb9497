"""
iFortepay: callbacks. Their signature is judged from the bytes that arrived.
"""

import re
from typing import Any

import pytest

from payconform.checks import at, given, json_body, member, member_matches, require
from payconform.errors import Unexercised, Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.ifortepay import calls, signing
from payconform.providers.ifortepay.checks import (
    EXPIRED,
    MOMENT,
    MOMENT_SAYS,
    PAID,
    code,
    stands,
    succeeded,
    worth,
)
from payconform.target import Inbox, Target

# No page names a time: what does not come is held against a target only where its clock is ours.
PATIENT = pytest.mark.needs("control_clock")
REFUSING = pytest.mark.needs("answer_callbacks", "control_clock")
PAYING = pytest.mark.needs("simulate_payment")
SOON, DAY = 60, 86400
ATTEMPTS = 3  # the first, and two more

pytestmark = pytest.mark.needs("receive_callbacks")


def bought(target: Target, inbox: Inbox, **members: str) -> dict[str, Any]:
    """
    The five members that name a paid QR that calls back to the inbox.
    """
    return calls.paid(target, {"callback_url": inbox.url, **members})


def signature_holds(target: Target, callback: Exchange) -> None:
    request, key = callback.request, target.credentials["hash_key"]
    if wrong := signing.verify_callback(request.body, request.headers, key):
        raise Violation([wrong], callback.id)


@pytest.mark.rule("IFORTEPAY-CALLBACK-01")
@PAYING
@PATIENT
def test_a_payment_calls_back(target: Target, inbox: Inbox) -> None:
    made = calls.made(target, {"callback_url": inbox.url})
    calls.charged(target, calls.naming(made))
    received = inbox.after(DAY)
    if not received:
        raise Violation([Mismatch("a callback", "none within a day")], made.id)
    method = received[0].request.method
    if method != "POST" or not isinstance(json_body(received[0]), dict):
        raise Violation([Mismatch("a POST of JSON", method)], received[0].id)


@pytest.mark.rule("IFORTEPAY-CALLBACK-03")
@PAYING
def test_a_callback_names_the_transaction(target: Target, inbox: Inbox) -> None:
    named = bought(target, inbox)
    ids = [member(name, named[name]) for name in ("transaction_id", "external_id", "order_id")]
    require(inbox.first(SOON), *ids, member("merchant_id", target.credentials["merchant_id"]))


@pytest.mark.rule("IFORTEPAY-CALLBACK-04")
@PAYING
def test_a_callback_tells_what_was_paid(target: Target, inbox: Inbox) -> None:
    bought(target, inbox)
    amount = worth("payment_details.amount", calls.AMOUNT)
    require(inbox.first(SOON), amount, member("currency", "IDR"))


@pytest.mark.rule("IFORTEPAY-CALLBACK-11")
@PAYING
def test_the_amount_of_a_callback_is_a_number(target: Target, inbox: Inbox) -> None:
    bought(target, inbox)
    require(inbox.first(SOON), member("payment_details.amount", calls.AMOUNT))


@pytest.mark.rule("IFORTEPAY-CALLBACK-05")
@PAYING
def test_a_callback_tells_of_a_payment(target: Target, inbox: Inbox) -> None:
    bought(target, inbox)
    require(inbox.first(SOON), code("00"), stands(*PAID))


@pytest.mark.rule("IFORTEPAY-CALLBACK-05")
@PAYING
def test_an_inquiry_says_the_same_as_the_callback(target: Target, inbox: Inbox) -> None:
    named = bought(target, inbox)
    callback = inbox.first(SOON)
    answer = given(target.send(calls.inquiry(named)), succeeded, stands(*PAID))
    same = member("transaction_id", at(answer, "transaction_id"))
    require(callback, same, stands(*PAID))


@pytest.mark.rule("IFORTEPAY-CALLBACK-06")
@PAYING
@REFUSING
@pytest.mark.parametrize("status", [500, 404, 201, 302])
def test_a_refused_callback_comes_two_more_times(target: Target, inbox: Inbox, status: int) -> None:
    inbox.answer(lambda number: status)
    bought(target, inbox)
    first = inbox.first(SOON)
    came = len(inbox.after(7 * DAY))
    if came != ATTEMPTS:
        told = Mismatch(f"{ATTEMPTS} attempts, each answered {status}", f"{came}")
        raise Violation([told], first.id)


@pytest.mark.rule("IFORTEPAY-CALLBACK-06")
@PAYING
@REFUSING
def test_a_callback_that_is_refused_once_comes_again(target: Target, inbox: Inbox) -> None:
    inbox.answer(lambda number: 500 if number == 1 else 200)
    bought(target, inbox)
    first = inbox.first(SOON)
    if len(inbox.after(7 * DAY)) < 2:
        raise Violation([Mismatch("another attempt after 500", "none")], first.id)


@pytest.mark.rule("IFORTEPAY-CALLBACK-07")
@PAYING
@REFUSING
def test_each_attempt_is_signed(target: Target, inbox: Inbox) -> None:
    inbox.answer(lambda number: 500)
    bought(target, inbox)
    inbox.first(SOON)
    received = inbox.after(DAY)
    if len(received) < 2:
        raise Unexercised("the callback was not sent again")
    for callback in received:
        signature_holds(target, callback)


@pytest.mark.rule("IFORTEPAY-CALLBACK-08")
@PATIENT
def test_an_expiry_calls_back(target: Target, inbox: Inbox) -> None:
    made = calls.made(target, {"callback_url": inbox.url, "payment_channel": "SHOPEEPAY"})
    received = inbox.after(calls.LIFE + DAY)
    if not received:
        raise Violation([Mismatch("a callback about the expiry", "none within a day")], made.id)
    signature_holds(target, received[0])
    require(received[0], stands(*EXPIRED), member("transaction_id", at(made, "transaction_id")))


@pytest.mark.rule("IFORTEPAY-CALLBACK-09")
@PAYING
def test_a_callback_tells_of_a_qr(target: Target, inbox: Inbox) -> None:
    bought(target, inbox)
    require(inbox.first(SOON), member("payment_system", "QR"))


@pytest.mark.rule("IFORTEPAY-CALLBACK-10")
@PAYING
@pytest.mark.parametrize("name", ["transaction_time", "paid_time"])
def test_the_moments_of_a_callback(target: Target, inbox: Inbox, name: str) -> None:
    bought(target, inbox)
    moment = member_matches(f"payment_details.{name}", str, MOMENT, MOMENT_SAYS)
    require(inbox.first(SOON), moment)


@pytest.mark.rule("IFORTEPAY-CALLBACK-12")
@PAYING
def test_the_signature_is_in_lower_case(target: Target, inbox: Inbox) -> None:
    bought(target, inbox)
    callback = inbox.first(SOON)
    sent = callback.request.header(signing.CALLBACK) or ""
    if not re.fullmatch("[0-9a-f]{64}", sent):
        told = Mismatch("64 digits of lower-case hexadecimal", "something else")
        raise Violation([told], callback.id)


@pytest.mark.rule("IFORTEPAY-CALLBACK-13")
@PAYING
def test_a_callback_repeats_additional_data(target: Target, inbox: Inbox) -> None:
    told = target.fresh("note")
    bought(target, inbox, additional_data=told)
    require(inbox.first(SOON), member("additional_data", told))

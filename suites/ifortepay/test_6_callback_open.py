"""
iFortepay: what no page tells of callbacks.
"""

import pytest

from payconform.checks import at, given
from payconform.errors import Unexercised
from payconform.providers.ifortepay import calls, signing
from payconform.providers.ifortepay.checks import cased, succeeded
from payconform.stories import Record
from payconform.target import Inbox, Target

PATIENT = pytest.mark.needs("control_clock")
PAYING = pytest.mark.needs("simulate_payment")
SOON, DAY = 60, 86400

pytestmark = pytest.mark.needs("receive_callbacks")


@pytest.mark.rule("IFORTEPAY-CALLBACK-20")
@PATIENT
def test_a_cancel_calls_back(target: Target, inbox: Inbox, record: Record) -> None:
    named = calls.new(target, {"callback_url": inbox.url})
    given(target.send(calls.cancel(named)), succeeded)
    record("a callback" if inbox.after(DAY) else "no callback")


@pytest.mark.rule("IFORTEPAY-CALLBACK-21")
@PAYING
@PATIENT
def test_a_callback_that_was_taken(target: Target, inbox: Inbox, record: Record) -> None:
    calls.paid(target, {"callback_url": inbox.url})
    inbox.first(SOON)
    record("again" if len(inbox.after(DAY)) > 1 else "never again")


@pytest.mark.rule("IFORTEPAY-CALLBACK-22")
@PAYING
@pytest.mark.needs("answer_callbacks", "control_clock")
def test_when_a_refused_callback_comes_again(target: Target, inbox: Inbox, record: Record) -> None:
    inbox.answer(lambda number: 500 if number == 1 else 200)
    calls.paid(target, {"callback_url": inbox.url})
    inbox.first(SOON)
    for seconds, told in ((60, "within a minute"), (600, "within ten minutes"), (DAY, "later")):
        if len(inbox.after(seconds)) > 1:
            record(told)
            return
    raise Unexercised("the callback was not sent again")


@pytest.mark.rule("IFORTEPAY-CALLBACK-23")
@PAYING
def test_the_letter_case_of_a_callback(target: Target, inbox: Inbox, record: Record) -> None:
    calls.paid(target, {"callback_url": inbox.url})
    record(cased(at(inbox.first(SOON), "payment_method"), "wallet"))


@pytest.mark.rule("IFORTEPAY-CALLBACK-24")
@PATIENT
def test_an_expiry_of_another_channel(target: Target, inbox: Inbox, record: Record) -> None:
    calls.new(target, {"callback_url": inbox.url})
    record("a callback" if inbox.after(calls.LIFE + DAY) else "no callback")


@pytest.mark.rule("IFORTEPAY-CALLBACK-25")
@PAYING
def test_a_moment_beside_the_signature(target: Target, inbox: Inbox, record: Record) -> None:
    calls.paid(target, {"callback_url": inbox.url})
    request = inbox.first(SOON).request
    wrong = signing.verify_callback(request.body, request.headers, target.credentials["hash_key"])
    record("yes" if wrong else "no")

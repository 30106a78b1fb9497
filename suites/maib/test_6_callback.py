"""
maib: the callback after a payment. Its signature is judged from the bytes that arrived.
"""

import pytest

from payconform.checks import ABSENT, at, given, json_body, member, member_matches, require
from payconform.errors import Unexercised, Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.maib.calls import PAYER
from payconform.providers.maib.checks import guid, refused, signature_holds, succeeded
from payconform.providers.maib.forms import CALLBACK_STATUS, REFERENCE, SIGNED
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Inbox, Target

pytestmark = pytest.mark.needs("simulate_payment", "receive_callbacks")

# No page names a time, nor says that a simulated payment calls back at all: what does not come is
# held against a target only where its clock is ours, so that a day can pass.
PATIENT = pytest.mark.needs("control_clock")
REFUSING = pytest.mark.needs("answer_callbacks", "control_clock")
SOON = 60  # seconds within which the others look for a callback
DAY = 86400

# Only case-insensitive order puts payId after these two: without them the order goes untested.
ORDER_DECIDING = [
    member_matches(f"result.{name}", str, ".+") for name in ("payId", "payerIban", "payerName")
]


@pytest.fixture
def inbox(target: Target) -> Inbox:
    return target.inbox()


def paid(maib: Maib, inbox: Inbox, amount: float = 50.0, **members: object) -> Exchange:
    """
    The answer to the payment of a QR that calls back to the inbox.
    """
    qr = maib.create(callbackUrl=inbox.url, amount=amount, **members)
    return given(maib.pay(qr, amount), succeeded)


@pytest.mark.rule("MAIB-CALLBACK-01")
@PATIENT
def test_a_payment_sends_a_callback(maib: Maib, inbox: Inbox) -> None:
    payment = paid(maib, inbox)
    if not inbox.after(DAY):
        raise Violation([Mismatch("a callback", "none within a day")], payment.id)


@pytest.mark.rule("MAIB-CALLBACK-01")
def test_a_callback_is_a_json_post(maib: Maib, inbox: Inbox) -> None:
    paid(maib, inbox)
    callback = inbox.first(SOON)
    method = callback.request.method
    if method != "POST" or not isinstance(json_body(callback), dict):
        raise Violation([Mismatch("a JSON POST", method)], callback.id)


@pytest.mark.rule("MAIB-CALLBACK-02")
def test_the_signature_stands_beside_the_result(maib: Maib, inbox: Inbox) -> None:
    paid(maib, inbox)
    require(inbox.first(SOON), *SIGNED)


@pytest.mark.rule("MAIB-CALLBACK-03")
@pytest.mark.parametrize("amount", [50.0, 0.1, 10, 99999.99])
def test_the_signature_covers_the_amount_as_sent(
    target: Target, maib: Maib, inbox: Inbox, amount: float
) -> None:
    paid(maib, inbox, amount)
    callback = given(inbox.first(SOON), *ORDER_DECIDING)
    require(callback, signature_holds(target.credentials["signature_key"]))


@pytest.mark.rule("MAIB-CALLBACK-04")
def test_the_callback_names_the_payment(target: Target, maib: Maib, inbox: Inbox) -> None:
    order = target.fresh("order")
    payment = paid(maib, inbox, orderId=order)
    require(
        inbox.first(SOON),
        member("result.qrId", at(payment, "result.qrId")),
        member("result.payId", at(payment, "result.payId")),
        member("result.orderId", order),
        member("result.amount", 50.0),
        member("result.currency", "MDL"),
    )


@pytest.mark.rule("MAIB-CALLBACK-05")
def test_the_status_is_active_or_paid(maib: Maib, inbox: Inbox) -> None:
    paid(maib, inbox)
    require(inbox.first(SOON), CALLBACK_STATUS)


@pytest.mark.rule("MAIB-CALLBACK-06")
@REFUSING
@pytest.mark.parametrize("status", [500, 404, 201, 302])
def test_a_refused_callback_is_sent_again(maib: Maib, inbox: Inbox, status: int) -> None:
    inbox.answer(lambda number: status if number == 1 else 200)
    paid(maib, inbox)
    first = inbox.first(SOON)
    if len(inbox.after(DAY)) < 2:
        raise Violation(
            [Mismatch(f"another attempt after {status}", "none within a day")], first.id
        )


@pytest.mark.rule("MAIB-CALLBACK-07")
@REFUSING
def test_the_second_attempt_is_signed(target: Target, maib: Maib, inbox: Inbox) -> None:
    inbox.answer(lambda number: 500 if number == 1 else 200)
    paid(maib, inbox)
    inbox.first(SOON)
    received = inbox.after(DAY)
    if len(received) < 2:
        raise Unexercised("the callback was not sent again")
    require(received[1], signature_holds(target.credentials["signature_key"]))


@pytest.mark.rule("MAIB-CALLBACK-08")
@REFUSING
def test_when_a_refused_callback_is_sent_again(maib: Maib, inbox: Inbox, record: Record) -> None:
    inbox.answer(lambda number: 500 if number == 1 else 200)
    paid(maib, inbox)
    if not any(inbox.after(1) for _ in range(SOON)):
        raise Unexercised(f"no callback came within {SOON} seconds")
    waited = (second for second in range(1, 181) if len(inbox.after(1)) > 1)
    delay = next(waited, None)
    record("later than three minutes" if delay is None else f"{delay} seconds")


@pytest.mark.rule("MAIB-CALLBACK-09")
@PATIENT
def test_a_callback_after_it_was_accepted(maib: Maib, inbox: Inbox, record: Record) -> None:
    paid(maib, inbox)
    inbox.first(SOON)
    record("again" if len(inbox.after(DAY)) > 1 else "never again")


@pytest.mark.rule("MAIB-CALLBACK-10")
def test_the_callback_names_the_extension(maib: Maib, inbox: Inbox) -> None:
    asked = maib.ask_hybrid(extension=maib.terms(callbackUrl=inbox.url))
    made = given(asked, succeeded, guid("result.extensionId"))
    given(maib.pay(at(made, "result.qrId")), succeeded)
    require(inbox.first(SOON), member("result.extensionId", at(made, "result.extensionId")))


@pytest.mark.rule("MAIB-CALLBACK-11")
def test_the_callback_names_payer_and_moment(maib: Maib, inbox: Inbox) -> None:
    paid(maib, inbox)
    require(
        inbox.first(SOON),
        member("result.payerName", PAYER["payerName"]),
        member("result.payerIban", PAYER["iban"]),
        iso_moment("result.executedAt"),
    )


@pytest.mark.rule("MAIB-CALLBACK-12")
def test_the_reference_of_a_callback_is_short(maib: Maib, inbox: Inbox) -> None:
    paid(maib, inbox)
    callback = inbox.first(SOON)
    if at(callback, "result.referenceId") in (ABSENT, None, ""):
        raise Unexercised("the callback has no referenceId")
    require(callback, REFERENCE)


@pytest.mark.rule("MAIB-CALLBACK-13")
@PATIENT
def test_each_payment_of_a_static_qr_calls_back(maib: Maib, inbox: Inbox) -> None:
    qr = maib.create_static(callbackUrl=inbox.url)
    paid, again = maib.payment(qr), maib.pay(qr)
    if not refused(again):
        raise Unexercised("a second payment of a Static QR is refused")
    made = {paid, at(given(again, succeeded), "result.payId")}
    first = inbox.first(SOON)
    told = {at(callback, "result.payId") for callback in inbox.after(SOON)}
    if untold := sorted(made - told):
        raise Violation([Mismatch(f"a callback with payId {untold[0]}", "none")], first.id)


@pytest.mark.rule("MAIB-CALLBACK-14")
@pytest.mark.needs("answer_callbacks")  # who does not answer hears of it later, at second hand
def test_how_soon_the_callback_comes(maib: Maib, inbox: Inbox, record: Record) -> None:
    paid(maib, inbox)
    if inbox.within(10):
        record("within 10 seconds")
    elif inbox.within(50):
        record("within a minute")
    else:
        inbox.first(120)
        record("later than a minute")


@pytest.mark.rule("MAIB-CALLBACK-15")
@PATIENT
def test_a_callback_on_refund(maib: Maib, inbox: Inbox, record: Record) -> None:
    maib.needs_newer_refund()
    payment = maib.payment(maib.create())
    given(maib.refund(payment, callbackUrl=inbox.url), succeeded)
    record("a callback" if inbox.after(120) else "no callback")


@pytest.mark.rule("MAIB-CALLBACK-17")
def test_the_key_told_with_a_payment_verifies_its_callback(maib: Maib, inbox: Inbox) -> None:
    payment = paid(maib, inbox)
    told = [at(payment, f"result.{name}") for name in ("signatureKey", "signature")]
    keys = [key for key in told if isinstance(key, str) and key]
    if not keys:
        raise Unexercised("the answer to the payment holds no signature key")
    require(inbox.first(SOON), signature_holds(keys[0]))

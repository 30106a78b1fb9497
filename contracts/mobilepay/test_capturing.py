"""
What a till relies on that takes the money of a payment.
"""

from decimal import Decimal
from typing import Any

import pytest
from pact import match

CAPTURE = "payments/{paymentid}/capture"
PAYMENT = "3974eae6-e36f-4148-b5ee-22689e528c75"


@pytest.mark.parametrize(
    ("state", "rule"), [("Reserved", "MOBILEPAY-PAY-02"), ("Captured", "MOBILEPAY-PAY-03")]
)
def test_a_payment_is_captured_as_often_as_it_is_asked(
    mobilepay: Any, state: str, rule: str
) -> None:
    asked = mobilepay.acts(f"capture a {state} payment", CAPTURE, rule, body={"amount": 12.5})
    mobilepay.done(asked.given(f"a {state} payment", amount=12.5))
    with mobilepay.client() as client:
        client.payments.capture(mobilepay.reserved(state))


@pytest.mark.parametrize("partial", [True, False])
def test_whether_a_part_can_be_captured_is_read(mobilepay: Any, partial: bool) -> None:
    rules = ["MOBILEPAY-READ-24", "MOBILEPAY-READ-02"]
    how = "" if partial else "not "
    what = f"read a Reserved payment that can {how}be captured in part"
    asked = mobilepay.gets(what, "payments/{paymentid}", *rules)
    asked.given("a Reserved payment", amount=12.5, partial=partial)
    members = {"amount": match.number(12.5), "partialCapturePossible": partial}
    mobilepay.told(asked, {**mobilepay.payment("Reserved"), **members})
    with mobilepay.client() as client:
        found = client.payments.read(PAYMENT)
    assert (found.partial_capture_possible, found.amount) == (partial, mobilepay.amount)


def test_a_part_is_captured(mobilepay: Any) -> None:
    what, rule = "capture a part", "MOBILEPAY-PAY-07"
    asked = mobilepay.acts(what, CAPTURE, rule, body={"amount": 10.0})
    mobilepay.done(asked.given("a Reserved payment", amount=12.5, partial=True))
    with mobilepay.client() as client:
        client.payments.capture(mobilepay.reserved(partial=True), Decimal(10))


@pytest.mark.parametrize(
    ("what", "state", "read", "amount", "code", "rule"),
    [
        ("an Initiated payment", "an Initiated", "Reserved", "12.5", "1304", "PAY-05"),
        ("a cancelled payment", "a CancelledByClient", "Reserved", "12.5", "1304", "CANCEL-24"),
        ("an expired payment", "an ExpiredAndCancelled", "Reserved", "12.5", "1304", "PAY-16"),
        ("more than is reserved", "a Reserved", "Reserved", "12.75", "1305", "PAY-06"),
        ("another amount than before", "a Captured", "Captured", "10", "1307", "PAY-04"),
        ("a part where that is not possible", "a Reserved", "Reserved", "10", "1308", "PAY-08"),
    ],
)
def test_what_cannot_be_captured_is_refused(
    mobilepay: Any, what: str, state: str, read: str, amount: str, code: str, rule: str
) -> None:
    """
    What the till read last may be out of date.
    """
    body, rule = {"amount": float(amount)}, f"MOBILEPAY-{rule}"
    asked = mobilepay.acts(f"capture {what}", CAPTURE, rule, body=body)
    mobilepay.refused(asked.given(f"{state} payment"), 409, code)
    refused = captured(mobilepay, mobilepay.reserved(read, partial=True), amount)
    assert (refused.status, refused.code) == (409, code)


def test_a_capture_of_nothing_is_refused(mobilepay: Any) -> None:
    what, rule = "capture an unknown payment", "MOBILEPAY-PAY-09"
    asked = mobilepay.acts(what, CAPTURE, rule, body={"amount": 12.5}, known=False)
    mobilepay.refused(asked.given("a merchant"), 404)
    assert captured(mobilepay, mobilepay.reserved()).status == 404


@pytest.mark.parametrize(
    ("states", "code", "rule"),
    [
        (("another integrator's payment",), "1401", "MOBILEPAY-AUTH-12"),
        (
            ("an Initiated payment", "another merchant of the integrator"),
            "1407",
            "MOBILEPAY-AUTH-15",
        ),
    ],
)
def test_a_capture_of_what_is_anothers_is_refused(
    mobilepay: Any, states: tuple[str, ...], code: str, rule: str
) -> None:
    what = f"capture a payment that is refused with {code}"
    asked = mobilepay.acts(what, CAPTURE, rule, body={"amount": 12.5})
    for state in states:
        asked.given(state)
    mobilepay.refused(asked, 403, code)
    assert captured(mobilepay, mobilepay.reserved()).code == code


def captured(mobilepay: Any, payment: Any, amount: str = "12.5") -> Any:
    return mobilepay.refusal(lambda client: client.payments.capture(payment, Decimal(amount)))

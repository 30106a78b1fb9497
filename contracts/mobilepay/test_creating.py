"""
What a till relies on that asks a user for money.
"""

from typing import Any

import pytest
from pact import match

from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.client.asked import Order, Terms

PAYMENTS, PREPARE = "payments", "payments/prepare"
READY = "payments/{paymentid}/ready"
POS, PAYMENT = "a point of sale", "3974eae6-e36f-4148-b5ee-22689e528c75"
DEAR, LONG = "\N{EURO SIGN} 5", "n" * 37  # no valid character; beyond 36 of them


def test_a_payment_is_initiated(mobilepay: Any) -> None:
    rules = ["MOBILEPAY-CREATE-01", "MOBILEPAY-AUTH-01"]
    body = {**mobilepay.ordered(), **mobilepay.termed()}
    asked = mobilepay.creates("initiate a payment", PAYMENTS, body, *rules).given(POS)
    mobilepay.told(asked, {"paymentId": mobilepay.guid("paymentId")})
    with mobilepay.client() as client:
        assert client.payments.initiate(mobilepay.order, mobilepay.terms) == PAYMENT


def test_a_payment_is_prepared(mobilepay: Any) -> None:
    body, rule = mobilepay.ordered(), "MOBILEPAY-CREATE-02"
    asked = mobilepay.creates("prepare a payment", PREPARE, body, rule).given(POS)
    mobilepay.told(asked, {"paymentId": mobilepay.guid("paymentId")})
    with mobilepay.client() as client:
        assert client.payments.prepare(mobilepay.order) == PAYMENT


@pytest.mark.parametrize(
    ("state", "rule"), [("a Prepared", "MOBILEPAY-CREATE-10"), ("a Paired", "MOBILEPAY-CREATE-13")]
)
def test_a_prepared_payment_is_made_ready(mobilepay: Any, state: str, rule: str) -> None:
    what = f"make {state} payment ready"
    asked = mobilepay.acts(what, READY, rule, body=mobilepay.termed()).given(f"{state} payment")
    mobilepay.done(asked)
    with mobilepay.client() as client:
        client.payments.ready(PAYMENT, mobilepay.terms)


def test_the_amount_is_read(mobilepay: Any) -> None:
    what, rules = "read what is asked for", ["MOBILEPAY-READ-02", "MOBILEPAY-READ-01"]
    asked = mobilepay.gets(what, "payments/{paymentid}", *rules)
    asked.given("an Initiated payment", amount=12.5)
    terms = {"amount": match.number(12.5), "currencyCode": mobilepay.currency()}
    told = {**mobilepay.payment("Initiated"), **terms, "plannedCaptureDelay": "None"}
    mobilepay.told(asked, told)
    with mobilepay.client() as client:
        found = client.payments.read(PAYMENT)
    assert (found.active, found.amount, found.currency_code) == (True, mobilepay.amount, "DKK")


# --- idempotency keys ---


def test_the_same_key_brings_the_same_payment(mobilepay: Any) -> None:
    """
    A second payment would be refused while the first is active.
    """
    what, rule = "initiate a payment again with its key", "MOBILEPAY-CREATE-30"
    body = {**mobilepay.ordered("orderId"), **mobilepay.termed()}
    asked = mobilepay.creates(what, PAYMENTS, body, rule)
    asked.given("the idempotency key of a payment", amount=12.5)
    mobilepay.told(asked, {"paymentId": mobilepay.guid("paymentId")})
    with mobilepay.client() as client:
        found = client.payments.initiate(mobilepay.known_order, mobilepay.terms, key="kept")
    assert found == PAYMENT


def test_a_key_is_good_for_one_payment(mobilepay: Any) -> None:
    what, rule = "initiate another payment with the key of the first", "MOBILEPAY-CREATE-32"
    body = {**mobilepay.ordered(), **mobilepay.termed()}
    asked = mobilepay.creates(what, PAYMENTS, body, rule)
    mobilepay.refused(asked.given("the idempotency key of a payment", amount=12.5), 409, "1306")
    assert initiated(mobilepay, key="kept").code == "1306"


@pytest.mark.parametrize(
    ("how", "state", "value", "code", "rule"),
    [
        ("a long idempotency key", "a header with another value", "k" * 37, "1162", "14"),
        ("two idempotency keys", "a header sent twice", "", "1163", "13"),
        ("no idempotency key", "a header left out", "", "1164", "12"),
    ],
)
def test_one_valid_key_is_asked_for(
    mobilepay: Any, how: str, state: str, value: str, code: str, rule: str
) -> None:
    body = {**mobilepay.ordered(), **mobilepay.termed()}
    asked = mobilepay.creates(f"initiate with {how}", PAYMENTS, body, f"MOBILEPAY-ERROR-{rule}")
    parameters = {"name": calls.KEY} | ({"value": value} if value else {})
    mobilepay.refused(asked.given(POS).given(state, **parameters), 400, code)
    assert initiated(mobilepay).code == code


# --- refusals ---


def test_a_point_of_sale_has_one_active_payment(mobilepay: Any) -> None:
    what, rule = "initiate beside an active payment", "MOBILEPAY-CREATE-06"
    body = {**mobilepay.ordered(), **mobilepay.termed()}
    asked = mobilepay.creates(what, PAYMENTS, body, rule)
    mobilepay.refused(asked.given("an Initiated payment"), 409, "1301")
    refused = initiated(mobilepay)
    assert (refused.status, refused.code) == (409, "1301")


def test_nothing_is_prepared_beside_an_active_payment(mobilepay: Any) -> None:
    what, rule = "prepare beside an active payment", "MOBILEPAY-CREATE-06"
    asked = mobilepay.creates(what, PREPARE, mobilepay.ordered(), rule)
    mobilepay.refused(asked.given("an Initiated payment"), 409, "1301")
    refused = mobilepay.refusal(lambda client: client.payments.prepare(mobilepay.order))
    assert (refused.status, refused.code) == (409, "1301")


def test_a_payment_at_no_point_of_sale_is_refused(mobilepay: Any) -> None:
    what, rule = "initiate at an unknown point of sale", "MOBILEPAY-CREATE-09"
    body = {**mobilepay.ordered(known=False), **mobilepay.termed()}
    asked = mobilepay.creates(what, PAYMENTS, body, rule)
    mobilepay.refused(asked.given("a merchant"), 409, "1000")
    assert initiated(mobilepay).code == "1000"


def test_a_payment_at_anothers_point_of_sale_is_refused(mobilepay: Any) -> None:
    state, rule = "another integrator's point of sale", "MOBILEPAY-AUTH-14"
    body = {**mobilepay.ordered(), **mobilepay.termed()}
    asked = mobilepay.creates(f"initiate at {state}", PAYMENTS, body, rule)
    mobilepay.refused(asked.given(state), 403, "1400")
    assert initiated(mobilepay).code == "1400"


@pytest.mark.parametrize(
    ("what", "members", "code", "rule"),
    [
        ("nothing", {"amount": 0}, "1102", "MOBILEPAY-ERROR-15"),
        ("a long order", {"orderId": LONG}, "1113", "MOBILEPAY-ERROR-16"),
        ("an unwritable order", {"orderId": DEAR}, "1113", "MOBILEPAY-ERROR-16"),
        ("a long label", {"merchantPaymentLabel": LONG}, "1117", "MOBILEPAY-ERROR-17"),
    ],
)
def test_what_is_invalid_has_a_code_of_its_own(
    mobilepay: Any, what: str, members: dict[str, Any], code: str, rule: str
) -> None:
    body = {**mobilepay.ordered(), **mobilepay.termed(), **members}
    asked = mobilepay.creates(f"initiate a payment of {what}", PAYMENTS, body, rule)
    mobilepay.refused(asked.given(POS), 400, code)
    order = Order(mobilepay.order.pos_id, members.get("orderId", mobilepay.order.order_id))
    label = members.get("merchantPaymentLabel")
    terms = Terms(members.get("amount", mobilepay.amount), merchant_payment_label=label)
    refused = mobilepay.refusal(lambda client: client.payments.initiate(order, terms))
    assert (refused.status, refused.code) == (400, code)


def test_a_payment_that_was_not_prepared_is_not_made_ready(mobilepay: Any) -> None:
    what, rule = "make an Initiated payment ready", "MOBILEPAY-CREATE-11"
    asked = mobilepay.acts(what, READY, rule, body=mobilepay.termed())
    mobilepay.refused(asked.given("an Initiated payment"), 409, "1303")
    assert made_ready(mobilepay).code == "1303"


@pytest.mark.parametrize(
    ("states", "code", "rule"),
    [
        (("another integrator's payment",), "1401", "MOBILEPAY-AUTH-12"),
        (
            ("a Prepared payment", "another merchant of the integrator"),
            "1406",
            "MOBILEPAY-AUTH-15",
        ),
    ],
)
def test_anothers_payment_is_not_made_ready(
    mobilepay: Any, states: tuple[str, ...], code: str, rule: str
) -> None:
    what = f"make a payment ready that is refused with {code}"
    asked = mobilepay.acts(what, READY, rule, body=mobilepay.termed())
    for state in states:
        asked.given(state)
    mobilepay.refused(asked, 403, code)
    assert made_ready(mobilepay).code == code


def initiated(mobilepay: Any, **more: str) -> Any:
    order, terms = mobilepay.order, mobilepay.terms
    return mobilepay.refusal(lambda client: client.payments.initiate(order, terms, **more))


def made_ready(mobilepay: Any) -> Any:
    return mobilepay.refusal(lambda client: client.payments.ready(PAYMENT, mobilepay.terms))

"""
What a till relies on that reads payments, and on being let in.
"""

from typing import Any

import pytest

from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.client.errors import MobilePayRefused

PAYMENT = "payments/{paymentid}"
STORES = "stores"
STATES = [
    *("Prepared", "Initiated", "Paired", "IssuedToUser", "Reserved", "Captured"),
    *("CancelledByClient", "CancelledByUser", "CancelledByMobilePay", "ExpiredAndCancelled"),
]


@pytest.mark.parametrize("state", STATES)
def test_a_payment_is_read_in_each_state(mobilepay: Any, state: str) -> None:
    mobilepay.reads(state)
    with mobilepay.client() as client:
        found = client.payments.read(mobilepay.samples["paymentId"])
    assert (found.status, found.active) == (state, state in STATES[:4])
    assert found.cancelled == (state in STATES[6:])


def test_an_unknown_payment_is_refused(mobilepay: Any) -> None:
    rule = "MOBILEPAY-READ-03"
    asked = mobilepay.gets("read an unknown payment", PAYMENT, rule, known=False)
    mobilepay.refused(asked.given("a merchant"), 404)
    assert read(mobilepay).status == 404


@pytest.mark.parametrize(
    ("states", "code", "rule"),
    [
        (("another integrator's payment",), "1401", "MOBILEPAY-AUTH-12"),
        (
            ("an Initiated payment", "another merchant of the integrator"),
            "1411",
            "MOBILEPAY-AUTH-15",
        ),
    ],
)
def test_what_is_anothers_is_not_read(
    mobilepay: Any, states: tuple[str, ...], code: str, rule: str
) -> None:
    asked = mobilepay.gets(f"read a payment that is refused with {code}", PAYMENT, rule)
    for state in states:
        asked.given(state)
    mobilepay.refused(asked, 403, code)
    assert read(mobilepay).code == code


# --- being let in ---


def test_a_wrong_secret_is_refused(mobilepay: Any) -> None:
    asked = mobilepay.token("obtain a token with a wrong secret", "MOBILEPAY-AUTH-04")
    mobilepay.refused(asked.given("a merchant").given("wrong credentials"), 401)
    with mobilepay.client_without_token() as client, pytest.raises(MobilePayRefused) as refused:
        client.stores.find()
    assert refused.value.status == 401


@pytest.mark.parametrize(
    ("how", "state", "rule"),
    [
        ("without a token", "no credentials", "MOBILEPAY-AUTH-05"),
        ("with a token that nobody issued", "wrong credentials", "MOBILEPAY-AUTH-06"),
        ("with an expired token", "an expired token", "MOBILEPAY-AUTH-07"),
    ],
)
def test_a_call_without_a_good_token_is_refused(
    mobilepay: Any, how: str, state: str, rule: str
) -> None:
    asked = located(mobilepay, f"find stores {how}", rule)
    mobilepay.refused(asked.given(state), 401)
    refused = mobilepay.refusal(stores)
    assert (refused.status, refused.code) == (401, "")


@pytest.mark.parametrize(
    ("how", "name", "state", "value", "code", "rule"),
    [
        ("no client version", calls.VERSION, "a header left out", "", "1153", "ERROR-07"),
        ("two client versions", calls.VERSION, "a header sent twice", "", "1157", "ERROR-08"),
        (
            "a client version of two numbers",
            calls.VERSION,
            "a header with another value",
            "2.1",
            "1161",
            "ERROR-09",
        ),
        ("no VAT number", calls.VAT, "a header left out", "", "1151", "AUTH-10"),
        ("two VAT numbers", calls.VAT, "a header sent twice", "", "1155", "ERROR-10"),
        (
            "a VAT number without a country",
            calls.VAT,
            "a header with another value",
            "12345678",
            "1159",
            "ERROR-11",
        ),
    ],
)
def test_each_header_has_codes_of_its_own(
    mobilepay: Any, how: str, name: str, state: str, value: str, code: str, rule: str
) -> None:
    asked = located(mobilepay, f"find stores with {how}", f"MOBILEPAY-{rule}")
    parameters = {"name": name} | ({"value": value} if value else {})
    mobilepay.refused(asked.given(state, **parameters), 400, code)
    refused = mobilepay.refusal(stores)
    assert (refused.status, refused.code) == (400, code)


def test_a_token_for_no_merchant_is_refused(mobilepay: Any) -> None:
    rule = "MOBILEPAY-AUTH-18"
    asked = located(mobilepay, "find stores with a token for an invalid merchant", rule)
    mobilepay.refused(asked.given("a token with an invalid merchant"), 400, "1182")
    assert mobilepay.refusal(stores).code == "1182"


def located(mobilepay: Any, what: str, rule: str) -> Any:
    asked = mobilepay.gets(what, STORES, rule).given("a merchant")
    asked.with_query_parameter("merchantBrandId", calls.BRAND)
    return asked.with_query_parameter("merchantLocationId", calls.LOCATION)


def stores(client: Any) -> Any:
    return client.stores.find(calls.BRAND, calls.LOCATION)


def read(mobilepay: Any) -> Any:
    return mobilepay.refusal(lambda client: client.payments.read(mobilepay.samples["paymentId"]))

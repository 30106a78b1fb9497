"""
What a merchant relies on who shows a QR and waits for it to be paid.
"""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.amazonpay.results import Order

QR = "/v2/pay/token"
ORDER_ID = "AMZDQR1112LX1uh0mAH00000057soA12201"
LINK = "upi://pay?pa=kutradqrblockdpay1%40yapl&cu=INR&am=1.50"
STATUSES = (
    "SUCCESS|FAILED|PENDING|EXPIRED|NO_RECORD_FOUND|TXN_NOT_INITIATED"
    "|TXN_CANCELLED_BEFORE_INITIATE|TXN_CANCELLED_AFTER_INITIATE"
)


def test_a_qr_is_generated(amazonpay: Any) -> None:
    rules = ["AMAZONPAY-CREATE-01", "AMAZONPAY-QR-01", "AMAZONPAY-AUTH-20"]
    asked = amazonpay.post("ask for a QR", QR, wanted(amazonpay), *rules).given("a merchant")
    sample = {"tokenId": ORDER_ID, "qrPayload": {"qrString": LINK}}
    forms = {
        "tokenId": match.like(ORDER_ID),
        "qrPayload": {"qrString": match.regex(LINK, regex=r"^upi://pay\?.+$")},
    }
    amazonpay.told(asked, QR, sample, forms)
    with amazonpay.client() as client:
        qr = client.generate(order(amazonpay))
    assert (qr.token_id, qr.link) == (ORDER_ID, LINK)


@pytest.mark.parametrize(
    ("state", "status", "form", "rules"),
    [
        ("a QR", "PENDING", STATUSES, ["AMAZONPAY-READ-01", "AMAZONPAY-READ-02"]),
        ("a charged QR", "SUCCESS", "SUCCESS", ["AMAZONPAY-READ-03", "AMAZONPAY-READ-01"]),
    ],
)
def test_the_status_of_a_qr_is_read(
    amazonpay: Any, state: str, status: str, form: str, rules: list[str]
) -> None:
    asked = status_of(amazonpay, f"read the status of {state}", amazonpay.of_state, *rules)
    standing(amazonpay, asked.given(state, amount="1.50"), status, form)
    with amazonpay.client() as client:
        found = client.status(ORDER_ID)
    assert (found.merchant_order_id, found.status) == (ORDER_ID, status)
    assert found.amount == Decimal("1.5")


def test_an_unknown_order_is_told(amazonpay: Any) -> None:
    """
    By a status of its own: that it comes with 200 is not documented.
    """
    what = "read the status of an unknown order"
    asked = status_of(amazonpay, what, lambda _, sample: sample, "AMAZONPAY-READ-12")
    standing(amazonpay, asked.given("a merchant"), "NO_RECORD_FOUND", "NO_RECORD_FOUND")
    with amazonpay.client() as client:
        assert client.status(ORDER_ID).status == "NO_RECORD_FOUND"


@pytest.mark.parametrize(
    ("state", "rule"),
    [("wrong credentials", "AMAZONPAY-AUTH-02"), ("an expired signature", "AMAZONPAY-AUTH-11")],
)
def test_a_call_that_is_not_signed_properly_is_refused(
    amazonpay: Any, state: str, rule: str
) -> None:
    """
    With a code that only the registration of endpoints documents.
    """
    asked = status_of(amazonpay, f"read a status with {state}", amazonpay.of_state, rule)
    amazonpay.invalid(asked.given("a QR", amount="1.50").given(state), 401)
    refused = amazonpay.refusal(lambda client: client.status(ORDER_ID))
    assert (refused.status, refused.code, refused.signed) == (401, "", False)


def status_of(amazonpay: Any, what: str, named: Any, *rules: str) -> Any:
    return amazonpay.get(what, QR, {"merchantOrderId": named("orderId", ORDER_ID)}, *rules)


def standing(amazonpay: Any, asked: Any, status: str, form: str) -> None:
    sample = {
        "merchantId": "AMAZONMID123",
        "merchantOrderId": ORDER_ID,
        "status": status,
        "amount": 1.5,
    }
    forms = {
        "merchantId": match.like(sample["merchantId"]),
        "merchantOrderId": match.like(ORDER_ID),
        "status": match.regex(status, regex=f"^({form})$"),
        "amount": amazonpay.amount(1.5),
    }
    amazonpay.told(asked, QR, sample, forms, "GET")


def order(amazonpay: Any) -> Order:
    expires = amazonpay.now + timedelta(minutes=5)
    return Order(ORDER_ID, Decimal("1.50"), expires, "kutraDQRtestblockdirectpay")


def wanted(amazonpay: Any) -> dict[str, object]:
    return {
        "orderId": amazonpay.of_state("orderId", ORDER_ID),
        "amount": match.regex("1.50", regex=r"^\d+(\.\d+)?$"),
        "expiryTimestamp": amazonpay.of_state("expiryTimestamp", "2024-09-12 07:36:25"),
        "currency": "INR",
        "clientId": "04",
        "qrMedium": "03",
        "distributionType": ["QR_STRING"],
        "storeId": amazonpay.of_state("storeId", "kutraDQRtestblockdirectpay"),
        "storeIdType": amazonpay.of_state("storeIdType", "MERCHANT_STORE_ID"),
    }

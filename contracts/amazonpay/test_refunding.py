"""
What a merchant relies on who gives back what was paid.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.amazonpay.client import AmazonPayClient
from payconform.providers.amazonpay.results import Refund

REFUND = "/v1/payments/refund"
STATUS = "/v1/payments/charge"
ORDER_ID = "AMZDQR1112LX1uh0mAH00000057soA12112"
REFUND_ID = "ve7vdsd99sde7f"
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$"
SAMPLE = {
    "refundId": REFUND_ID,
    "amazonRefundId": "P04-0249917-0735882-R8908908",
    "status": "Approved",
    "amount": 0.5,
    "refundedFee": 0.1,
    "currencyCode": "INR",
    "createTime": "2024-08-23T14:03:18.861Z",
    "updateTime": "2024-08-23T14:03:24.179Z",
}


def test_a_part_of_a_charge_is_refunded(amazonpay: Any) -> None:
    rules = [f"AMAZONPAY-REFUND-{number}" for number in ("01", "02", "03", "04", "09", "10")]
    asked = refunding(amazonpay, "refund a part of a charge", "0.50", *rules)
    asked.given("a charged QR", amount="1.50")
    amazonpay.told(asked, REFUND, SAMPLE, forms(amazonpay))
    # 200 in the newer edition, 201 in the older one.
    success = {"match": "statusCode", "status": "success"}
    asked.with_matching_rules({"status": {"combine": "AND", "matchers": [success]}})
    with amazonpay.client() as client:
        assert giving_back("0.50")(client) == expected()


@pytest.mark.parametrize(
    ("what", "state", "amount", "rule"),
    [
        ("refund more than was paid", "a charged QR", "1.51", "AMAZONPAY-REFUND-05"),
        ("refund what nobody paid", "a QR", "1.50", "AMAZONPAY-REFUND-07"),
        (
            "refund a charge a second time",
            "a charge that is refunded in full",
            "1.50",
            "AMAZONPAY-REFUND-05",
        ),
    ],
)
def test_a_refund_of_what_is_not_there_is_refused(
    amazonpay: Any, what: str, state: str, amount: str, rule: str
) -> None:
    """
    Its code is not documented for this API.
    """
    asked = refunding(amazonpay, what, amount, rule)
    amazonpay.invalid(asked.given(state, amount="1.50"))
    assert amazonpay.refusal(giving_back(amount)).status == 400


def test_the_status_of_a_refund_is_read(amazonpay: Any) -> None:
    query = {"txnIdType": "MerchantTxnId", "txnId": amazonpay.of_state("refundId", REFUND_ID)}
    asked = amazonpay.get("read the status of a refund", STATUS, query, "AMAZONPAY-REFUND-26")
    asked.given("a refund", amount="0.50").given(f"refunds are read at {STATUS}")
    amazonpay.told(asked, STATUS, SAMPLE, forms(amazonpay), "GET")
    with amazonpay.client() as client:
        assert client.refund_status(REFUND_ID) == expected()


def refunding(amazonpay: Any, what: str, amount: str, *rules: str) -> Any:
    body = {
        "amount": amount,
        "currencyCode": "INR",
        "refundId": amazonpay.of_state("refundId", REFUND_ID),
        "chargeIdType": "MerchantTxnId",
        "chargeId": amazonpay.of_state("orderId", ORDER_ID),
        "noteToCustomer": match.like("Returned"),
        "softDescriptor": match.like("Shop"),
    }
    return amazonpay.post(what, REFUND, body, *rules)


def giving_back(amount: str) -> Callable[[AmazonPayClient], Refund]:
    return lambda client: client.refund(REFUND_ID, ORDER_ID, Decimal(amount), "Returned", "Shop")


def forms(amazonpay: Any) -> dict[str, object]:
    return {
        **{name: match.like(SAMPLE[name]) for name in ("refundId", "amazonRefundId")},
        "amount": amazonpay.amount(0.5, r"^0\.50*$"),
        "refundedFee": amazonpay.amount(0.1),
        "status": match.regex("Approved", regex="^(Approved|Pending|Declined)$"),
        **{name: match.regex(SAMPLE[name], regex=MOMENT) for name in ("createTime", "updateTime")},
    }


def expected() -> Refund:
    return Refund(
        REFUND_ID,
        "P04-0249917-0735882-R8908908",
        "Approved",
        Decimal("0.5"),
        Decimal("0.1"),
        "INR",
        "2024-08-23T14:03:18.861Z",
        "2024-08-23T14:03:24.179Z",
    )

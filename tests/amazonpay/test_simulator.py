"""
The documents' example requests, sent as they stand, get the answers that the documents promise.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
import segno

from payconform.config import published
from payconform.providers.amazonpay import signing
from payconform.spec import closed, rows
from payconform.spec.openapi import document

Merchant = Any
Mint = Callable[..., Merchant]

ORDER = "AMZDQR1112LX1uh0mAH00000057soA12112"
KEYS = {
    "Approved": {"merchantId", "status", "amount"},
    "RefundApplicable": {
        "merchantId",
        "chargeId",
        "amazonChargeId",
        "status",
        "amount",
        "createTime",
        "updateTime",
    },
}


def printed(name: str, merchant: Merchant, **members: Any) -> bytes:
    """
    The request that a page prints, for a merchant of ours, with members replaced.
    """
    path = rows.find("fixtures", "amazonpay", "exchanges", f"{name}.yaml")
    body = json.loads(closed.read(path, "exchange")["request"]["body"])
    body |= {"merchantId": merchant.credentials["merchant_id"], **members}
    return json.dumps(body).encode("utf-8")


def generated(merchant: Merchant, order: str = ORDER) -> None:
    ends = "2024-09-12 07:36:25"
    body = printed("generateQr.created", merchant, orderId=order, expiryTimestamp=ends)
    assert merchant.send("POST", "/v2/pay/token", body).status_code == 200


def cancelled(merchant: Merchant, name: str) -> Any:
    body = printed(f"cancelQr.{name}", merchant, chargeId=ORDER)
    answer = merchant.send("POST", "/v2/pay/cancel", body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_generate_example_makes_a_qr(mint: Mint) -> None:
    sent = datetime(2024, 9, 12, 9, 48, 6, tzinfo=UTC)
    merchant = mint(now=sent.timestamp())
    merchant.now = sent
    answer = merchant.send("POST", "/v2/pay/token", printed("generateQr.created", merchant))
    assert answer.status_code == 200, answer.text
    assert answer.json()["tokenId"] == "AMZDQR1112LX1uh0mAH00000057soA12203"
    assert "&am=1.00&" in answer.json()["qrPayload"]["qrString"]


@pytest.mark.parametrize("example", ["approved", "refund_not_requested"])
def test_the_cancel_examples_approve_where_nobody_paid(merchant: Merchant, example: str) -> None:
    generated(merchant)
    told = cancelled(merchant, example)
    assert told["status"] == "Approved"
    assert told.keys() == KEYS["Approved"]


@pytest.mark.parametrize(
    ("example", "status"),
    [
        ("refund_applicable", "RefundApplicable"),
        ("refund_not_requested", "RefundApplicableButNotRequested"),
    ],
)
def test_the_cancel_examples_tell_of_a_charge(
    merchant: Merchant, example: str, status: str
) -> None:
    generated(merchant)
    paid = merchant.control("events", event="pay", orderId=ORDER).json()
    told = cancelled(merchant, example)
    assert told["status"] == status
    assert told["amazonChargeId"] == paid["amazonChargeId"]
    assert told.keys() == KEYS["RefundApplicable"]


def test_the_refund_example_refunds_a_charge(merchant: Merchant) -> None:
    generated(merchant)
    paid = merchant.control("events", event="pay", orderId=ORDER).json()
    body = printed("refundCharge.approved", merchant, chargeId=paid["amazonChargeId"])
    answer = merchant.send("POST", "/v1/payments/refund", body)
    judge = document("amazonpay").operations["refundCharge"].answer(200)
    assert answer.status_code == 200, answer.text
    assert [error.message for error in judge.iter_errors(answer.json())] == []
    assert answer.json()["amazonRefundId"].startswith(f"{paid['amazonChargeId']}-R")


def test_a_status_is_read_over_its_query(merchant: Merchant) -> None:
    generated(merchant)
    target = (
        f"/v2/pay/token?merchantOrderId={ORDER}&merchantId={merchant.credentials['merchant_id']}"
    )
    assert merchant.send("GET", target).json()["status"] == "PENDING"
    merchant.control("events", event="pay", orderId=ORDER)
    assert merchant.send("GET", target).json()["status"] == "SUCCESS"


# --- what happens without a request ---


def test_a_qr_is_paid_once(merchant: Merchant) -> None:
    generated(merchant)
    first, second = (
        merchant.control("events", event="pay", orderId=ORDER).json()["status"] for _ in range(2)
    )
    assert (first, second) == ("SUCCESS", "REFUSED")


def test_an_expired_qr_is_not_paid(merchant: Merchant) -> None:
    generated(merchant)
    merchant.advance(301)
    answer = merchant.control("events", event="pay", orderId=ORDER)
    assert answer.json() == {"status": "REFUSED"}


def test_nobody_pays_a_qr_that_is_not_there(merchant: Merchant) -> None:
    answer = merchant.control("events", event="pay", orderId="nobody")
    assert answer.status_code == 409
    assert "no QR has this orderId" in answer.json()["problem"]


def test_an_event_that_is_not_known_is_refused(merchant: Merchant) -> None:
    answer = merchant.control("events", event="tea")
    assert answer.status_code == 400
    assert answer.json()["problem"] == "no event tea; there are fail, pay"


# --- signatures ---


def test_the_merchants_own_host_is_signed(serve: Callable[..., Merchant]) -> None:
    usual = dict(published("amazonpay"))
    merchant = serve({**usual, "signed_host": "amazonpay-sandbox.amazon.in"})
    target = f"/v2/pay/token?merchantId={usual['merchant_id']}&merchantOrderId=x"
    assert merchant.send("GET", target).status_code == 200
    merchant.credentials = usual
    assert merchant.send("GET", target).status_code == 401


def test_a_signature_lasts_as_long_as_it_says(merchant: Merchant) -> None:
    target = f"/v2/pay/token?merchantId={merchant.credentials['merchant_id']}&merchantOrderId=x"
    merchant.advance(900)
    assert merchant.send("GET", target).status_code == 200
    merchant.advance(1)
    answer = merchant.send("GET", target)
    assert (answer.status_code, answer.json()["code"]) == (401, "AuthorizationExpired")


def test_no_answer_tells_the_secret(merchant: Merchant) -> None:
    generated(merchant)
    for target in ("/v2/pay/token", "/nowhere", "/v1/payments/charge"):
        told = merchant.send("GET", target)
        assert merchant.credentials["secret_key"] not in f"{told.headers} {told.text}"
        assert signing.REQUEST_ID in told.headers


ODD = [
    b"[1]",
    b"{",
    b"\xff",
    b'{"merchantId": "\\ud800"}',
    b"[" * 9999,
    b"null",
    b'{"amount": 1e999}',
]


@pytest.mark.parametrize(
    "target", ["/v2/pay/token", "/v2/pay/cancel", "/v1/payments/refund", "/v1/ipn"]
)
@pytest.mark.parametrize("body", ODD)
def test_an_odd_body_is_refused(merchant: Merchant, target: str, body: bytes) -> None:
    assert 400 <= merchant.send("POST", target, body).status_code < 500


@pytest.mark.parametrize("expires", ["", "x", "-1", "9" * 5000, "1.5", "٣"])
def test_an_odd_validity_is_refused(merchant: Merchant, expires: str) -> None:
    target = f"/v2/pay/token?merchantId={merchant.credentials['merchant_id']}&merchantOrderId=x"
    proof = f"AMZ+{merchant.credentials['access_key_id']}:y"
    headers = {"x-amz-expires": expires.encode("utf-8"), "Authorization": proof.encode("ascii")}
    answer = httpx.get(merchant.url + target, headers=headers)
    assert answer.status_code == 401


def test_the_image_shows_the_link_of_the_answer(merchant: Merchant) -> None:
    body = printed("generateQr.created", merchant, expiryTimestamp="2024-09-12 07:36:25")
    made = merchant.send("POST", "/v2/pay/token", body).json()
    session = f"{merchant.url}/_payconform/sessions/{merchant.credentials['access_key_id']}"
    shown = httpx.get(f"{session}/qrs/{json.loads(body)['orderId']}.svg").text
    drawn = segno.make_qr(made["qrPayload"]["qrString"]).svg_inline(scale=8)
    path = drawn.partition(' d="')[2].partition('"')[0]
    assert path
    assert path in shown

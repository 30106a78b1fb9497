"""
The reference client against the simulator, honest and lying.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from payconform.providers.amazonpay.client import AmazonPayClient
from payconform.providers.amazonpay.errors import AmazonPayForged, AmazonPayRefused
from payconform.providers.amazonpay.results import Cancellation, Order, Status

AMOUNT = Decimal("1.50")
ENDPOINT = "https://merchant.example.com/ipn"
CONFIRMATION = (
    b'{"Type": "SubscriptionConfirmation", "SubscribeURL": "https://sns.eu-west-1.amazonaws.com/"}'
)


@pytest.fixture
def client(merchant: Any) -> Iterator[AmazonPayClient]:
    with client_of(merchant) as opened:
        yield opened


def client_of(merchant: Any, **more: Any) -> AmazonPayClient:
    names = ("merchant_id", "access_key_id", "secret_key")
    own = {name: merchant.credentials[name] for name in names}
    return AmazonPayClient(merchant.url, **(own | {"clock": lambda: merchant.now} | more))


def order(merchant: Any) -> Order:
    ends = merchant.now + timedelta(minutes=5)
    return Order("order-1", AMOUNT, ends, merchant.credentials["store_id"])


def charged(merchant: Any, client: AmazonPayClient) -> None:
    client.generate(order(merchant))
    assert merchant.control("events", event="pay", orderId="order-1").status_code == 200


def test_a_qr_lives_and_is_cancelled(merchant: Any, client: AmazonPayClient) -> None:
    assert "am=1.50" in client.generate(order(merchant)).link
    assert client.status("order-1") == Status("order-1", "PENDING", AMOUNT)
    assert client.cancel("order-1", "out of tea") == Cancellation("Approved", AMOUNT)
    assert client.status("order-1").over


def test_a_charge_is_refunded_in_part_and_then_by_a_cancel(
    merchant: Any, client: AmazonPayClient
) -> None:
    charged(merchant, client)
    assert client.status("order-1").status == "SUCCESS"
    refund = client.refund("refund-1", "order-1", Decimal("0.50"), "broken", "shop")
    assert (refund.refund_id, refund.status, refund.amount) == (
        "refund-1",
        "Approved",
        Decimal("0.5"),
    )
    assert client.refund_status("refund-1") == refund
    without = client.cancel("order-1", "late", refund=False, reason="SESSION_EXPIRED")
    assert without.status == "RefundApplicableButNotRequested"
    cancelled = client.cancel("order-1", "late")
    assert (cancelled.status, cancelled.charge_id) == ("RefundApplicable", "order-1")
    assert cancelled.amazon_charge_id == without.amazon_charge_id


def test_the_snippets_of_the_documents_run(mint: Any) -> None:
    page = (Path(__file__).parents[2] / "docs" / "amazonpay.md").read_text("utf-8")
    first, second = re.findall("```python\n(.*?)```", page, re.DOTALL)
    merchant = mint(now=datetime.now(UTC).timestamp())

    def customer(link: str) -> None:
        assert link.startswith("upi://pay?")
        assert merchant.control("events", event="pay", orderId="order-1").status_code == 200

    names: dict[str, Any] = {**merchant.credentials, "url": merchant.url, "print": customer}
    exec(first, names)  # noqa: S102 - the snippet is what is tested
    with client_of(merchant, clock=lambda: datetime.now(UTC)) as client:
        assert client.status("order-1").status == "SUCCESS"
    names |= {"body": CONFIRMATION, "certified": lambda proof: proof is None}
    exec(second, names)  # noqa: S102
    assert names["event"].subscribe_url.startswith("https://sns.")


def test_a_refusal_carries_its_code(merchant: Any, client: AmazonPayClient) -> None:
    client.generate(order(merchant))
    with pytest.raises(AmazonPayRefused) as refused:
        client.refund("refund-1", "order-1", AMOUNT, "broken", "shop")
    assert (refused.value.status, refused.value.code) == (400, "ChargeNotApproved")
    assert refused.value.signed


def test_an_endpoint_is_registered(merchant: Any, client: AmazonPayClient) -> None:
    client.register(ENDPOINT)
    with pytest.raises(AmazonPayRefused) as refused:
        client.register("http://merchant.example.com/ipn")
    assert refused.value.code == "InvalidArguments"


@pytest.mark.parametrize(
    ("switches", "settings"),
    [
        ({"get_answer": "query_repeated"}, {}),
        ({"signed_empty_answer": "no"}, {}),
        ({"status_amount": "text", "refund_amounts": "text"}, {}),
        ({"refund_code": "s201"}, {}),
        ({"refund_status_path": "refund"}, {"refund_status_path": "/v1/payments/refund"}),
    ],
    ids=str,
)
def test_what_the_documents_leave_open_is_taken_either_way(
    mint: Any, switches: dict[str, str], settings: dict[str, str]
) -> None:
    merchant = mint(switches=switches)
    with client_of(merchant, **settings) as client:
        charged(merchant, client)
        client.register(ENDPOINT)
        assert client.status("order-1").amount == AMOUNT
        client.refund("refund-1", "order-1", Decimal("0.50"), "broken", "shop")
        assert client.refund_status("refund-1").amount == Decimal("0.5")


@pytest.mark.parametrize("signed", [True, False])
def test_a_refusal_tells_whether_it_is_signed(mint: Any, signed: bool) -> None:
    merchant = mint(switches={"signed_refusals": "yes" if signed else "no"})
    with client_of(merchant) as client, pytest.raises(AmazonPayRefused) as refused:
        client.cancel("order-1", "nobody knows it")
    assert (refused.value.code, refused.value.signed) == ("InvalidChargeId", signed)


def test_another_secret_is_refused_and_not_told(merchant: Any) -> None:
    with (
        client_of(merchant, secret_key="another secret") as client,
        pytest.raises((AmazonPayRefused, AmazonPayForged)) as refused,
    ):
        client.status("order-1")
    assert "another secret" not in str(refused.value)


def test_a_clock_that_goes_wrong_is_told(mint: Any) -> None:
    merchant = mint()
    late = merchant.now - timedelta(hours=1)
    with (
        client_of(merchant, clock=lambda: late) as client,
        pytest.raises(AmazonPayRefused) as refused,
    ):
        client.register(ENDPOINT)
    assert (refused.value.code, refused.value.signed) == ("AuthorizationExpired", False)


def test_the_host_that_is_signed_is_a_setting(serve: Any, mint: Any) -> None:
    host = "pay.example.com"
    merchant = serve({**mint().credentials, "signed_host": host})
    with client_of(merchant, signed_host=host) as client:
        assert client.generate(order(merchant)).token_id == "order-1"
    with client_of(merchant) as client, pytest.raises((AmazonPayRefused, AmazonPayForged)):
        client.generate(order(merchant))


@pytest.mark.parametrize(
    "fault",
    [
        "a_cancel_is_answered_unsigned",
        "a_refund_is_signed_as_if_it_were_a_charge",
        "a_signature_is_told_in_hexadecimal",
        "an_answer_is_altered_after_signing",
        "an_answer_is_signed_with_another_secret",
        "the_date_of_an_answer_has_hyphens",
        "the_date_of_an_answer_is_in_indian_time",
    ],
)
def test_an_answer_that_is_not_signed_rightly_is_not_believed(mint: Any, fault: str) -> None:
    merchant = mint(faults=[fault])
    with client_of(merchant) as client, pytest.raises(AmazonPayForged):
        whole_life(merchant, client)


def whole_life(merchant: Any, client: AmazonPayClient) -> None:
    charged(merchant, client)
    client.status("order-1")
    client.refund("refund-1", "order-1", Decimal("0.50"), "broken", "shop")
    client.cancel("order-1", "out of tea")

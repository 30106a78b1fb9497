"""
The reference client against whoever answers as Amazon Pay must not, late, or not at all.
"""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from payconform.model import Request, Response
from payconform.providers.amazonpay import signing
from payconform.providers.amazonpay.client import AmazonPayClient
from payconform.providers.amazonpay.errors import (
    AmazonPayRefused,
    AmazonPaySilent,
    AmazonPayUnclear,
)
from payconform.providers.amazonpay.results import Order

NOW = datetime(2024, 9, 12, 7, 31, 25, tzinfo=UTC)


class Provider:
    """
    Gives these answers in turn, the last one for ever, each signed by whoever has the secret; None
    is no answer.
    """

    def __init__(self, *answers: tuple[int, object] | None) -> None:
        self.left = list(answers)
        self.waited: list[float] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        given = self.left.pop(0) if len(self.left) > 1 else self.left[0]
        if given is None:
            raise httpx.ReadTimeout("", request=request)
        status, document = given
        date = NOW.strftime(signing.STAMP)
        headers = {signing.REQUEST_ID: "1", signing.DATE: date}
        response = Response(status, tuple(headers.items()), json.dumps(document).encode())
        asked = Request(request.method, request.url.raw_path.decode())
        made = signing.sign(signing.canonical_response(asked, response), date, "secret")
        proof = {signing.SIGNATURE: made.value}
        return httpx.Response(status, headers=headers | proof, content=response.body)

    def client(self) -> AmazonPayClient:
        http = httpx.Client(transport=httpx.MockTransport(self.answer))
        keys = {"access_key_id": "key", "secret_key": "secret"}
        return AmazonPayClient(
            "http://127.0.0.1", "M", **keys, http=http, clock=self.now, wait=self.waited.append
        )

    def now(self) -> datetime:
        return NOW + timedelta(seconds=sum(self.waited))


def standing(status: str, **members: object) -> tuple[int, object]:
    told = {"merchantId": "M", "merchantOrderId": "order-1", "status": status, "amount": "1.50"}
    return 200, told | members


@pytest.mark.parametrize(
    "answer",
    [
        standing("SUCCESS", merchantOrderId="order-2"),
        standing("SUCCESS", merchantId="another"),
        standing("SUCCESS", amount="much"),
        (200, {"merchantId": "M", "merchantOrderId": "order-1", "status": "SUCCESS"}),
        (200, {"merchantId": "M", "merchantOrderId": "order-1", "status": True, "amount": "1"}),
        (200, [1]),
    ],
    ids=str,
)
def test_a_signed_answer_that_is_not_the_one_asked_for_is_told(answer: tuple[int, object]) -> None:
    with Provider(answer).client() as client, pytest.raises(AmazonPayUnclear):
        client.status("order-1")


@pytest.mark.parametrize("shown", [{"qrPayload": {}}, {"qrPayload": "upi://pay"}, {}], ids=str)
def test_a_qr_without_a_link_is_told(shown: dict[str, object]) -> None:
    with Provider((200, {"tokenId": "t", **shown})).client() as client:
        ends = NOW + timedelta(minutes=5)
        with pytest.raises(AmazonPayUnclear):
            client.generate(Order("order-1", Decimal("1.50"), ends, "store"))


def test_an_error_among_the_statuses_is_a_refusal() -> None:
    with (
        Provider(standing("InvalidArguments")).client() as client,
        pytest.raises(AmazonPayRefused) as refused,
    ):
        client.status("order-1")
    assert refused.value.code == "InvalidArguments"


def test_what_reads_is_repeated_with_waits_that_grow() -> None:
    provider = Provider(None, (500, {"code": "InternalServerError"}), standing("PENDING"))
    with provider.client() as client:
        assert client.status("order-1").status == "PENDING"
    assert provider.waited == sorted(provider.waited)
    assert len(set(provider.waited)) == 2


def test_what_reads_is_not_repeated_for_ever() -> None:
    provider = Provider(None)
    with provider.client() as client, pytest.raises(AmazonPaySilent, match="GET /v2/pay/token"):
        client.status("order-1")
    assert len(provider.waited) == 3


@pytest.mark.parametrize(
    ("first", "error"), [(None, AmazonPaySilent), ((500, {}), AmazonPayRefused)], ids=str
)
def test_what_acts_is_not_repeated(first: Any, error: type[Exception]) -> None:
    provider = Provider(first, (200, {"merchantId": "M", "status": "Approved", "amount": "1"}))
    with provider.client() as client, pytest.raises(error):
        client.cancel("order-1", "out of tea")
    assert provider.waited == []


def test_a_payment_is_waited_for_as_the_documents_have_it() -> None:
    provider = Provider(standing("PENDING"), standing("PENDING"), standing("SUCCESS"))
    with provider.client() as client:
        assert client.settled("order-1", NOW + timedelta(minutes=5)).status == "SUCCESS"
    assert provider.waited == [15, 25]


def test_a_payment_is_waited_for_until_a_moment_only() -> None:
    provider = Provider(standing("PENDING"))
    with provider.client() as client:
        found = client.settled("order-1", NOW + timedelta(minutes=5))
    assert found.status == "PENDING"
    assert provider.waited == [15, 25, 30, 35, 40, 45, 50, 55, 5]

"""
The reference client against the simulator, and against whoever answers as iFortepay must not.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from payconform.providers.ifortepay import signing
from payconform.providers.ifortepay.client import IfortepayClient
from payconform.providers.ifortepay.errors import (
    IfortepayRefused,
    IfortepaySilent,
    IfortepayUnclear,
)
from payconform.providers.ifortepay.results import Customer, Order, Standing, Transaction

CUSTOMER = Customer("payer@example.com", "A Payer", "081200000000")
ORDER = Order("ext-1", "order-1", 15000, "tea", CUSTOMER, "https://merchant.example.com/callback")
NAMED = Transaction("11111111-1111-4111-8111-111111111111", "ext-1", "order-1", "NOBU")
CALLS: dict[str, Callable[[IfortepayClient], object]] = {
    "create": lambda client: client.create(ORDER),
    "inquire": lambda client: client.inquire(NAMED),
    "cancel": lambda client: client.cancel(NAMED),
    "cancel_payment": lambda client: client.cancel_payment(NAMED),
    "void": lambda client: client.void(NAMED),
}


@pytest.fixture
def client(merchant: Any) -> Iterator[IfortepayClient]:
    with client_of(merchant) as opened:
        yield opened


def client_of(merchant: Any, **more: Any) -> IfortepayClient:
    names = ("merchant_id", "secret_unbound_id", "hash_key")
    own = {name: merchant.credentials[name] for name in names}
    return IfortepayClient(merchant.url, **(own | {"clock": merchant.now} | more))


def link(merchant: Any, channel: str) -> Transaction:
    ids = {"external_id": "ext-9", "order_id": "order-9"}
    made = merchant.control("events", event="link", payment_channel=channel, **ids)
    return Transaction(made["transaction_id"], **ids, channel=channel)


def pay(merchant: Any, transaction: Transaction) -> str:
    told = merchant.control("events", event="pay", transaction_id=transaction.transaction_id)
    return str(told["status"])


def test_a_qr_lives_and_is_cancelled(merchant: Any, client: IfortepayClient) -> None:
    qr = client.create(ORDER)
    assert qr.content.startswith("000201")
    assert client.inquire(qr.transaction) == Standing("ACTIVE", Decimal(15000), "IDR")
    assert client.inquire(qr.transaction).live
    assert client.cancel(qr.transaction).status == "CANCELED"
    assert pay(merchant, qr.transaction) == "REFUSED"
    assert not client.inquire(qr.transaction).live


def test_a_qr_is_paid(merchant: Any, client: IfortepayClient) -> None:
    transaction = client.create(ORDER).transaction
    assert pay(merchant, transaction) == "PAID"
    assert client.inquire(transaction).paid


def test_a_qr_lives_as_long_as_it_was_asked_to(merchant: Any, client: IfortepayClient) -> None:
    transaction = client.create(replace(ORDER, lives=timedelta(minutes=20))).transaction
    merchant.advance(1199)
    assert client.inquire(transaction).live
    merchant.advance(2)
    assert client.inquire(transaction).status == "EXPIRED"


def test_a_payment_by_dana_is_voided(merchant: Any, client: IfortepayClient) -> None:
    transaction = link(merchant, "DANA")
    assert pay(merchant, transaction) == "PAID"
    client.void(transaction)
    assert client.inquire(transaction).status == "VOID"


def test_a_link_is_cancelled(merchant: Any, client: IfortepayClient) -> None:
    assert client.cancel_payment(link(merchant, "SHOPEEPAY")).status == "CANCELED"


@pytest.mark.parametrize(
    "switches",
    [
        {"live_status": "request", "paid_status": "success", "status_case": "lower"},
        {"method_case": "upper", "link_channel_case": "upper", "upper_case_hex": "accept"},
        {
            "without_callback_url": "refuse",
            "status_of_01": "s200",
            "status_of_02": "s200",
            "invalid_code": "c98",
        },
    ],
    ids=str,
)
def test_what_the_documents_leave_open_is_taken_either_way(
    mint: Any, switches: dict[str, str]
) -> None:
    merchant = mint(switches=switches)
    with client_of(merchant) as client:
        transaction = client.create(ORDER).transaction
        assert client.inquire(transaction).live
        assert pay(merchant, transaction) == "PAID"
        assert client.inquire(transaction).paid
        with pytest.raises(IfortepayRefused):
            client.inquire(NAMED)


@pytest.mark.parametrize("status", ["s401", "s200"])
@pytest.mark.parametrize(
    ("wrong", "code"), [("secret_unbound_id", "04"), ("hash_key", "99")], ids=str
)
def test_a_refusal_carries_its_code_and_no_secret(
    mint: Any, wrong: str, code: str, status: str
) -> None:
    merchant = mint(switches={"status_of_04": status, "status_of_99": status})
    with (
        client_of(merchant, **{wrong: "another secret"}) as client,
        pytest.raises(IfortepayRefused) as refused,
    ):
        client.create(ORDER)
    assert (refused.value.code, refused.value.status) == (code, int(status[1:]))
    assert "another secret" not in str(refused.value)


def test_the_key_of_a_sub_merchant_signs_for_it(merchant: Any) -> None:
    name, key = (merchant.credentials[one] for one in ("sub_merchant", "sub_hash_key"))
    with client_of(merchant, sub_merchant=name, hash_key=key) as client:
        assert client.create(ORDER).content
    with client_of(merchant, sub_merchant=name) as client, pytest.raises(IfortepayRefused) as wrong:
        client.inquire(NAMED)
    assert wrong.value.code == "99"


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (500, b"<html>", IfortepayRefused),
        (401, b'{"response_code": "99"}', IfortepayRefused),
        (200, b'{"response_code": "02"}', IfortepayRefused),
        (404, b'{"response_code": "00"}', IfortepayRefused),
        (200, b"[1]", IfortepayUnclear),
        (200, b'{"response_code": 0}', IfortepayUnclear),
        (200, b'{"response_code": "00", "external_id": "ext-2"}', IfortepayUnclear),
        (302, b"", IfortepayUnclear),
        (None, b"", IfortepaySilent),
    ],
    ids=str,
)
def test_what_is_no_success_is_told_and_not_asked_again(
    call: str, status: int | None, body: bytes, error: type[Exception]
) -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if status is None:
            raise httpx.ReadTimeout("", request=request)
        return httpx.Response(status, content=body)

    with answering(answer) as client, pytest.raises(error):
        CALLS[call](client)
    assert len(asked) == 1
    assert asked[0].headers[signing.SIGNATURE] == signing.sign("key", "ext-1", "order-1").value


@pytest.mark.parametrize(
    ("call", "body"),
    [
        ("create", {"transaction_id": "1"}),
        ("create", {"transaction_id": "1", "qr_response": "000201"}),
        ("create", {"qr_response": {"qr_string": "000201"}}),
        ("inquire", {}),
        ("inquire", {"transaction_status": 1}),
        ("cancel", {}),
        ("cancel", {"transaction_status": "ACTIVE"}),
        ("cancel", {"transaction_status": "CANCELED", "transaction_id": "2"}),
        ("cancel_payment", {"transaction_status": "CANCELED", "order_id": "order-2"}),
    ],
    ids=str,
)
def test_a_success_without_what_is_needed_is_told(call: str, body: dict[str, object]) -> None:
    told = httpx.Response(200, json={"response_code": "00", **body})
    with answering(lambda _: told) as client, pytest.raises(IfortepayUnclear):
        CALLS[call](client)


@pytest.mark.parametrize("amount", [None, "15000", True, {}], ids=str)
def test_an_amount_that_is_no_number_is_left_out(amount: object) -> None:
    body = {"transaction_status": "PAID", "payment_details": {"amount": amount}}
    told = httpx.Response(200, json={"response_code": "00", **body})
    with answering(lambda _: told) as client:
        assert client.inquire(NAMED) == Standing("PAID")


def answering(answer: Callable[[httpx.Request], httpx.Response]) -> IfortepayClient:
    http = httpx.Client(transport=httpx.MockTransport(answer))
    return IfortepayClient("http://127.0.0.1", "M", "secret", "key", http=http)


def test_the_snippets_of_the_documents_run(mint: Any) -> None:
    page = (Path(__file__).parents[2] / "docs" / "ifortepay.md").read_text("utf-8")
    first, second = re.findall("```python\n(.*?)```", page, re.DOTALL)
    merchant = mint(now=datetime.now(UTC).timestamp())
    shown: list[str] = []
    names: dict[str, Any] = {**merchant.credentials, "url": merchant.url, "print": shown.append}
    exec(first, names)  # noqa: S102 - the snippet is what is tested
    assert shown[0].startswith("000201")
    assert not names["standing"].paid
    ids = {"external_id": "ext-1", "order_id": "order-1"}
    proof = signing.sign_callback(merchant.credentials["hash_key"], "1", *ids.values())
    body = (
        b'{"transaction_id": "1", "external_id": "ext-1", "order_id": "order-1",'
        b' "payment_channel": "NOBU", "transaction_status": "PAID"}'
    )
    exec(second, {**names, "body": body, "headers": ((signing.CALLBACK, proof.value),)})  # noqa: S102
    assert shown[1] == Transaction("1", **ids, channel="NOBU")

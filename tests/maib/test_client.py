"""
The reference client against the simulator, and against servers that answer as maib must not.
"""

import json
import re
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from payconform.providers.maib import callback
from payconform.providers.maib.client import MaibClient
from payconform.providers.maib.errors import (
    MaibForged,
    MaibRefused,
    MaibSilent,
    MaibUnclear,
    Problem,
)
from payconform.providers.maib.results import Refund, Terms

# A callback that public clients publish; its key is the documents' sample key.
KEY = "8508706b-3454-4733-8295-56e617c4abcf"
CALLBACK = (
    b'{"result": {"qrId": "c3108b2f-6c2e-43a2-bdea-123456789012",'
    b' "extensionId": "3fe7f013-23a6-4d09-a4a4-123456789012", "qrStatus": "Paid",'
    b' "payId": "eb361f48-bb39-45e2-950b-123456789012", "referenceId": "MIA0001234567",'
    b' "orderId": "123", "amount": 50.00,'
    b' "commission": 0.1, "currency": "MDL", "payerName": "TEST QR PAYMENT",'
    b' "payerIban": "MD88AG000000011621810140",'
    b' "executedAt": "2025-04-18T14:04:11.81145+00:00", "terminalId": null},'
    b' "signature": "fHM+l4L1ycFWZDRTh/Vr8oybq1Q1xySdjyvmFQCmZ4s="}'
)
PAYER = {"iban": "MD88AG000000011621810140", "payer_name": "John D."}
AMOUNT = Decimal("50.25")


@pytest.fixture
def client(merchant: Any) -> Iterator[MaibClient]:
    with client_of(merchant) as opened:
        yield opened


def client_of(merchant: Any, **more: object) -> MaibClient:
    names = merchant.credentials
    return MaibClient(merchant.url, names["client_id"], names["client_secret"], **more)  # type: ignore[arg-type]


def terms(**members: object) -> Terms:
    ahead = datetime.now(UTC) + timedelta(minutes=10)
    return Terms(**{"description": "Tea", "amount": AMOUNT, "expires_at": ahead, **members})  # type: ignore[arg-type]


def test_a_dynamic_qr_lives_and_is_cancelled(client: MaibClient) -> None:
    qr = client.create_qr("Dynamic", "Fixed", terms(order_id="17"))
    assert (qr.type, qr.order_id) == ("Dynamic", "17")
    read = client.qr(qr.qr_id)
    assert (read.status, read.amount, read.description) == ("Active", AMOUNT, "Tea")
    assert client.cancel_qr(qr.qr_id, "out of tea").status == "Cancelled"
    with pytest.raises(MaibRefused) as refused:
        client.cancel_qr(qr.qr_id, "again")
    assert (refused.value.status, refused.value.code) == (409, "14005")
    assert refused.value.problems[0].args == {"qrId": qr.qr_id}


def test_a_payment_is_read_listed_and_refunded(client: MaibClient) -> None:
    qr = client.create_qr("Dynamic", "Fixed", terms())
    paid = client.pay_test(qr.qr_id, AMOUNT, **PAYER)
    assert (paid.qr_status, paid.amount) == ("Paid", AMOUNT)
    assert client.payment(paid.pay_id).status == "Executed"
    page = client.payments(count=5, qrId=qr.qr_id)
    assert (page.total, [item.pay_id for item in page.items]) == (1, [paid.pay_id])
    first = client.refund(paid.pay_id, "broken", amount=Decimal("0.25"))
    assert first == Refund("Created", refund_id=first.refund_id)
    client.refund(paid.pay_id, "the rest")
    assert client.payment(paid.pay_id).status == "Refunded"
    with pytest.raises(MaibRefused) as refused:
        client.refund(paid.pay_id, "once more")
    assert refused.value.code == "14015"


def test_a_hybrid_qr_is_extended(client: MaibClient) -> None:
    qr = client.create_hybrid_qr("Fixed", terms())
    assert client.cancel_extension(qr.qr_id) == qr.extension_id
    extension = client.create_extension(qr.qr_id, terms(amount=Decimal("7.5")))
    assert client.qr(qr.qr_id).amount == Decimal("7.5")
    assert client.cancel_extension(qr.qr_id, "changed") == extension
    listed = client.qrs(count=1, qrId=qr.qr_id)
    assert [item.type for item in listed.items] == ["Hybrid"]


def test_a_token_is_renewed_before_it_ends(merchant: Any) -> None:
    moments = [0.0]
    with client_of(merchant, clock=lambda: moments[0]) as client:
        qr = client.create_qr("Dynamic", "Fixed", terms())
        merchant.control("clock", advance=295)
        moments[0] = 295.0
        assert client.qr(qr.qr_id).status == "Active"


def test_a_token_that_ended_early_is_renewed_once(merchant: Any) -> None:
    with client_of(merchant) as client:
        qr = client.create_qr("Dynamic", "Fixed", terms())
        merchant.control("clock", advance=301)  # the client's own clock does not notice
        assert client.qr(qr.qr_id).status == "Active"


@pytest.mark.parametrize("condition", ["429", "503", "10000"])
def test_a_read_outlasts_what_is_over_soon(merchant: Any, condition: str) -> None:
    waited: list[float] = []
    with client_of(merchant, wait=waited.append) as client:
        qr = client.create_qr("Dynamic", "Fixed", terms())
        merchant.control("conditions", condition=condition, operation="getQr", times=2)
        assert client.qr(qr.qr_id).status == "Active"
    assert len(waited) == 2


def test_the_snippets_of_the_documents_run(merchant: Any) -> None:
    page = (Path(__file__).parents[2] / "docs" / "maib.md").read_text("utf-8")
    first, second = re.findall("```python\n(.*?)```", page, re.DOTALL)
    names: dict[str, Any] = {**merchant.credentials, "body": CALLBACK, "signature_key": KEY}
    exec(first.replace("https://sandbox.maibmerchants.md", merchant.url), names)  # noqa: S102 - the snippet is what is tested
    with client_of(merchant) as client:
        assert client.qr(names["qr"].qr_id).status == "Cancelled"
    exec(second, names)  # noqa: S102
    assert names["paid"].amount == Decimal(50)


def test_wrong_credentials_are_told(merchant: Any) -> None:
    with (
        MaibClient(merchant.url, merchant.credentials["client_id"], "wrong") as client,
        pytest.raises(MaibRefused) as refused,
    ):
        client.qrs(count=1)
    assert (refused.value.status, refused.value.code) == (401, "11000")
    assert "wrong" not in str(refused.value)


Answer = tuple[int, bytes] | None


def answering(
    *answers: Answer, waited: list[float] | None = None, token: object = None
) -> MaibClient:
    """
    A client of a server that issues tokens and gives these answers in turn, the last one for ever;
    None is no answer.
    """
    left = list(answers)
    waits = [] if waited is None else waited

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v2/auth/token":
            issued = token or {"accessToken": "t", "expiresIn": 300, "tokenType": "Bearer"}
            return httpx.Response(200, json={"result": issued, "ok": True})
        came = left.pop(0) if len(left) > 1 else left[0]
        if came is None:
            raise httpx.ReadTimeout("", request=request)
        return httpx.Response(came[0], content=came[1])

    http = httpx.Client(transport=httpx.MockTransport(answer))
    return MaibClient("http://127.0.0.1", "id", "secret", http=http, wait=waits.append)


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"result": {"qrId": "q"}}),
        (200, {"result": {"qrId": "q"}, "ok": "true"}),
        (200, {"result": {"qrId": "q"}, "ok": 1}),
        (200, {"result": None, "ok": True}),
        (200, {"errors": [{"errorCode": "12000", "errorMessage": "no"}]}),
        (200, [1]),
        (500, {"errors": "many", "ok": False}),
    ],
    ids=json.dumps,
)
def test_only_ok_true_is_a_success(status: int, body: object) -> None:
    with answering((status, json.dumps(body).encode())) as client, pytest.raises(MaibRefused):
        client.qr("q")


@pytest.mark.parametrize("written", ["14005", "maib.merchant.payments-14005"])
def test_a_code_is_known_by_its_ending(written: str) -> None:
    error = {"errorCode": written, "errorMessage": "Cancelled.", "errorArgs": {"qrId": "q"}}
    body = json.dumps({"errors": [error], "ok": False}).encode()
    with answering((409, body)) as client, pytest.raises(MaibRefused) as refused:
        client.qr("q")
    assert refused.value.problems == (Problem("14005", "Cancelled.", {"qrId": "q"}),)


def test_html_is_a_refusal_without_a_code() -> None:
    with (
        answering((502, b"<html>")) as client,
        pytest.raises(MaibRefused, match="status 502") as told,
    ):
        client.qr("q")
    assert told.value.code == ""


def test_silence_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        closed = listener.getsockname()[1]
    client = MaibClient(f"http://127.0.0.1:{closed}", "id", "secret")
    with client, pytest.raises(MaibSilent, match="POST /v2/auth/token"):
        client.qr("q")


@pytest.mark.parametrize("call", [lambda one: one.qr("q"), lambda one: one.qrs(count=1)])
def test_a_success_without_what_it_promises_is_told(call: Any) -> None:
    with answering((200, b'{"result": {}, "ok": true}')) as client, pytest.raises(MaibUnclear):
        call(client)


QR = (200, b'{"result": {"qrId": "q", "status": "Cancelled"}, "ok": true}')


@pytest.mark.parametrize("call", [lambda one: one.qr("q"), lambda one: one.cancel_qr("q", "r")])
def test_haste_is_answered_with_waits_that_grow(call: Any) -> None:
    waited: list[float] = []
    with answering((429, b""), (429, b""), QR, waited=waited) as client:
        assert call(client).qr_id == "q"
    assert waited == sorted(waited)
    assert len(set(waited)) == 2


def test_haste_that_never_ends_is_told() -> None:
    waited: list[float] = []
    with answering((429, b""), waited=waited) as client, pytest.raises(MaibRefused) as refused:
        client.qr("q")
    assert refused.value.status == 429
    assert len(waited) == 3


@pytest.mark.parametrize("first", [None, (500, b""), (503, b"")], ids=str)
def test_what_reads_is_repeated_where_the_first_answer_is_lost(first: Answer) -> None:
    with answering(first, QR) as client:
        assert client.qr("q").qr_id == "q"


@pytest.mark.parametrize(
    ("first", "error"),
    [(None, MaibSilent), ((500, b""), MaibRefused), ((503, b""), MaibRefused)],
    ids=str,
)
def test_what_acts_is_not_repeated(first: Answer, error: type[Exception]) -> None:
    waited: list[float] = []
    with answering(first, QR, waited=waited) as client, pytest.raises(error):
        client.cancel_qr("q", "r")
    assert waited == []


@pytest.mark.parametrize(
    "token", [{"accessToken": "t", "expiresIn": "soon"}, {"accessToken": 1, "expiresIn": 300}]
)
def test_a_token_of_another_kind_is_told(token: object) -> None:
    with answering(QR, token=token) as client, pytest.raises(MaibUnclear):
        client.qr("q")


@pytest.mark.parametrize("items", ["all", [1]], ids=str)
def test_a_list_of_another_kind_is_told(items: object) -> None:
    body = json.dumps({"result": {"totalCount": 1, "items": items}, "ok": True}).encode()
    with answering((200, body)) as client, pytest.raises(MaibUnclear):
        client.qrs(count=1)


def test_a_callback_is_believed_where_its_signature_verifies() -> None:
    paid = callback.told(CALLBACK, KEY)
    assert (paid.qr_status, paid.order_id, paid.amount) == ("Paid", "123", Decimal(50))
    forged = CALLBACK.replace(b"eb361f48", b"00000000")
    for one in (forged, b"[]", b"{", b'{"result": {}, "signature": 1}'):
        with pytest.raises(MaibForged):
            callback.told(one, KEY)


def test_an_id_cannot_lead_elsewhere(client: MaibClient) -> None:
    with pytest.raises(MaibRefused) as refused:
        client.qr("../payments?x=")
    assert refused.value.code == "12000"

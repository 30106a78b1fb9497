"""
How the reference client bears with whoever answers late, wrongly, or not at all.
"""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import count
from typing import Any

import httpx
import pytest

from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.client import Integrator, MobilePayClient, Patience
from payconform.providers.mobilepay.client.asked import NewPos, Order, Restrictions, Terms
from payconform.providers.mobilepay.client.errors import (
    MobilePayError,
    MobilePayFailed,
    MobilePayRefused,
    MobilePaySilent,
    MobilePayUncertain,
    MobilePayUnclear,
)
from payconform.providers.mobilepay.client.results import Payment

INTEGRATOR = Integrator("the client", "the secret", "DK12345678", "2.1.1")
TERMS = Terms(Decimal("12.5"))
ORDER = Order("pos-1", "ORDER-1")
READ: dict[str, Any] = {
    "paymentId": "p-1",
    "posId": "pos-1",
    "orderId": "ORDER-1",
    "status": "Reserved",
    "pollDelayInMs": 1000,
}
REFUND: dict[str, Any] = {
    "refundId": "r-1",
    "paymentId": "p-1",
    "refundOrderId": "R-1",
    "amount": 12.5,
    "currencyCode": "DKK",
    "status": "Reserved",
    "pollDelayInMs": 100,
}
PAYMENT = Payment("p-1", "pos-1", "ORDER-1", "Reserved", Decimal(1000), Decimal("12.5"))
POS = NewPos("Till-1", "store-1", "Till 1")
CALLS: dict[str, Callable[[MobilePayClient], object]] = {
    "initiate": lambda client: client.payments.initiate(ORDER, TERMS),
    "prepare": lambda client: client.payments.prepare(ORDER),
    "ready": lambda client: client.payments.ready("p-1", TERMS),
    "read": lambda client: client.payments.read("p-1"),
    "find": lambda client: client.payments.find(order_id="ORDER-1"),
    "capture": lambda client: client.payments.capture(PAYMENT),
    "cancel": lambda client: client.payments.cancel("p-1"),
    "refund": lambda client: client.refunds.create("p-1", "R-1", Decimal("12.5")),
    "refund find": lambda client: client.refunds.find(payment_id="p-1"),
    "refund read": lambda client: client.refunds.read("r-1"),
    "refund capture": lambda client: client.refunds.capture("r-1"),
    "refund cancel": lambda client: client.refunds.cancel("r-1"),
    "pos": lambda client: client.points.create(POS),
    "pos read": lambda client: client.points.read("pos-1"),
    "pos find": lambda client: client.points.find(beacon_id="b-1"),
    "pos delete": lambda client: client.points.delete("pos-1"),
    "check-in": lambda client: client.points.check_in("pos-1"),
    "stores": lambda client: client.stores.find(),
    "store": lambda client: client.stores.read("store-1"),
    "detailed": lambda client: client.stores.detailed(),
}
CREATING = ("initiate", "prepare", "refund", "pos")
NEEDING = sorted(set(CALLS) - {"ready", "capture", "refund capture", "pos delete"})

every_call = pytest.mark.parametrize("call", CALLS)


class Server:
    """
    Answers each call with the next of some answers, the last again and again; a number is a status
    without a body, None is silence. Time passes only while the client waits.
    """

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []
        self.times: list[float] = []
        self.tokens = 0
        self.now = 0.0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/token"):
            self.tokens += 1
            told = {"access_token": f"token {self.tokens}", "expires_in": 3700}
            return httpx.Response(200, json=told)
        self.asked.append(request)
        self.times.append(self.now)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if answer is None:
            raise httpx.ReadTimeout("", request=request)
        if isinstance(answer, int):
            return httpx.Response(answer)
        status, body = answer if isinstance(answer, tuple) else (200, answer)
        return httpx.Response(status, json=body)

    def wait(self, seconds: float) -> None:
        self.now += seconds


def client_of(server: Callable[[httpx.Request], httpx.Response], **more: Any) -> MobilePayClient:
    numbers = count(1)
    time = {"clock": lambda: server.now, "wait": server.wait} if isinstance(server, Server) else {}
    return MobilePayClient(
        "http://127.0.0.1",
        INTEGRATOR,
        patience=Patience(**(time | more)),
        ids=lambda: f"key {next(numbers)}",
        http=httpx.Client(transport=httpx.MockTransport(server)),
    )


@pytest.fixture
def told() -> Iterator[Callable[..., tuple[Server, MobilePayClient]]]:
    clients: list[MobilePayClient] = []

    def tell(*answers: object, **more: Any) -> tuple[Server, MobilePayClient]:
        server = Server(*answers)
        clients.append(client_of(server, **more))
        return server, clients[-1]

    yield tell
    for client in clients:
        client.close()


# --- what is sent again ---


@every_call
@pytest.mark.parametrize("answer", [None, 500, 503, (500, {"code": "2000"})], ids=str)
@pytest.mark.parametrize("retries", [0, 2, 5])
def test_silence_and_failures_are_borne_so_often(
    told: Any, call: str, answer: object, retries: int
) -> None:
    server, client = told(answer, retries=retries)
    with pytest.raises(MobilePayFailed if answer else MobilePaySilent) as uncertain:
        CALLS[call](client)
    assert len(server.asked) == 1 + retries
    assert len({(one.method, one.url, one.content) for one in server.asked}) == 1
    assert uncertain.value.key == ("key 1" if call in CREATING else "")
    assert {one.headers.get(calls.KEY, "") for one in server.asked} == {uncertain.value.key}
    assert server.times == [float(number) for number in range(1 + retries)]


def test_an_answer_that_does_not_come_in_time_is_asked_for_again(listen: Any) -> None:
    """
    Over a socket: the first payment is heard, and never answered.
    """
    token, created = ({"access_token": "t", "expires_in": 3700}, {"paymentId": "p-1"})
    asked: list[bytes] = []

    def serve(client: Any, listener: Any) -> None:
        while request := listener.request(client):
            asked.extend([request] if b"/payments" in request else [])
            if len(asked) == 1:
                listener.over.wait()
            body = json.dumps(created if asked else token).encode("ascii")
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)

    patience = Patience(retries=5, acts=0.3, wait=lambda _: None)
    with MobilePayClient(listen(serve).url, INTEGRATOR, patience=patience) as client:
        assert client.payments.initiate(ORDER, TERMS) == "p-1"
    keys = {line for one in asked for line in one.splitlines() if calls.KEY.encode() in line}
    assert len(asked) > 1
    assert len(keys) == 1


@pytest.mark.parametrize("retries", [-1, 6])
def test_more_retries_than_allowed_are_refused(retries: int) -> None:
    with pytest.raises(ValueError, match="5 are the most"):
        Patience(retries=retries)


@every_call
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 415])
def test_what_is_refused_is_not_sent_again(told: Any, call: str, status: int) -> None:
    body = {"code": "1099", "message": "no", "correlationId": "c-1"}
    server, client = told((status, body))
    if (call, status) == ("pos delete", 404):  # gone is gone
        CALLS[call](client)
    else:
        with pytest.raises(MobilePayRefused) as refused:
            CALLS[call](client)
        seen = (refused.value.status, refused.value.code, refused.value.correlation_id)
        assert seen == (status, "1099", "c-1")
    assert len({(one.method, one.url) for one in server.asked}) == len(server.asked)
    read_after = status == 409 and call in ("cancel", "refund cancel")
    assert len(server.asked) == (2 if read_after else 1)


def test_the_first_answer_after_silence_is_taken(told: Any) -> None:
    server, client = told(None, 500, {"paymentId": "p-1"})
    assert client.payments.initiate(ORDER, TERMS) == "p-1"
    assert len(server.asked) == 3


def test_each_intent_has_a_key_of_its_own(told: Any) -> None:
    server, client = told({"paymentId": "p-1"})
    for key in ("", "", "kept"):
        client.payments.initiate(ORDER, TERMS, key=key)
    assert [one.headers[calls.KEY] for one in server.asked] == ["key 1", "key 2", "kept"]


def test_only_what_creates_has_a_key(told: Any) -> None:
    server, client = told({**READ, **REFUND})
    for call in ("ready", "read", "capture", "cancel", "refund capture", "refund read"):
        CALLS[call](client)
    assert [one for one in server.asked if calls.KEY in one.headers] == []


def test_what_reads_is_waited_for_less_long(told: Any) -> None:
    server, client = told(READ)
    client.payments.read("p-1")
    client.payments.capture(PAYMENT)
    seconds = [one.extensions["timeout"]["read"] for one in server.asked]
    assert seconds == [0.5, 2.0]


def test_after_401_the_next_call_has_a_new_token(told: Any) -> None:
    server, client = told(401, READ)
    with pytest.raises(MobilePayRefused) as refused:
        client.payments.read("p-1")
    assert refused.value.code == ""
    client.payments.read("p-1")
    bearers = [one.headers["Authorization"] for one in server.asked]
    assert bearers == ["Bearer token 1", "Bearer token 2"]


# --- when it is sent ---


def test_a_payment_is_polled_at_most_once_a_second(told: Any) -> None:
    server, client = told({**READ, "pollDelayInMs": 100})
    for _ in range(3):
        client.payments.read("p-1")
    assert server.times == [0, 1, 2]


def test_a_longer_delay_is_kept_also_after_silence(told: Any) -> None:
    server, client = told({**READ, "pollDelayInMs": 2500}, None, READ)
    client.payments.read("p-1")
    client.payments.read("p-1")
    assert server.times == [0, 2.5, 5]


def test_a_refund_is_polled_as_often_as_its_delay_allows(told: Any) -> None:
    server, client = told({**REFUND, "status": "Initiated"})
    assert client.refunds.settled("r-1", 0.25).status == "Initiated"
    assert server.times == pytest.approx([0, 0.1, 0.2, 0.3])


def test_payments_are_paced_apart(told: Any) -> None:
    server, client = told(READ, {**READ, "paymentId": "p-2"})
    client.payments.read("p-1")
    client.payments.read("p-2")
    assert server.times == [0, 0]


def test_silence_is_outwaited_until_the_end(told: Any) -> None:
    server, client = told(None, None, None, None, READ)
    assert client.payments.settled("p-1", 60).status == "Reserved"
    assert len(server.asked) == 5
    server, client = told(None)
    with pytest.raises(MobilePayUncertain):
        client.payments.settled("p-1", 4)
    assert server.now >= 4


# --- what is not taken for what it is not ---


def test_a_cancel_is_believed_once_it_is_read(told: Any) -> None:
    reads = [{**READ, "status": one} for one in ("Reserved", "Reserved", "CancelledByClient")]
    server, client = told(200, *reads)
    found = client.payments.cancel("p-1")
    assert (found.cancelled, len(server.asked)) == (True, 4)


def test_a_cancel_that_is_never_seen_is_told_as_it_reads(told: Any) -> None:
    server, client = told(200, READ)
    assert not client.payments.cancel("p-1").cancelled
    assert server.now <= 11


def test_a_captured_payment_is_not_told_as_cancelled(told: Any) -> None:
    _, client = told((409, {"code": "1300"}), {**READ, "status": "Captured"})
    found = client.payments.cancel("p-1")
    assert (found.status, found.cancelled) == ("Captured", False)


@pytest.mark.parametrize("call", NEEDING)
@pytest.mark.parametrize("answer", [{}, [1], "text", {"status": "Reserved"}], ids=str)
def test_a_success_without_what_is_needed_is_told(told: Any, call: str, answer: object) -> None:
    server, client = told((200, answer))
    with pytest.raises(MobilePayUnclear):
        CALLS[call](client)
    assert server.asked


@every_call
def test_a_redirect_is_no_answer(told: Any, call: str) -> None:
    _, client = told(302)
    with pytest.raises(MobilePayUnclear):
        CALLS[call](client)


def test_an_answer_about_something_else_is_told(told: Any) -> None:
    for answer, call in (({**READ, "paymentId": "p-2"}, "read"), (REFUND, "refund read")):
        _, client = told({**answer, "refundId": "r-2"})
        with pytest.raises(MobilePayUnclear, match="about another"):
            CALLS[call](client)


def test_a_token_that_lacks_what_is_needed_is_told() -> None:
    for body in ({}, {"access_token": "t"}, {"access_token": "t", "expires_in": "3700"}):
        with (
            client_of(lambda _, body=body: httpx.Response(200, json=body)) as client,
            pytest.raises(MobilePayUnclear),
        ):
            client.stores.find()


def test_a_wrong_secret_is_refused_and_not_told() -> None:
    with client_of(lambda _: httpx.Response(401)) as client, pytest.raises(MobilePayError) as wrong:
        client.stores.find()
    assert isinstance(wrong.value, MobilePayRefused)
    assert "secret" not in f"{wrong.value}{INTEGRATOR!r}"


# --- what is asked ---


def test_amounts_and_restrictions_are_written_as_the_documents_have_them(told: Any) -> None:
    server, client = told({"paymentId": "p-1"})
    client.payments.initiate(ORDER, Terms(Decimal("0.10"), restrictions=Restrictions(True)))
    assert json.loads(server.asked[0].content) == {
        "posId": "pos-1",
        "orderId": "ORDER-1",
        "amount": 0.1,
        "currencyCode": "DKK",
        "plannedCaptureDelay": "None",
        "restrictions": {"debitCardDisallowed": True},
    }


def test_ids_cannot_leave_their_place(told: Any) -> None:
    server, client = told(404)
    with pytest.raises(MobilePayRefused):
        client.payments.read("../refunds/r-1")
    assert server.asked[0].url.raw_path == b"/pos/v10/payments/..%2Frefunds%2Fr-1"


@every_call
def test_every_call_bears_its_headers(told: Any, call: str) -> None:
    server, client = told(404)
    try:
        CALLS[call](client)
    except MobilePayRefused:
        assert call != "pos delete"
    headers = server.asked[0].headers
    assert headers[calls.VERSION] == "2.1.1"
    assert headers[calls.VAT] == "DK12345678"
    assert headers[calls.CLIENT] == "the client"
    assert headers["Authorization"] == "Bearer token 1"

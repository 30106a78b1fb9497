import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from payconform.model import Request
from payconform.wire import arrivals
from payconform.wire.receiver import Receiver
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

CallBack = Callable[..., int]
BODY = b'{"result": {"amount": 50.00}, "signature": "\xc5\xa3"}'


@pytest.fixture
def written() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def receiver(written: list[dict[str, Any]]) -> Iterator[Receiver]:
    opened = Receiver(Recorder(Redactor(), written.append), "notifyPayment")
    yield opened
    opened.close()


@pytest.fixture
def call_back(receiver: Receiver, transport: Callable[..., Transport]) -> CallBack:
    """
    Posts to a path of the receiver and returns the status of its answer.
    """
    sender = transport(receiver.url)

    def post(target: str, body: bytes = BODY) -> int:
        exchange = sender.send("callback", Request("POST", target, (("X-Sign", "é"),), body))
        assert exchange.response is not None, exchange.failure
        return exchange.response.status

    return post


def test_a_callback_is_received_byte_for_byte(receiver: Receiver, call_back: CallBack) -> None:
    call_back("/a%2Fb?c=%20d")
    (received,) = receiver.received("/a%2Fb")
    assert received.request.method == "POST"
    assert received.request.target == "/a%2Fb?c=%20d"
    assert received.request.body == BODY
    assert received.request.header("x-sign") == "Ã©"  # UTF-8, read as HTTP reads it
    assert received.direction == "inbound"
    assert received.operation == "notifyPayment"


def test_a_callback_without_body_is_received(receiver: Receiver, call_back: CallBack) -> None:
    call_back("/a", b"")
    assert receiver.received("/a")[0].request.body == b""


def test_each_path_has_its_own_callbacks(receiver: Receiver, call_back: CallBack) -> None:
    call_back("/a", b"first")
    call_back("/b", b"second")
    call_back("/a?again", b"third")
    assert [one.request.body for one in receiver.received("/a")] == [b"first", b"third"]
    assert [one.request.body for one in receiver.received("/b")] == [b"second"]
    assert receiver.received("/c") == []


def test_a_callback_is_answered_with_ok(call_back: CallBack) -> None:
    assert call_back("/a") == 200


def test_a_path_answers_by_the_number_of_its_callback(
    receiver: Receiver, call_back: CallBack
) -> None:
    receiver.answer("/a", lambda number: 500 + number)
    assert [call_back("/a"), call_back("/b"), call_back("/a")] == [501, 200, 502]


def test_the_answer_given_stands_in_the_exchange(receiver: Receiver, call_back: CallBack) -> None:
    receiver.answer("/a", lambda number: 503)
    call_back("/a")
    response = receiver.received("/a")[0].response
    assert response is not None
    assert response.status == 503


def test_callbacks_are_recorded_as_inbound(
    call_back: CallBack, written: list[dict[str, Any]]
) -> None:
    call_back("/a")
    call_back("/a")
    assert [(one["id"], one["direction"]) for one in written] == [
        ("x00001", "inbound"),
        ("x00002", "inbound"),
    ]


def test_a_callback_that_is_cut_short_is_none(receiver: Receiver, call_back: CallBack) -> None:
    with socket.create_connection(("127.0.0.1", int(receiver.url.rpartition(":")[2]))) as client:
        client.sendall(b"POST /cut HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    call_back("/a")  # the receiver lives, and has seen the end of the other connection
    assert receiver.received("/cut") == []


def test_an_endless_callback_is_refused(receiver: Receiver, call_back: CallBack) -> None:
    assert call_back("/a", b"a" * 2_000_000) == 413
    assert receiver.received("/a") == []


def test_a_closed_receiver_listens_no_more() -> None:
    opened = Receiver(Recorder(Redactor()), "notifyPayment")
    port = int(opened.url.rpartition(":")[2])
    opened.close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))


# --- a receiver that anybody can reach ---

TOKEN = "0123456789abcdef" * 2


@pytest.fixture
def public(
    written: list[dict[str, Any]], transport: Callable[..., Transport]
) -> Iterator[tuple[Receiver, CallBack]]:
    opened = Receiver(Recorder(Redactor(), written.append), "notifyPayment", TOKEN)
    sender = transport(opened.url)

    def post(target: str, body: bytes = BODY) -> int:
        exchange = sender.send("callback", Request("POST", target, (), body))
        assert exchange.response is not None, exchange.failure
        return exchange.response.status

    yield opened, post
    opened.close()


@pytest.mark.parametrize("prefix", ["", "/hooks", "/a/b/c"])
def test_whoever_knows_the_token_is_heard(public: Any, prefix: str) -> None:
    receiver, post = public
    assert post(f"{prefix}/{TOKEN}/callback-1") == 200
    assert len(receiver.received("/callback-1")) == 1
    assert receiver.turned_away == 0


@pytest.mark.parametrize(
    "target",
    [
        "/callback-1",
        f"/{TOKEN[1:]}/callback-1",
        f"/x{TOKEN}/callback-1",
        f"/{TOKEN}x/callback-1",
        f"/callback-1?/{TOKEN}/",
        "//[",
        f"/{TOKEN}",
    ],
)
def test_whoever_does_not_is_turned_away(
    public: Any, target: str, written: list[dict[str, Any]]
) -> None:
    receiver, post = public
    assert post(target) == 404
    assert (receiver.turned_away, receiver.arrivals.number, written) == (1, 0, [])


def test_a_preflight_is_no_evidence(public: Any, written: list[dict[str, Any]]) -> None:
    receiver, post = public
    assert [post(f"/{TOKEN}/preflight", body) for body in (b"1", b"2")] == [200, 200]
    assert receiver.arrivals.preflights == [b"2"]
    assert written == []


def test_what_is_kept_has_an_end(public: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arrivals, "MOST", 2)
    receiver, post = public
    assert [post(f"/{TOKEN}/a") for _ in range(4)] == [200, 200, 503, 503]
    assert receiver.arrivals.number == 2

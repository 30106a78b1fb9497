"""
The one way out, against targets that misbehave on a real socket.
"""

import contextlib
import gzip
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from payconform.errors import TargetForbidden
from payconform.model import Headers, Request
from payconform.wire.allowlist import AllowList
from payconform.wire.dialogue import MOST_BYTES, Unanswered
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.socket import GuardedSocket
from payconform.wire.transport import Transport

Open = Callable[..., Transport]
DEADLINE = 0.3  # seconds given to a whole answer
BOUND = 5.0  # seconds in which a deadline is noticed on any machine
GET = Request("GET", "/")
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
TIMELESS = ("no complete answer in time", "the request was not taken in time")


def drip(client: socket.socket, listener: Any, head: bytes, drops: bytes) -> None:
    listener.request(client)
    client.sendall(head)
    for drop in drops:
        if listener.over.wait(0.02):
            return
        client.sendall(bytes([drop]))


def dripping_its_status(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"", OK * 1000)


def dripping_its_headers(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"HTTP/1.1 200 OK\r\n", b"X: tea\r\n" * 1000)


def dripping_its_body(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"a" * 9999)


def dripping_chunks(client: socket.socket, listener: Any) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    drip(client, listener, head, b"1\r\na\r\n" * 1000)


def asking_for_more_and_more(client: socket.socket, listener: Any) -> None:
    drip(client, listener, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)


def gushing_provisional_answers(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    while not listener.over.is_set():
        client.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)


def hanging(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    listener.over.wait()


def hanging_in_its_body(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
    listener.over.wait()


SLOW = [
    dripping_its_status,
    dripping_its_headers,
    dripping_its_body,
    dripping_chunks,
    asking_for_more_and_more,
    gushing_provisional_answers,
    hanging,
    hanging_in_its_body,
]


@pytest.mark.parametrize("serve", SLOW)
def test_an_answer_that_does_not_end_is_none(serve: Any, listen: Any, transport: Open) -> None:
    began = time.monotonic()
    made = transport(listen(serve).url, seconds=DEADLINE).send("tea", GET)
    assert made.failure == "no complete answer in time"
    assert made.response is None
    assert made.seconds >= DEADLINE
    assert time.monotonic() - began < BOUND


def test_a_slow_answer_within_its_time_is_an_answer(listen: Any, transport: Open) -> None:
    def slow(client: socket.socket, listener: Any) -> None:
        drip(client, listener, OK[:-8], OK[-8:])

    made = transport(listen(slow).url).send("tea", GET)
    assert made.failure is None
    assert made.response is not None
    assert made.response.body == b"ok"


def test_each_request_has_its_own_deadline(listen: Any, transport: Open) -> None:
    def slow(client: socket.socket, listener: Any) -> None:
        while listener.request(client) and not listener.over.wait(0.2):
            client.sendall(OK)

    sender = transport(listen(slow).url, seconds=1)
    assert [sender.send("tea", GET).failure for _ in range(6)] == [None] * 6


def reading_nothing(client: socket.socket, listener: Any) -> None:
    listener.over.wait()


def reading_slowly(client: socket.socket, listener: Any) -> None:
    while not listener.over.wait(0.02) and client.recv(400_000):
        pass


@pytest.mark.parametrize("serve", [reading_nothing, reading_slowly])
def test_a_request_that_is_not_taken_ends_in_time(serve: Any, listen: Any, transport: Open) -> None:
    began = time.monotonic()
    request = Request("POST", "/", (), b"a" * 64_000_000)
    made = transport(listen(serve).url, seconds=DEADLINE).send("tea", request)
    assert made.failure in TIMELESS
    assert time.monotonic() - began < BOUND


def test_a_port_where_nobody_listens_is_no_connection(transport: Open) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        made = transport(f"http://127.0.0.1:{unheard.getsockname()[1]}").send("tea", GET)
    assert made.failure == "no connection"


def test_a_full_queue_is_no_connection_in_time(transport: Open) -> None:
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        made = transport(url, seconds=DEADLINE).send("tea", GET)
    assert made.failure == "no connection in time"


def test_a_name_that_is_none_is_no_connection(transport: Open) -> None:
    guard = AllowList(frozenset({("tea.invalid", 80)}))
    made = transport("http://tea.invalid", guard=guard).send("tea", GET)
    assert made.failure == "no connection"


@pytest.mark.parametrize("url", ["http://256.1.1.1", "http://[v1.a]", "http://127.0.0.1:80:80"])
def test_an_address_that_is_none_is_no_connection(url: str, transport: Open) -> None:
    assert transport(url).send("tea", GET).failure == "no connection"


def resetting(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def resetting_in_its_body(client: socket.socket, listener: Any) -> None:
    listener.request(client)
    client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok")
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.parametrize("serve", [resetting, resetting_in_its_body])
def test_a_reset_is_a_dropped_connection(serve: Any, listen: Any, transport: Open) -> None:
    assert transport(listen(serve).url).send("tea", GET).failure == "the connection was dropped"


BABBLE = {
    "nothing": b"",
    "half a line": b"HTTP/1.1 2",
    "words": b"220 mail.example ESMTP\r\n\r\n",
    "TLS": b"\x15\x03\x01\x00\x02\x02\x46",
    "zeroes": b"\x00" * 100,
    "another version": b"HTTP/2 200 OK\r\n\r\n",
    "a status of nought": b"HTTP/1.1 000 X\r\n\r\n",
    "a status of two digits": b"HTTP/1.1 20 X\r\n\r\n",
    "another protocol": b"HTTP/1.1 101 Switch\r\nUpgrade: tea\r\n\r\nabc",
    "a body that is cut": b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok",
    "a length in words": b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\nok",
    "a negative length": b"HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok",
    "a length of many digits": b"HTTP/1.1 200 OK\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a chunk of no size": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nok\r\n",
    "a chunk that is cut": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nok",
    "no last chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
    "an unknown coding": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: tea\r\n\r\nok",
    "a header with a space": b"HTTP/1.1 200 OK\r\nA b: c\r\n\r\n",
    "a header without colon": b"HTTP/1.1 200 OK\r\nabc\r\n\r\n",
    "a header with a zero": b"HTTP/1.1 200 OK\r\nA: \x00\r\n\r\n",
    "an endless header": b"HTTP/1.1 200 OK\r\nA: " + b"a" * 1_000_000,
    "endless headers": b"HTTP/1.1 200 OK\r\n" + b"A: a\r\n" * 200_000,
}


@pytest.mark.parametrize("name", BABBLE)
def test_babble_is_not_http(name: str, listen: Any, transport: Open) -> None:
    def babbling(client: socket.socket, listener: Any) -> None:
        listener.request(client)
        client.sendall(BABBLE[name])

    made = transport(listen(babbling).url).send("tea", GET)
    assert made.failure == "the answer is not HTTP, or was cut short"


def test_a_huge_answer_is_not_read_to_its_end(listen: Any, transport: Open) -> None:
    sent = 0

    def gushing(client: socket.socket, listener: Any) -> None:
        nonlocal sent
        listener.request(client)
        client.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not listener.over.is_set():
            client.sendall(b"%x\r\n%b\r\n" % (1_000_000, b"a" * 1_000_000))
            sent += 1_000_000

    made = transport(listen(gushing).url).send("tea", GET)
    assert made.failure == "the answer is too long to be one of a payment API"
    assert sent < 3 * MOST_BYTES


def test_an_answer_of_the_greatest_size_is_read(answering: Any, transport: Open) -> None:
    body = b"a" * MOST_BYTES
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    made = transport(answering(answer).url).send("tea", GET)
    assert made.response is not None
    assert made.response.body == body


FAILING = [resetting, hanging, dripping_its_body, resetting_in_its_body]


@pytest.mark.parametrize("serve", FAILING)
def test_nothing_is_sent_twice(serve: Any, listen: Any, transport: Open) -> None:
    listener = listen(serve)
    transport(listener.url, seconds=DEADLINE).send("tea", Request("POST", "/", (), b"{}"))
    assert len(listener.heard) == 1


@pytest.mark.parametrize("serve", FAILING)
def test_after_a_failure_the_next_request_goes_out(
    serve: Any, listen: Any, transport: Open
) -> None:
    def failing_once(client: socket.socket, listener: Any) -> None:
        if listener.connections == 1:
            serve(client, listener)
        elif listener.request(client):
            client.sendall(OK)

    sender = transport(listen(failing_once).url, seconds=DEADLINE)
    assert sender.send("tea", GET).response is None
    assert sender.send("tea", GET).response is not None


def test_a_connection_is_kept_for_the_next_request(answering: Any, transport: Open) -> None:
    listener = answering(OK)
    sender = transport(listener.url)
    for _ in range(5):
        assert sender.send("tea", GET).response is not None
    assert listener.connections == 1
    assert len(listener.heard) == 5


def test_a_connection_that_has_ended_is_not_used_again(listen: Any, transport: Open) -> None:
    def answering_once(client: socket.socket, listener: Any) -> None:
        listener.request(client)
        client.sendall(OK)
        client.shutdown(socket.SHUT_RDWR)
        ended.release()

    ended = threading.Semaphore(0)
    listener = listen(answering_once)
    sender = transport(listener.url)
    for _ in range(3):
        assert sender.send("tea", Request("POST", "/")).failure is None
        assert ended.acquire(timeout=BOUND)
    assert listener.connections == len(listener.heard) == 3


@pytest.mark.parametrize("apart", [False, True], ids=["with its answer", "after its answer"])
def test_an_answer_that_nobody_asked_for_is_not_the_next_one(
    apart: bool, listen: Any, transport: Open
) -> None:
    unasked = b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n"

    def babbling(client: socket.socket, listener: Any) -> None:
        listener.request(client)
        client.sendall(OK if apart else OK + unasked)
        if apart:
            heard.acquire(timeout=BOUND)
            client.sendall(unasked)
        said.release()
        listener.over.wait()

    heard, said = threading.Semaphore(0), threading.Semaphore(0)
    sender = transport(listen(babbling).url)
    for _ in range(2):
        made = sender.send("tea", GET)
        heard.release()
        assert said.acquire(timeout=BOUND)
        assert made.response is not None
        assert made.response.status == 200


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(
    status: int, answering: Any, transport: Open
) -> None:
    elsewhere = answering(OK)
    answer = f"HTTP/1.1 {status} Go\r\nLocation: {elsewhere.url}/x\r\nContent-Length: 0\r\n\r\n"
    made = transport(answering(answer.encode()).url).send("tea", GET)
    assert made.response is not None
    assert made.response.status == status
    assert elsewhere.connections == 0


def test_a_proxy_of_the_environment_is_not_used(
    answering: Any, transport: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy, target = answering(OK), answering(OK)
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, proxy.url)
    monkeypatch.setenv("NO_PROXY", "")
    assert transport(target.url).send("tea", GET).response is not None
    assert proxy.connections == 0


def test_every_request_is_recorded_with_its_failure(listen: Any, transport: Open) -> None:
    written: list[dict[str, Any]] = []
    recorder = Recorder(Redactor(), written.append)
    transport(listen(resetting).url, recorder=recorder).send("tea", GET)
    assert [(one["id"], one["operation"], one["failure"]) for one in written] == [
        ("x00001", "tea", "the connection was dropped")
    ]


# --- the guard ---


@pytest.fixture
def ear() -> Any:
    """
    A socket that listens and accepts nothing: what connects to it can be counted afterwards.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def test_a_guard_that_refuses_lets_no_byte_out(ear: socket.socket, transport: Open) -> None:
    written: list[object] = []
    port = ear.getsockname()[1]
    refusing = AllowList(frozenset({("127.0.0.1", port + 1), ("localhost", port)}))
    recorder = Recorder(Redactor(), written.append)
    sender = transport(f"http://127.0.0.1:{port}", guard=refusing, recorder=recorder)
    with pytest.raises(TargetForbidden, match="nothing was sent"):
        sender.send("tea", Request("POST", "/", (("A", "hunter2"),), b"hunter2"))
    with pytest.raises(BlockingIOError):
        ear.accept()
    assert written == []


def test_a_guard_that_allows_lets_a_connection_out(ear: socket.socket, transport: Open) -> None:
    port = ear.getsockname()[1]
    allowing = AllowList(frozenset({("127.0.0.1", port)}))
    sender = transport(f"http://127.0.0.1:{port}", guard=allowing, seconds=DEADLINE)
    assert sender.send("tea", GET).failure == "no complete answer in time"
    client, _ = ear.accept()
    with client:
        assert client.recv(100).startswith(b"GET / HTTP/1.1\r\n")


def test_a_guard_is_asked_for_the_host_that_is_connected_to(answering: Any) -> None:
    """
    A Host header, a URL in the request line: nothing moves a request to another machine.
    """
    asked: list[tuple[str, int]] = []
    seen: set[str] = set()

    class Guard:
        def check(self, host: str, port: int) -> None:
            asked.append((host, port))

        def check_request(self, host: str, port: int, named: Iterable[str]) -> None:
            self.check(host, port)
            seen.update(named)

    listener = answering(OK)
    request = Request("GET", "http://evil.invalid/", (("Host", "evil.invalid"),))
    sender = GuardedSocket(listener.url, Guard(), 20)
    assert sender.send(request).status == 200
    sender.close()
    assert set(asked) == {("127.0.0.1", listener.port)}
    assert "evil.invalid" in seen


# --- bytes as given ---

TARGETS = [
    "/",
    "//x",
    "/a/../b/./c",
    "/a//b/",
    "/%2e%2E/%zz?x=%&&y",
    "/a?b?c=d#e",
    "/{a}[b]|c\\d^e`",
    "?x",
    "*",
    "http://evil.invalid/x",
]


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_goes_out_as_it_is(target: str, answering: Any, transport: Open) -> None:
    listener = answering(OK)
    assert transport(listener.url).send("tea", Request("GET", target)).failure is None
    assert listener.heard[0].split(b"\r\n")[0] == f"GET {target} HTTP/1.1".encode()


@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH", "get", "Brew", "X-TEA"])
def test_a_method_goes_out_as_it_is(method: str, answering: Any, transport: Open) -> None:
    listener = answering(OK)
    assert transport(listener.url).send("tea", Request(method, "/")).failure is None
    assert listener.heard[0].startswith(f"{method} / HTTP/1.1\r\n".encode())


def test_headers_go_out_in_order_case_and_number(answering: Any, transport: Open) -> None:
    listener = answering(OK)
    headers: Headers = (("x-B", "1"), ("X-a", ""), ("x-b", "2, 3"), ("X-Utf", "ţ"), ("x-B", "1"))
    assert transport(listener.url).send("tea", Request("GET", "/", headers)).failure is None
    assert listener.heard[0].split(b"\r\n")[2:-2] == [
        b"x-B: 1",
        b"X-a: ",
        b"x-b: 2, 3",
        b"X-Utf: \xc5\xa3",
        b"x-B: 1",
    ]


def test_nothing_is_added_but_host_and_length(answering: Any, transport: Open) -> None:
    listener = answering(OK)
    sender = transport(listener.url)
    sender.send("tea", GET)
    sender.send("tea", Request("POST", "/", (), b"abc"))
    host = f"Host: 127.0.0.1:{listener.port}".encode()
    assert listener.heard == [
        b"GET / HTTP/1.1\r\n" + host + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\n" + host + b"\r\nContent-Length: 3\r\n\r\nabc",
    ]


def test_a_host_of_our_own_replaces_the_usual_one(answering: Any, transport: Open) -> None:
    listener = answering(OK)
    transport(listener.url).send("tea", Request("GET", "/", (("hOST", "tea.example"),)))
    assert listener.heard == [b"GET / HTTP/1.1\r\nhOST: tea.example\r\n\r\n"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH"])
def test_an_empty_body_has_a_length(method: str, answering: Any, transport: Open) -> None:
    listener = answering(OK)
    transport(listener.url).send("tea", Request(method, "/"))
    assert b"\r\nContent-Length: 0\r\n" in listener.heard[0]


@pytest.mark.parametrize("body", [b"\x00", bytes(range(256)), b"\r\n\r\n", b'{"a": 1.0}', b"@x"])
def test_a_body_goes_out_byte_for_byte(body: bytes, answering: Any, transport: Open) -> None:
    listener = answering(OK)
    transport(listener.url).send("tea", Request("POST", "/", (), body))
    assert listener.heard[0].partition(b"\r\n\r\n")[2] == body


UNSENDABLE = {
    "a target with a space": Request("GET", "/a b"),
    "a target with a line break": Request("GET", "/a\r\nX: y"),
    "a target beyond ASCII": Request("GET", "/ţ"),
    "a target of half a character": Request("GET", "/\ud800"),
    "no target": Request("GET", ""),
    "a method with a space": Request("GE T", "/"),
    "a method beyond ASCII": Request("GÉT", "/"),
    "no method": Request("", "/"),
    "a header with a line break": Request("GET", "/", (("A", "b\r\nC: d"),)),
    "a header with a zero": Request("GET", "/", (("A", "\x00"),)),
    "a header between spaces": Request("GET", "/", (("A", " b "),)),
    "a header of half a character": Request("GET", "/", (("A", "\ud800"),)),
    "a header name with a space": Request("GET", "/", (("A b", "c"),)),
    "a header name beyond ASCII": Request("GET", "/", (("Ţ", "c"),)),
    "a header without name": Request("GET", "/", (("", "c"),)),
    "two hosts": Request("GET", "/", (("Host", "a"), ("Host", "b"))),
    "a length in words": Request("POST", "/", (("Content-Length", "two"),), b"ab"),
    "an unknown coding": Request("POST", "/", (("Transfer-Encoding", "tea"),), b"ab"),
}


@pytest.mark.parametrize("name", UNSENDABLE)
def test_what_is_no_http_is_not_sent(name: str, answering: Any, transport: Open) -> None:
    listener = answering(OK)
    sender = transport(listener.url)
    assert sender.send("tea", UNSENDABLE[name]).failure == "the request cannot be sent as HTTP"
    assert sender.send("tea", GET).failure is None
    assert listener.connections == len(listener.heard) == 1


@pytest.mark.parametrize("length", ["1", "3"])
def test_a_body_unlike_its_length_is_told(length: str, answering: Any, transport: Open) -> None:
    sender = transport(answering(OK).url)
    request = Request("POST", "/", (("Content-Length", length),), b"ab")
    assert sender.send("tea", request).failure == "the request cannot be sent as HTTP"
    assert sender.send("tea", GET).failure is None


def test_an_answer_comes_back_byte_for_byte(answering: Any, transport: Open) -> None:
    body = gzip.compress(b"tea")
    head = (
        b"HTTP/1.1 200 \xff\r\nX-b: 1\r\nx-B: \xe9\xff\r\nX-Utf: \xc5\xa3\r\nX-b: 1\r\n"
        b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    made = transport(answering(head + body).url).send("tea", GET)
    assert made.response is not None
    assert made.response.body == body
    assert made.response.headers == (
        ("X-b", "1"),
        ("x-B", "\xe9\xff"),
        ("X-Utf", "\xc5\xa3"),
        ("X-b", "1"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", str(len(body))),
    )


ANSWERS = {
    "in one piece": (OK, 200, b"ok"),
    "in chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1;a=b\r\nk\r\n0\r\n\r\n",
        200,
        b"ok",
    ),
    "after a provisional one": (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 200, b"ok"),
    "without a body": (b"HTTP/1.1 204 No\r\n\r\n", 204, b""),
    "without a reason": (b"HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n", 200, b""),
    "with a status nobody knows": (b"HTTP/1.1 799 X\r\nContent-Length: 0\r\n\r\n", 799, b""),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_may_come(name: str, answering: Any, transport: Open) -> None:
    answer, status, body = ANSWERS[name]
    made = transport(answering(answer).url).send("tea", GET)
    assert made.response is not None, made.failure
    assert (made.response.status, made.response.body) == (status, body)


def test_an_answer_without_length_ends_with_its_connection(listen: Any, transport: Open) -> None:
    def closing(client: socket.socket, listener: Any) -> None:
        listener.request(client)
        client.sendall(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")

    made = transport(listen(closing).url).send("tea", GET)
    assert made.response is not None
    assert made.response.body == b"until the end"


# --- TLS ---

# Made for this test with `openssl ca -selfsign`: nobody trusts it, nothing is kept with it.
SELF_SIGNED = """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgtgbdM5/YCHX36Vzu
bHOVi1EQrdR3Y4tAWwYFhnNi4ZWhRANCAAR5BhUsK0rbbTQJBeMYWeXd9OGAesFN
4zZSYym14xpZBaqM+44KXqkvqSFAiSToWYENDop56Myo2tSni0+blnmS
-----END PRIVATE KEY-----
-----BEGIN CERTIFICATE-----
MIIBXTCCAQKgAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAkxMjcuMC4w
LjEwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEwMDAwMDBaMBQxEjAQBgNVBAMM
CTEyNy4wLjAuMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHkGFSwrStttNAkF
4xhZ5d304YB6wU3jNlJjKbXjGlkFqoz7jgpeqS+pIUCJJOhZgQ0OinnozKja1KeL
T5uWeZKjQzBBMA8GA1UdEQQIMAaHBH8AAAEwDwYDVR0TAQH/BAUwAwEB/zAdBgNV
HQ4EFgQUFXZy4AbTPo++qeUEAQZEKudzMhIwCgYIKoZIzj0EAwIDSQAwRgIhAKbg
a85KMFPfhJJgejYrp4ClqVHDOuenBo/dWhaSoeq/AiEArFTgl3e6U0hZ54JrI/Rd
0AbEBRoKZXXLzB8vc4uOWkQ=
-----END CERTIFICATE-----
"""


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "self-signed.pem"
    file.write_text(SELF_SIGNED)
    return file


@pytest.fixture
def encrypted(certificate: Path, listen: Any) -> Any:
    """
    A listener that answers over TLS.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(client: socket.socket, listener: Any) -> None:
        with context.wrap_socket(client, server_side=True) as wrapped:
            listener.request(wrapped)
            wrapped.sendall(OK)

    return listen(serve)


def test_a_certificate_that_nobody_vouches_for_is_no_connection(
    encrypted: Any, transport: Open
) -> None:
    made = transport(f"https://127.0.0.1:{encrypted.port}").send("tea", GET)
    assert made.failure == "no connection"
    assert encrypted.heard == []


def test_a_certificate_that_somebody_vouches_for_is_a_connection(
    encrypted: Any, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    guard = AllowList(frozenset({("127.0.0.1", encrypted.port)}))
    sender = GuardedSocket(f"https://127.0.0.1:{encrypted.port}", guard, 20, trusting)
    answer = sender.send(GET)
    sender.close()
    assert answer.body == b"ok"


def test_a_handshake_that_hangs_is_no_connection_in_time(listen: Any, transport: Open) -> None:
    def silent(client: socket.socket, listener: Any) -> None:
        listener.over.wait()

    url = listen(silent).url.replace("http", "https")
    began = time.monotonic()
    assert transport(url, seconds=DEADLINE).send("tea", GET).failure == "no connection in time"
    assert time.monotonic() - began < BOUND


def test_plain_http_on_the_other_side_of_tls_is_no_connection(listen: Any, transport: Open) -> None:
    def plain(client: socket.socket, listener: Any) -> None:
        client.recv(1)
        client.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")

    url = listen(plain).url.replace("http", "https")
    assert transport(url).send("tea", GET).failure == "no connection"


# --- an open connection ---


def test_an_open_connection_is_told_before_anything_is_sent(answering: Any) -> None:
    listener = answering(OK)
    told: list[int] = []
    guard = AllowList(frozenset({("127.0.0.1", listener.port)}))
    one = GuardedSocket(listener.url, guard, 20).apart(lambda: told.append(len(listener.heard)))
    for _ in range(2):
        one.send(Request("POST", "/", (), b"a" * 200_000))
    one.close()
    assert listener.connections == 1
    assert told == [0]


def test_an_encrypted_connection_is_open_after_its_handshake(
    encrypted: Any, certificate: Path
) -> None:
    trusting = ssl.create_default_context(cafile=str(certificate))
    told: list[int] = []
    guard = AllowList(frozenset({("127.0.0.1", encrypted.port)}))
    url = f"https://127.0.0.1:{encrypted.port}"
    one = GuardedSocket(url, guard, 20, trusting).apart(lambda: told.append(len(encrypted.heard)))
    assert one.send(GET).status == 200
    one.close()
    assert told == [0]


# --- threads ---


def test_requests_of_several_threads_do_not_share_a_deadline(listen: Any, transport: Open) -> None:
    slow, quick = listen(hanging), listen(lambda client, listener: client.sendall(OK))
    failures: list[str | None] = []
    waiting = transport(slow.url, seconds=DEADLINE)
    thread = threading.Thread(target=lambda: failures.append(waiting.send("tea", GET).failure))
    thread.start()
    assert transport(quick.url).send("tea", GET).failure is None
    thread.join()
    assert failures == ["no complete answer in time"]


def test_a_socket_tells_its_reasons_to_who_uses_it_directly(listen: Any) -> None:
    listener = listen(hanging)
    guard = AllowList(frozenset({("127.0.0.1", listener.port)}))
    sender = GuardedSocket(listener.url, guard, DEADLINE)
    with pytest.raises(Unanswered, match="no complete answer in time"):
        sender.send(GET)
    sender.close()

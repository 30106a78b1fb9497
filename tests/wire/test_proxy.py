"""
The proxy between another's program and the one way out, spoken to byte by byte.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import pytest

from payconform.errors import Blocked, TargetForbidden, TargetSilent
from payconform.model import Request, Response
from payconform.wire.allowlist import for_target
from payconform.wire.pace import Pace
from payconform.wire.proxy import Proxy, end_to_end
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

Start = Callable[[Callable[[Request], Response]], Proxy]


class Seen:
    """
    Answers each request with its body, and keeps it.
    """

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return Response(
            200,
            (("X-Case", "Kept"), ("Date", "then"), ("connection", "x-hop"), ("x-hop", "1")),
            request.body,
        )


@pytest.fixture
def failures() -> list[Exception]:
    return []


@pytest.fixture
def start(failures: list[Exception]) -> Iterator[Start]:
    with ExitStack() as stack:

        def begin(forward: Callable[[Request], Response]) -> Proxy:
            proxy = Proxy(forward, failures.append)
            stack.callback(proxy.close)
            return proxy

        yield begin


def port_of(proxy: Proxy) -> int:
    return int(proxy.url.rpartition(":")[2])


def said(proxy: Proxy, *parts: bytes) -> bytes:
    """
    What is answered to bytes; after each part, but the last, something is waited for.
    """
    with socket.create_connection(("127.0.0.1", port_of(proxy)), 10) as client:
        heard = b""
        for part in parts[:-1]:
            client.sendall(part)
            heard += client.recv(65536)
        client.sendall(parts[-1])
        while chunk := client.recv(65536):
            heard += chunk
        return heard


def head(*lines: str) -> bytes:
    return "\r\n".join(("POST /a%20b?x=1&x=2 HTTP/1.1", "Host: h", *lines, "", "")).encode()


CLOSE = "Connection: close"


def test_a_chunked_body_arrives_whole_and_unframed(start: Start) -> None:
    seen = Seen()
    body = b"3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    answer = said(start(seen), head(CLOSE, "Transfer-Encoding: chunked") + body)
    assert answer.endswith(b"\r\n\r\nabcde")
    (request,) = seen.requests
    assert (request.method, request.target, request.body) == ("POST", "/a%20b?x=1&x=2", b"abcde")
    assert request.headers == ()


@pytest.mark.parametrize("length", ["Content-Length: 0", "X-No: length"])
def test_an_empty_body_stays_empty(start: Start, length: str) -> None:
    seen = Seen()
    assert b" 200 " in said(start(seen), head(CLOSE, length))
    assert seen.requests[0].body == b""
    assert seen.requests[0].header("content-length") is None


def test_who_expects_to_be_told_to_go_on_is_told(start: Start) -> None:
    seen = Seen()
    asked = head(CLOSE, "Content-Length: 5", "Expect: 100-continue")
    answer = said(start(seen), asked, b"hello")
    assert answer.startswith(b"HTTP/1.1 100 ")
    assert answer.endswith(b"hello")
    assert seen.requests[0].headers == ()


def test_headers_are_the_same_in_any_case(start: Start) -> None:
    seen = Seen()
    lines = (
        "x-TRACE: One",
        "ACCEPT-encoding: gzip",
        "CONTENT-LENGTH: 1",
        "connection: X-Gone, Close",
    )
    answer = said(start(seen), head(*lines, "x-gone: 1") + b"x")
    assert seen.requests[0].headers == (("x-trace", "One"),)
    assert b"x-case: Kept" in answer
    assert b"x-hop" not in answer


def test_an_answer_keeps_its_own_date(start: Start) -> None:
    answer = said(start(Seen()), head(CLOSE))
    assert answer.lower().count(b"date:") == 1
    assert b"date: then" in answer


def test_both_directions_lose_what_concerns_the_connection() -> None:
    headers = (("Connection", "a, B"), ("b", "1"), ("TE", "x"), ("Upgrade", "y"), ("C", "2"))
    assert end_to_end(headers, {"d"}) == (("C", "2"),)


def test_many_at_once_get_their_own_answers_one_by_one(start: Start) -> None:
    inside, most = 0, 0

    def forward(request: Request) -> Response:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        threading.Event().wait(0.002)
        inside -= 1
        return Response(200, (), request.body)

    proxy = start(forward)
    answers: dict[int, bytes] = {}

    def ask(number: int) -> None:
        body = str(number).encode()
        answers[number] = said(proxy, head(CLOSE, f"Content-Length: {len(body)}") + body)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert most == 1
    assert all(answers[number].endswith(f"\r\n\r\n{number}".encode()) for number in range(16))


def test_a_connection_is_kept_for_the_next_request(start: Start) -> None:
    seen = Seen()
    first, second = head("Content-Length: 1") + b"1", head(CLOSE, "Content-Length: 1") + b"2"
    assert said(start(seen), first, second).count(b" 200 ") == 2
    assert [request.body for request in seen.requests] == [b"1", b"2"]


# --- what goes wrong beyond it ---


def test_why_nothing_is_answered_is_told_to_us_alone(
    start: Start, failures: list[Exception]
) -> None:
    def forward(request: Request) -> Response:
        raise Blocked("the secret is 4711")

    answer = said(start(forward), head(CLOSE))
    assert answer.startswith(b"HTTP/1.1 502 ")
    assert b"4711" not in answer
    assert [str(one) for one in failures] == ["the secret is 4711"]


def sending(transport: Transport) -> Callable[[Request], Response]:
    def forward(request: Request) -> Response:
        exchange = transport.send("pay", replace(request, headers=(*request.headers, ("X-S", "s"))))
        if exchange.response is None:
            raise TargetSilent(str(exchange.failure))
        return exchange.response

    return forward


def test_a_reset_beyond_it_is_a_failure_and_no_hang(
    start: Start,
    listen: Callable[..., Any],
    transport: Callable[..., Transport],
    failures: list[Exception],
) -> None:
    def hang_up(client: socket.socket, listener: object) -> None:
        client.recv(1)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    other = listen(hang_up)
    proxy = start(sending(transport(other.url)))
    assert b" 502 " in said(proxy, head(CLOSE))
    assert [type(one) for one in failures] == [TargetSilent]


def test_production_is_refused_and_hears_nothing(
    start: Start, answering: Callable[..., Any], failures: list[Exception]
) -> None:
    listener = answering()
    guard = for_target(listener.url, frozenset({"api.example"}))
    transport = Transport(listener.url, guard, Recorder(Redactor()), Pace())
    naming = (
        b"POST / HTTP/1.1\r\nHost: h\r\nForwarded: host=api.example\r\nConnection: close\r\n\r\n"
    )
    answer = said(start(sending(transport)), naming)
    assert b" 502 " in answer
    assert [type(one) for one in failures] == [TargetForbidden]
    assert listener.heard == []


def test_its_exchanges_are_recorded_as_they_were_sent(
    start: Start, answering: Callable[..., Any], transport: Callable[..., Transport]
) -> None:
    lines: list[dict[str, object]] = []
    redactor = Redactor()
    redactor.learn("THE_SECRET", "very-secret-4711")
    recorder = Recorder(redactor, lines.append)
    listener = answering()
    proxy = start(sending(transport(listener.url, recorder=recorder)))
    said(proxy, head(CLOSE, "Content-Length: 16", "X-P: very-secret-4711") + b"very-secret-4711")
    (line,) = lines
    assert "very-secret-4711" not in str(line)
    assert "very-secret-4711" in listener.heard[0].decode()


def test_a_fault_of_ours_is_no_answer_of_a_target(start: Start, failures: list[Exception]) -> None:
    def forward(request: Request) -> Response:
        raise ValueError("a fault of ours")

    assert b" 502 " in said(start(forward), head(CLOSE))
    assert [type(one) for one in failures] == [ValueError]

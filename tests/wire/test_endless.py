"""
An answer that does not end, and a request that nobody takes, have an end in time.
"""

import socket
import threading
import time
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open
from tests.wire.peers import (
    BOUND,
    DEADLINE,
    asking_for_more_and_more,
    drip,
    dripping_chunks,
    dripping_its_body,
    dripping_its_headers,
    dripping_its_status,
    gushing_provisional_answers,
    hanging,
    hanging_in_its_body,
)

from payconform.model import Request
from payconform.wire.allowlist import AllowList
from payconform.wire.dialogue import MOST_BYTES, Unanswered
from payconform.wire.socket import GuardedSocket

TIMELESS = ("no complete answer in time", "the request was not taken in time")

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

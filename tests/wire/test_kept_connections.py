"""
A connection carries one request after another, and says when it is open.
"""

import socket
import threading
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open
from tests.wire.peers import BOUND

from payconform.model import Request
from payconform.wire.allowlist import AllowList
from payconform.wire.socket import GuardedSocket


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

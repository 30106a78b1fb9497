"""
An answer is taken byte for byte where it is HTTP, and is none where it is not.
"""

import gzip
import socket
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open


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

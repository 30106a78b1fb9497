"""
What goes out is what was given, byte for byte; what is no HTTP does not go out.
"""

from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open

from payconform.model import Headers, Request

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

"""
One request, read from what people have at hand.
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from payconform.errors import FileUnreadable
from payconform.model import Exchange
from payconform.wire.curl import curl
from payconform.wire.messages import exchange
from payconform.wire.recorder import as_record

RAW = "POST /v2/pay?b=1 HTTP/1.1\r\nHost: shop.example\r\nX-Two:  a b \r\n\r\n"


def read(text: str | bytes) -> Exchange:
    return exchange(text.encode("utf-8") if isinstance(text, str) else text, "the file")


def test_a_request_is_read_as_it_stands_on_the_wire() -> None:
    request = read(RAW + '{"a": 1}').request
    assert (request.method, request.target) == ("POST", "/v2/pay?b=1")
    assert request.headers == (("Host", "shop.example"), ("X-Two", "a b"))
    assert request.body == b'{"a": 1}'


def test_line_feeds_do_and_the_last_one_is_the_files() -> None:
    request = read(RAW.replace("\r\n", "\n") + "body\n").request
    assert request.header("x-two") == "a b"
    assert request.body == b"body"


def test_a_length_tells_where_the_body_ends() -> None:
    text = RAW.replace("X-Two:  a b", "Content-Length: 5")
    assert read(text + "body\n").request.body == b"body\n"
    assert read(text + "body\nmore").request.body == b"body\n"


def test_a_url_in_the_first_line_is_taken_apart() -> None:
    assert read("GET https://shop.example/a?b=c HTTP/1.1\n\n").request.target == "/a?b=c"
    assert read("GET https://shop.example HTTP/1.1\n\n").request.target == "/"


def test_an_answer_may_follow() -> None:
    made = read(RAW + "{}\r\nHTTP/1.1 201 Created\r\nX-Id: 1\r\n\r\n[]\n")
    assert made.request.body == b"{}"
    assert made.response
    assert (made.response.status, made.response.body) == (201, b"[]")
    assert made.response.header("x-id") == "1"


def test_a_curl_line_is_read() -> None:
    line = """curl -sS -i -X PUT -H 'X-A: 1' -H 'X-B;' -H 'X-C:' -o out --data-raw '{"a": "é"}' \\
      'https://shop.example/v2?b=1'"""
    request = read(line).request
    assert (request.method, request.target) == ("PUT", "/v2?b=1")
    assert request.headers == (("X-A", "1"), ("X-B", ""))
    assert request.body == '{"a": "é"}'.encode()


@pytest.mark.parametrize(
    ("line", "method", "body"),
    [
        ("curl https://shop.example/", "GET", b""),
        ("curl --url https://shop.example/ -d a -d b", "POST", b"a&b"),
    ],
)
def test_curl_has_usual_methods(line: str, method: str, body: bytes) -> None:
    assert (read(line).request.method, read(line).request.body) == (method, body)


@pytest.mark.parametrize(
    "line",
    [
        "curl -sSXPUT -H'X-A: 1' -d@x --data-raw @y https://shop.example/v2?b=1",
        "curl -d a https://shop.example/ > out",
        "curl -d a https://shop.example/ --form b=c",
        "curl -G -d a https://shop.example/",
        "curl -d @body.json https://shop.example/",
        "curl --data-raw $'a\\n' https://shop.example/",
        "curl -d a",
    ],
)
def test_a_curl_line_that_asks_for_more_is_told(line: str) -> None:
    with pytest.raises(FileUnreadable):
        read(line)


def test_an_option_of_curl_is_told_by_its_name() -> None:
    with pytest.raises(FileUnreadable, match="the file, -F: is not known here"):
        read("curl -sF a=b https://shop.example/")


def test_the_values_of_curls_options_are_no_url() -> None:
    line = (
        "curl -sSXPUT -H'X-A: 1' --data-raw @y https://shop.example/v2 --cacert a.pem -b c=d -kA e"
    )
    request = read(line).request
    assert (request.method, request.target, request.body) == ("PUT", "/v2", b"@y")
    assert request.headers == (("X-A", "1"),)


def test_our_own_curl_line_is_read_back() -> None:
    made = replace(read(RAW + '{"a": "it\'s"}'), url="https://shop.example")
    until = datetime(2026, 1, 2, tzinfo=UTC)
    assert read(curl(made, lambda text: text, until)) == read(curl(made, lambda text: text))
    again = read(curl(made, lambda text: text)).request
    assert (again.method, again.target) == (made.request.method, made.request.target)
    assert again.header("x-two") == "a b"
    assert again.body == made.request.body


def test_a_record_of_ours_is_read(exchange: Any) -> None:
    made = exchange(200, b"{}")
    line = json.dumps(as_record(made, lambda text: text))
    assert read(line) == made
    assert read(f"{line}\n{line}\n") == made


@pytest.mark.parametrize(
    "text",
    [
        "",
        "tea",
        "GET",
        "get / HTTP/1.1\n\n",
        "GET / HTTP/1.1\nno header\n\n",
        "curl",
        "curl -X",
        "{}",
        "curl 'x",
        b"\xff\xff",
    ],
)
def test_anything_else_is_told(text: str | bytes) -> None:
    with pytest.raises(FileUnreadable, match="the file: is no request that can be read"):
        read(text)


def test_an_answer_alone_tells_too_little() -> None:
    with pytest.raises(FileUnreadable, match="is an answer only"):
        read("HTTP/1.1 200 OK\n\n{}")

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.errors import Unusable
from payconform.model import Exchange, Request
from payconform.target import Target
from payconform.target.replaying import again, sendable

Make = Callable[..., Exchange]
Open = Callable[..., Target]
ISSUED = b'{"result": {"accessToken": "brand-new-token"}, "ok": true}'
TOKEN = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(ISSUED), ISSUED)
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def redact(text: str) -> str:
    return text.replace("brand-new-token", "‹TOKEN›")


@pytest.fixture
def replayed(answering: Any, target: Open, exchange: Make) -> Callable[..., list[str]]:
    """
    Replays a request and returns the lines of what reached the target.
    """

    def replay(*headers: tuple[str, str], body: bytes = b"tea", allow: str = "") -> list[str]:
        listener = answering(TOKEN, OK)
        request = Request("POST", "/v2/mia/qr?a=%2F&b", headers, body)
        recorded = replace(exchange(request=request), operation="createQr")
        place = target(listener.url)
        place.capabilities |= {allow}
        again(place, recorded, redact)
        assert len(listener.heard) == 2
        return bytes(listener.heard[-1]).decode().split("\r\n")

    return replay


def test_bytes_stay_and_the_masked_token_is_made_anew(replayed: Callable[..., list[str]]) -> None:
    lines = replayed(("content-type", "text/tea"), ("Authorization", "Bearer ‹TOKEN›"))
    assert lines[0] == "POST /v2/mia/qr?a=%2F&b HTTP/1.1"
    assert "content-type: text/tea" in lines
    assert "Authorization: Bearer brand-new-token" in lines
    assert lines[-1] == "tea"


def test_a_request_that_had_no_token_gets_none(replayed: Callable[..., list[str]]) -> None:
    assert not [line for line in replayed() if line.lower().startswith("authorization")]


def test_a_wrong_token_stays_wrong(replayed: Callable[..., list[str]]) -> None:
    wrong = ("authorization", "Bearer nobody-issued-it")
    lines = replayed(wrong, allow="bad_credentials")
    assert "authorization: Bearer nobody-issued-it" in lines


def test_a_wrong_token_needs_permission(replayed: Callable[..., list[str]]) -> None:
    with pytest.raises(Unusable, match="--allow bad-credentials"):
        replayed(("authorization", "Bearer nobody-issued-it"))


@pytest.mark.parametrize("path", ["@evil.example/v2", ".evil.example/", "//evil.example/", "*"])
def test_what_is_no_path_is_not_sent_again(path: str) -> None:
    with pytest.raises(Unusable, match="is no path"):
        sendable(Request("GET", path))


def test_another_masked_header_is_not_sent(answering: Any, target: Open, exchange: Make) -> None:
    listener = answering(TOKEN, OK)
    request = Request("GET", "/v2/mia/qr", (("X-Key", "‹KEY›"),))
    with pytest.raises(Unusable, match="header X-Key holds ‹KEY›"):
        again(target(listener.url), exchange(request=request), redact)
    assert not [heard for heard in listener.heard if b"X-Key" in heard]


MASKED = {
    "a.b[1] holds ‹KEY›": Request("POST", "/", (), '{"a": {"b": [1, "x‹KEY›"]}}'.encode()),
    "its body holds ‹KEY›": Request("POST", "/", (), "a=‹KEY›".encode()),
    "its path or query holds ‹KEY›": Request("GET", "/?a=‹KEY›"),
}


@pytest.mark.parametrize(("sentence", "request_"), MASKED.items(), ids=MASKED)
def test_what_is_masked_is_named(sentence: str, request_: Request) -> None:
    with pytest.raises(Unusable) as raised:
        sendable(request_)
    assert sentence in str(raised.value)


def test_what_is_not_masked_can_be_sent() -> None:
    sendable(Request("POST", "/‹›", (("A", "‹KEY›"),), b"\xff{}"))

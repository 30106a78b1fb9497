"""
HAR files as browsers and proxies write them, made of exchanges, and what is read of them.
"""

import base64
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from payconform.model import Exchange, Headers, Request, Response
from payconform.recorded.traffic import Traffic, Ways, read
from payconform.spec.openapi import document

SHOP = "https://shop.example"
MAIB = document("maib")
Har = Callable[..., dict[str, Any]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "session.har"


def taken(file: Path, written: object, ways: Ways | None = None) -> Traffic:
    content = written if isinstance(written, str) else json.dumps(written)
    file.write_text(content, "utf-8")
    return read(file, MAIB, ways or Ways())


def changed(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """
    The document with a member of its only entry replaced; `...` takes it away.
    """
    node: Any = document["log"]["entries"][0]
    *steps, last = path.split(".")
    for step in steps:
        node = node[step]
    if value is ...:
        del node[last]
    else:
        node[last] = value
    return document


def _pairs(headers: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in headers]


def _entry(exchange: Exchange) -> dict[str, Any]:
    request, response = exchange.request, exchange.response
    url = SHOP if exchange.direction == "inbound" else exchange.url
    made: dict[str, Any] = {
        "startedDateTime": exchange.at.isoformat(),
        "time": exchange.seconds * 1000,
        "request": {
            "method": request.method,
            "url": f"{url}{request.target}",
            "httpVersion": "HTTP/1.1",
            "headers": _pairs(request.headers),
            "queryString": [],
            "bodySize": len(request.body),
        },
        "response": {"status": 0, "headers": [], "content": {"size": 0}},
        "cache": {},
        "comment": "kept",
    }
    if request.body:
        made["request"]["postData"] = {
            "mimeType": "application/json",
            "text": request.body.decode("utf-8", "replace"),
        }
    if response:
        made["response"] = {
            "status": response.status,
            "headers": _pairs(response.headers),
            "content": {
                "size": len(response.body),
                "text": base64.b64encode(response.body).decode(),
                "encoding": "base64",
            },
        }
    return made


@pytest.fixture
def har() -> Callable[[Iterable[Exchange]], dict[str, Any]]:
    """
    Exchanges as a HAR document; callbacks go to https://shop.example.
    """

    def make(exchanges: Iterable[Exchange]) -> dict[str, Any]:
        return {"log": {"version": "1.2", "entries": [_entry(one) for one in exchanges]}}

    return make


@pytest.fixture
def reading(exchange: Callable[..., Exchange]) -> Exchange:
    """
    The details of a QR that the answer calls Active.
    """
    name = "123e4567-e89b-12d3-a456-426614174000"
    body = b'{"ok": true, "result": {"qrId": "%b", "status": "Active"}}' % name.encode()
    made = exchange(
        200,
        body,
        (("Content-Type", "application/json"),),
        request=Request("GET", f"/v2/mia/qr/{name}", (("Authorization", "Bearer abcdefghijk"),)),
    )
    assert isinstance(made.response, Response)
    return made

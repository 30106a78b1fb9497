"""
A call goes to its operation as it is, unless its signer says otherwise.
"""

import json
from typing import Any

import pytest
from tests.conftest import OK
from tests.target.conftest import READ, Make

from payconform.model import Call, Request, unsigned


def sent(listener: Any) -> tuple[bytes, dict[bytes, bytes], bytes]:
    head, _, body = listener.heard[-1].partition(b"\r\n\r\n")
    first, *headers = head.split(b"\r\n")
    return first, dict(one.lower().split(b": ", 1) for one in headers), body


def test_a_call_goes_to_its_operation(answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(READ, unsigned)
    first, headers, body = sent(listener)
    assert first == b"GET /v2/mia/qr/a%2Fb HTTP/1.1"
    assert b"content-type" not in headers
    assert body == b""


def test_a_body_is_sent_as_json(answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(Call("createQr", body={"a": [1.5, None, "ţ"]}), unsigned)
    first, headers, body = sent(listener)
    assert first == b"POST /v2/mia/qr HTTP/1.1"
    assert headers[b"content-type"] == b"application/json"
    assert body == '{"a": [1.5, null, "ţ"]}'.encode()


@pytest.mark.parametrize("body", [0, False, "", [], {}])
def test_an_empty_value_is_a_body_too(body: object, answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(Call("createQr", body=body), unsigned)
    assert sent(listener)[2] == json.dumps(body).encode()


def test_bytes_are_sent_as_they_stand(answering: Any, target: Make) -> None:
    listener = answering(OK)
    target(listener.url).send(Call("createQr", body=b'{"a":\xff'), unsigned)
    assert sent(listener)[2] == b'{"a":\xff'


def test_the_media_type_and_the_verb_can_be_others(answering: Any, target: Make) -> None:
    listener = answering(OK)
    call = Call("createQr", body=b"a", headers={"content-TYPE": "text/plain"}, method="PUT")
    target(listener.url).send(call, unsigned)
    first, headers, _ = sent(listener)
    assert first == b"PUT /v2/mia/qr HTTP/1.1"
    assert headers[b"content-type"] == b"text/plain"


def test_a_signer_has_the_last_word(answering: Any, target: Make) -> None:
    def signer(request: Request) -> Request:
        return Request(request.method, "/elsewhere", (("X-Sign", "ed"),), request.body)

    listener = answering(OK)
    target(listener.url).send(Call("createQr", body={}), signer)
    first, headers, body = sent(listener)
    assert first == b"POST /elsewhere HTTP/1.1"
    assert headers[b"x-sign"] == b"ed"
    assert body == b"{}"

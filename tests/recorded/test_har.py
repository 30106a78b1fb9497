"""
An entry of a HAR file becomes an exchange; what was left out of it is counted.
"""

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.recorded.conftest import Har, changed, taken

from payconform.model import Exchange
from payconform.recorded.traffic import Ways


def test_an_entry_becomes_an_exchange(file: Path, har: Har, reading: Exchange) -> None:
    found = taken(file, har([reading]))
    (one,) = found.exchanges
    assert one == replace(reading, id="", operation="getQr")
    assert (found.masked, found.total, found.bodiless) == (False, 1, 0)


def test_a_byte_order_mark_does_not_matter(file: Path, har: Har, reading: Exchange) -> None:
    found = taken(file, "\ufeff" + json.dumps(har([reading])))
    assert found.exchanges


def test_entries_are_put_in_the_order_of_time(file: Path, har: Har, reading: Exchange) -> None:
    later = replace(reading, at=reading.at + timedelta(seconds=1))
    found = taken(file, har([later, reading]))
    assert [one.at for one in found.exchanges] == [reading.at, later.at]


SILENT = {"status": 0, "status -1": -1}


@pytest.mark.parametrize("status", SILENT.values(), ids=SILENT)
def test_an_entry_without_status_has_no_answer(
    file: Path, har: Har, reading: Exchange, status: int
) -> None:
    (one,) = taken(file, changed(har([reading]), "response.status", status)).exchanges
    assert one.response is None
    assert one.failure


@pytest.mark.parametrize("value", [..., None])
def test_an_entry_without_response_has_no_answer(
    file: Path, har: Har, reading: Exchange, value: object
) -> None:
    (one,) = taken(file, changed(har([reading]), "response", value)).exchanges
    assert one.response is None


@pytest.mark.parametrize("size", [..., -1, 57])
def test_an_answer_whose_body_was_left_out_is_counted_and_not_judged(
    file: Path, har: Har, reading: Exchange, size: object
) -> None:
    document = changed(har([reading]), "response.content", {"size": size})
    if size is ...:
        document = changed(document, "response.content", {})
    found = taken(file, document)
    assert (found.exchanges, found.bodiless) == ((), 1)


def test_an_answer_of_no_bytes_is_whole(file: Path, har: Har, reading: Exchange) -> None:
    found = taken(file, changed(har([reading]), "response.content", {"size": 0}))
    assert found.exchanges[0].response is not None
    assert found.exchanges[0].response.body == b""


BODIES = {
    "text": ({"text": '{"a": 1}'}, b'{"a": 1}'),
    "base64": ({"text": "/w==", "encoding": "base64"}, b"\xff"),
    "half a character": ({"text": "\ud800"}, b"\xed\xa0\x80"),
    "params": ({"params": [{"name": "a b", "value": "c&d"}, {"name": "e"}]}, b"a+b=c%26d&e="),
    "nothing": ({}, b""),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_that_was_sent(file: Path, har: Har, reading: Exchange, kind: str) -> None:
    posted, body = BODIES[kind]
    (one,) = taken(file, changed(har([reading]), "request.postData", posted)).exchanges
    assert one.request.body == body


SENT = {
    "nothing told": (..., ..., False),
    "no text, some bytes": ({"mimeType": "application/json"}, 27, False),
    "no text, size unknown": ({"mimeType": "application/json"}, -1, False),
    "an empty text, some bytes": ({"text": ""}, 27, False),
    "an empty text": ({"text": ""}, -1, True),
    "no bytes": (..., 0, True),
    "a text": ({"text": "{}"}, -1, True),
}


@pytest.mark.parametrize("kind", SENT)
@pytest.mark.parametrize("callbacks", ["", "http://"])
def test_a_request_whose_body_was_left_out_is_counted_and_not_judged(
    file: Path, har: Har, reading: Exchange, kind: str, callbacks: str
) -> None:
    posted, size, whole = SENT[kind]
    path = f"{reading.request.target}/cancel"
    sending = replace(reading, request=replace(reading.request, method="POST", target=path))
    document = har([sending])
    document["log"]["entries"][0]["request"]["postData"] = None
    document = changed(document, "request.postData", posted)
    found = taken(file, changed(document, "request.bodySize", size), Ways(callbacks=callbacks))
    assert (len(found.exchanges), found.bodiless) == ((1, 0) if whole else (0, 1))


def test_a_body_that_its_header_says_is_empty_is_no_body_left_out(
    file: Path, har: Har, reading: Exchange
) -> None:
    path, empty = f"{reading.request.target}/cancel", (("Content-Length", "0"),)
    request = replace(reading.request, method="POST", target=path, headers=empty)
    document = changed(har([replace(reading, request=request)]), "request.bodySize", -1)
    assert taken(file, document).exchanges


def test_a_reading_request_has_no_body_to_leave_out(
    file: Path, har: Har, reading: Exchange
) -> None:
    assert taken(file, changed(har([reading]), "request.bodySize", -1)).exchanges


def test_what_http_2_adds_and_a_user_in_the_url_are_left_out(
    file: Path, har: Har, reading: Exchange
) -> None:
    document = har([reading])
    url = document["log"]["entries"][0]["request"]["url"]
    document = changed(document, "request.url", url.replace("://", "://user:hunter2pass@") + "#x")
    headers = [{"name": ":path", "value": "/"}, {"name": "a", "value": "b"}]
    (one,) = taken(file, changed(document, "request.headers", headers)).exchanges
    assert one.url == reading.url
    assert one.request.target == reading.request.target
    assert one.request.headers == (("a", "b"),)


@pytest.mark.parametrize("time", [..., -1, None, "soon"])
def test_an_unknown_duration_is_none(file: Path, har: Har, reading: Exchange, time: object) -> None:
    (one,) = taken(file, changed(har([reading]), "time", time)).exchanges
    assert one.seconds == 0

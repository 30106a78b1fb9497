"""
Files of recorded traffic: what is read of them, what is counted, and what is told of bad ones.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from payconform.errors import FileUnreadable
from payconform.model import Exchange
from payconform.recorded.traffic import Traffic, Ways, read
from payconform.spec.openapi import document
from payconform.wire.recorder import as_record

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


# --- HAR ---


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


BROKEN = {
    "request": (..., "entry 1, request: is missing or no object"),
    "request.url": (5, "entry 1, request.url: is missing or no text"),
    "request.method": (..., "entry 1, request.method: is missing or no text"),
    "request.headers": (["a"], "entry 1, request.headers: is no list of names and values"),
    "request.postData": ({"text": 5}, "entry 1, request.postData.text: is no text"),
    "response": ("200", "entry 1, response: is no object"),
    "response.status": ("200", "entry 1, response.status: is no HTTP status"),
    "response.content": (
        {"text": "a", "encoding": "base64"},
        "entry 1, response.content.text: is no base64",
    ),
    "startedDateTime": ("yesterday", "startedDateTime: is no ISO 8601 date and time"),
}


@pytest.mark.parametrize("path", BROKEN)
def test_a_broken_entry_is_told_by_number_and_field(
    file: Path, har: Har, reading: Exchange, path: str
) -> None:
    value, told = BROKEN[path]
    with pytest.raises(FileUnreadable, match=told.replace(".", r"\.")) as error:
        taken(file, changed(har([reading]), path, value))
    assert str(error.value).startswith(f"{file}, ")
    assert error.value.exit_code == 2


def test_a_url_that_is_none_is_told(file: Path, har: Har, reading: Exchange) -> None:
    with pytest.raises(FileUnreadable, match=r"request\.url: is no URL"):
        taken(file, changed(har([reading]), "request.url", "http://[a/"))


NO_TRAFFIC = {
    "nothing": "",
    "another document": "{}",
    "a list": "[1, 2]",
    "YAML": "log:\n  entries: []",
    "deeply nested": "[" * 100_000,
    "an endless number": "9" * 5000,
    "entries that are none": '{"log": {"entries": 5}}',
    "a log that is none": '{"log": 5}',
    "an entry that is none": '{"log": {"entries": [5]}}',
}


@pytest.mark.parametrize("name", NO_TRAFFIC)
def test_what_is_no_traffic_is_told(file: Path, name: str) -> None:
    with pytest.raises(FileUnreadable, match=r"HAR"):
        taken(file, NO_TRAFFIC[name])


def test_a_file_beyond_reason_is_told_and_not_read(file: Path) -> None:
    with file.open("wb") as handle:
        handle.truncate(200_000_000)
    with pytest.raises(FileUnreadable, match="has 200 MB, more than the 100 that are read"):
        read(file, MAIB, Ways())


@pytest.mark.parametrize("content", [b"\xff\xfe{\x00}", b"\x00\xff"])
def test_a_file_that_is_no_text_is_told(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    with pytest.raises(FileUnreadable, match="is no text in UTF-8"):
        read(file, MAIB, Ways())


@pytest.mark.parametrize("name", ["none.har", "."])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(FileUnreadable, match="there is no such file"):
        read(tmp_path / name, MAIB, Ways())


# --- a run's own exchanges ---


def test_the_exchanges_of_a_run_are_read(file: Path, reading: Exchange) -> None:
    line = json.dumps(as_record(reading, str))
    found = taken(file, f"{line}\n\n{line}\n")
    assert found.masked
    assert [one.operation for one in found.exchanges] == ["getQr", "getQr"]


def test_one_line_is_enough(file: Path, reading: Exchange) -> None:
    assert taken(file, json.dumps(as_record(reading, str))).exchanges


CUT = {
    "cut": lambda record: json.dumps(record)[:40],
    "no direction": lambda record: json.dumps(record | {"direction": "sideways"}),
    "no response": lambda record: json.dumps(record | {"response": 5}),
    "a failure that is no text": lambda record: json.dumps(record | {"failure": {}}),
    "no moment": lambda record: json.dumps(record | {"at": "today"}),
    "not an object": lambda record: "5",
}


@pytest.mark.parametrize("kind", CUT)
def test_a_line_that_is_no_record_is_told(file: Path, reading: Exchange, kind: str) -> None:
    record = as_record(reading, str)
    with pytest.raises(FileUnreadable, match=r"line 2: is cut short or no record"):
        taken(file, f"{json.dumps(record)}\n{CUT[kind](record)}\n")


@pytest.mark.parametrize("seconds", ["NaN", "Infinity", "-5"])
def test_a_duration_that_is_none_is_none(file: Path, reading: Exchange, seconds: str) -> None:
    line = json.dumps(as_record(reading, str)).replace('"seconds": 0.25', f'"seconds": {seconds}')
    assert taken(file, line).exchanges[0].seconds == 0


# --- which operation ---


def test_what_matches_no_operation_is_counted(file: Path, har: Har, reading: Exchange) -> None:
    icon, verb, whole = (
        replace(reading, request=replace(reading.request, method=method, target=target))
        for method, target in (
            ("GET", "/favicon.ico?token=hunter2hunter2"),
            ("PATCH", "/v2/mia/qr"),
            ("GET", "/" + "x" * 500),
        )
    )
    found = taken(file, har([reading, icon, icon, verb, whole]))
    assert len(found.exchanges) == 1
    assert found.strangers == {
        "GET /favicon.ico": 2,
        "PATCH /v2/mia/qr": 1,
        "GET /" + "x" * 75: 1,
    }
    assert found.total == 5


@pytest.mark.parametrize("base", ["gateway/maib", "/gateway/maib", "/gateway/maib/"])
def test_a_base_path_is_taken_off(file: Path, har: Har, reading: Exchange, base: str) -> None:
    behind = replace(reading.request, target=f"/gateway/maib{reading.request.target}")
    document = har([replace(reading, request=behind), reading])
    found = taken(file, document, Ways(base_path=base))
    assert [one.request.target for one in found.exchanges] == [reading.request.target]
    assert found.strangers.total() == 1


PREFIXES = {
    "https://shop.example/hooks": True,
    "https://shop.example/hooks/maib?a=1": True,
    "https://shop.example/": True,
    "https://shop.example/hook": False,
    "https://other.example/": False,
}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_callbacks_are_told_by_their_url(
    file: Path, har: Har, reading: Exchange, prefix: str
) -> None:
    callback = replace(reading.request, method="POST", target="/hooks/maib?a=1", body=b"{}")
    document = har([replace(reading, direction="inbound", request=callback)])
    found = taken(file, document, Ways(callbacks=prefix))
    directions = [(one.direction, one.operation) for one in found.exchanges]
    assert directions == ([("inbound", "notifyPayment")] if PREFIXES[prefix] else [])

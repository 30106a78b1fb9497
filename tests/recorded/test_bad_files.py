"""
A file that is no traffic is told by entry and field, or by line.
"""

import json
from pathlib import Path

import pytest
from tests.recorded.conftest import MAIB, Har, changed, taken

from payconform.errors import FileUnreadable
from payconform.model import Exchange
from payconform.recorded.traffic import Ways, read
from payconform.wire.recorder import as_record

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

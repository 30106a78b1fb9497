"""
A folder of callbacks: whole files of this run count, once, and nothing else does.
"""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from payconform.errors import Blocked
from payconform.model import Request
from payconform.wire import spool as spooling
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.server import bind
from payconform.wire.spool import FORMAT, LARGEST_FILE, Keeper, Spool
from payconform.wire.transport import Transport

TOKEN, OTHER = "0123456789abcdef" * 2, "f" * 32


def file(token: str = TOKEN, name: str = "a", **members: Any) -> str:
    record = {
        "format": FORMAT,
        "at": "2026-01-02T03:04:05.000006+00:00",
        "method": "POST",
        "target": f"/hooks/{token}/{name}",
        "headers": [["X-Sign", "\xe9"], ["x-sign", "b"]],
        "encoding": "latin-1",
        "body": "{\xff}",
    }
    return json.dumps(record | members)


@pytest.fixture
def written() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def spool(tmp_path: Path, written: list[dict[str, Any]]) -> Spool:
    return Spool(tmp_path, Recorder(Redactor(), written.append), "notifyPayment", TOKEN)


def test_a_callback_is_read_byte_for_byte_and_once(
    spool: Spool, tmp_path: Path, written: list[dict[str, Any]]
) -> None:
    (tmp_path / "1.json").write_text(file())
    (one,) = spool.received("/a")
    assert spool.received("/a") == [one]
    assert one.request.body == b"{\xff}"
    assert one.request.headers == (("X-Sign", "\xe9"), ("x-sign", "b"))
    assert (one.direction, one.operation) == ("inbound", "notifyPayment")
    assert one.at.isoformat() == "2026-01-02T03:04:05.000006+00:00"
    assert [record["id"] for record in written] == ["x00001"]


def test_callbacks_come_in_the_order_of_their_names(spool: Spool, tmp_path: Path) -> None:
    for number in (3, 1, 2):
        (tmp_path / f"{number}.json").write_text(file(body=str(number)))
    assert [one.request.body for one in spool.received("/a")] == [b"1", b"2", b"3"]


def test_another_runs_callbacks_are_left_alone(
    spool: Spool, tmp_path: Path, written: list[dict[str, Any]]
) -> None:
    (tmp_path / "1.json").write_text(file(OTHER))
    assert spool.received("/a") == []
    assert (spool.turned_away, written) == (0, [])


@pytest.mark.parametrize("length", [0, 1, 100, -1])
def test_half_a_file_is_read_when_the_rest_has_come(
    spool: Spool, tmp_path: Path, length: int
) -> None:
    whole = file()
    (tmp_path / "1.json").write_text(whole[:length])
    assert spool.received("/a") == []
    (tmp_path / "1.json").write_text(whole)
    assert len(spool.received("/a")) == 1


STRANGE = {
    "no object": "[]",
    "a member more": file(more=1),
    "a day that is none": file(at="2026-13-02T03:04:05+00:00"),
    "another format": file(format="payconform-callback/2"),
    "a header of three": file(headers=[["a", "b", "c"]]),
    "no path": file(target="hooks"),
    "too large": file(body="a" * LARGEST_FILE),
    "too deep": "[" * 100_000,
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_no_callback_is_passed_over(spool: Spool, tmp_path: Path, name: str) -> None:
    (tmp_path / "1.json").write_text(STRANGE[name])
    (tmp_path / "2.json").write_text(file())
    assert len(spool.received("/a")) == 1


def test_what_is_no_file_is_passed_over(spool: Spool, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text(file())
    (tmp_path / ".1.json.part").write_text(file())
    (tmp_path / ".2.json").write_text(file())  # as rsync names what is on its way
    (tmp_path / "3.json").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "4.json").mkdir()
    os.mkfifo(tmp_path / "5.json")  # who opens it would wait for ever
    assert spool.received("/a") == []


def test_a_folder_that_is_away_is_looked_for_again(spool: Spool, tmp_path: Path) -> None:
    away = tmp_path.with_name(f"{tmp_path.name}-away")
    tmp_path.rename(away)
    assert spool.received("/a") == []
    (away / "1.json").write_text(file())
    away.rename(tmp_path)
    assert len(spool.received("/a")) == 1


def test_nobody_answers_there(spool: Spool) -> None:
    with pytest.raises(Blocked, match="answered already"):
        spool.answer("/a", lambda _: 500)


# --- the other end ---


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def keep(
    tmp_path: Path, told: list[str], transport: Callable[..., Transport]
) -> Iterator[Callable[[str], int]]:
    """
    Posts to a keeper that fills the folder, and returns the status of its answer.
    """
    keeper = Keeper(tmp_path, bind("127.0.0.1", 0), told.append)
    sender = transport(keeper.url)

    def post(name: str) -> int:
        exchange = sender.send("callback", Request("POST", f"/{TOKEN}/{name}", (), b"{}"))
        assert exchange.response is not None, exchange.failure
        return exchange.response.status

    yield post
    keeper.close()


def test_what_is_kept_is_what_is_read(keep: Any, spool: Spool) -> None:
    assert [keep("a"), keep("b"), keep("a")] == [200, 200, 200]
    assert len(spool.received("/a")) == 2
    assert spool.received("/b")[0].request.body == b"{}"


def test_a_file_has_its_name_when_all_of_it_is_on_disk(
    keep: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[int, int]] = []
    fsync = os.fsync

    def watched(number: int) -> None:
        fsync(number)
        files = list(tmp_path.iterdir())
        seen.append((sum(one.suffix == ".json" for one in files), files[0].stat().st_size))

    monkeypatch.setattr(os, "fsync", watched)
    assert keep("a") == 200
    (draft, size), (whole, same) = seen
    assert (draft, whole) == (0, 1)
    assert size == same > 100


def test_a_folder_has_an_end(
    keep: Any, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spooling, "MOST", 1)
    assert [keep("a"), keep("b")] == [200, 503]
    assert told == ["kept: a, 2 bytes", f"not kept: b, 2 bytes: {tmp_path} holds 1 callbacks"]


def test_what_cannot_be_kept_is_not_answered_as_if_it_were(
    keep: Any, told: list[str], tmp_path: Path
) -> None:
    tmp_path.rename(tmp_path.with_name(f"{tmp_path.name}-gone"))
    assert keep("a") == 503
    why = "cannot be written (No such file or directory)"
    assert told == [f"not kept: a, 2 bytes: {tmp_path} {why}"]

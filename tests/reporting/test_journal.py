import json
import stat
from pathlib import Path
from typing import Any

import pytest

from payconform.reporting.journal import Journal, write_whole


def lines(path: Path) -> list[Any]:
    text = path.read_bytes().decode("utf-8")
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.split("\n")[:-1]]


RECORDS = [
    {"a": 1},
    {"text": "ţ 茶 \U0001f375"},
    {"text": "several\nlines\r\nand\u2028others"},
    {"text": "\x00\x1f\x7f"},
    {"text": "half a character: \ud800"},
    {"text": '"quoted" \\ back'},
    {},
]


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_a_record_is_one_line_and_comes_back_as_it_was(
    record: dict[str, Any], tmp_path: Path
) -> None:
    journal = Journal(tmp_path / "x.ndjson")
    journal.write(record)
    journal.write(record)
    journal.close()
    assert lines(tmp_path / "x.ndjson") == [record, record]


def test_a_line_is_complete_on_disk_before_the_run_goes_on(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "x.ndjson")
    for number in range(3):
        journal.write({"number": number, "text": "a" * 200_000})
        assert [one["number"] for one in lines(tmp_path / "x.ndjson")] == list(range(number + 1))
    journal.close()


def test_two_writers_do_not_tear_each_others_lines(tmp_path: Path) -> None:
    one, other = Journal(tmp_path / "x.ndjson"), Journal(tmp_path / "x.ndjson")
    for number in range(10):
        one.write({"one": number})
        other.write({"other": number})
    one.close()
    other.close()
    assert len(lines(tmp_path / "x.ndjson")) == 20


def test_evidence_is_for_its_owner_only(tmp_path: Path) -> None:
    Journal(tmp_path / "x.ndjson").close()
    assert stat.S_IMODE((tmp_path / "x.ndjson").stat().st_mode) == 0o600


def test_a_file_is_replaced_as_a_whole(tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    write_whole(file, "old and much longer")
    with file.open() as before:
        write_whole(file, "new ţ")
        assert before.read() == "old and much longer"
    assert file.read_text("utf-8") == "new ţ"
    assert list(tmp_path.iterdir()) == [file]


def test_half_a_character_does_not_stop_a_report(tmp_path: Path) -> None:
    write_whole(tmp_path / "run.json", json.dumps({"got": "\ud800"}, ensure_ascii=False))
    assert json.loads((tmp_path / "run.json").read_text("utf-8")) == {"got": "\ud800"}

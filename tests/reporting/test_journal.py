import json
import stat
from pathlib import Path
from typing import Any

import pytest

from payconform.errors import InUse
from payconform.reporting.journal import Journal, in_use, write_whole


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
    {"number": 2**70, "decimal": 0.1},
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


def test_a_file_has_one_writer(tmp_path: Path) -> None:
    path = tmp_path / "x.ndjson"
    assert not in_use(path)
    journal = Journal(path)
    assert in_use(path)
    with pytest.raises(InUse, match="a run is writing there"):
        Journal(path)
    journal.close()
    assert not in_use(path)
    Journal(path).close()


def test_a_file_that_is_there_is_gone_on_with(tmp_path: Path) -> None:
    for number in range(2):
        journal = Journal(tmp_path / "x.ndjson")
        journal.write({"number": number})
        journal.close()
    assert lines(tmp_path / "x.ndjson") == [{"number": 0}, {"number": 1}]


@pytest.mark.parametrize("cut", [b"{", b'{"a": "' + b"b" * 200_000, b'{"half": "\xc5'])
@pytest.mark.parametrize("whole", [b"", b'{"number":0}\n'])
def test_what_a_kill_has_cut_is_dropped(whole: bytes, cut: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.ndjson").write_bytes(whole + cut)
    journal = Journal(tmp_path / "x.ndjson")
    journal.write({"number": 1})
    journal.close()
    assert (tmp_path / "x.ndjson").read_bytes() == whole + b'{"number":1}\n'


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

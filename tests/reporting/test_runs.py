"""
Runs are found by folder, id, provider and `latest`; of a killed one, what is whole is read.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from payconform.checks import status
from payconform.errors import FileUnreadable, Unusable
from payconform.model import Exchange, Finding, Outcome
from payconform.reporting import runs
from payconform.reporting.coverage import Coverage
from payconform.reporting.summary import Scope, as_finding, summary
from payconform.spec.openapi import Document
from payconform.spec.rules import Rulebook
from payconform.verdict import verdict
from payconform.wire.recorder import as_record

Make = Callable[..., Finding]
Write = Callable[..., Path]
NOTHING = Document({}, {}, frozenset(), {})
EARLY, LATE, KILLED = "20260101T000000Z-a", "20260102T000000Z-b", "20260103T000000Z-c"


@pytest.fixture
def write(
    tmp_path: Path, book: Rulebook, finding: Make, exchange: Callable[..., Exchange]
) -> Write:
    """
    Writes a run with one failed and one passed test, killed if so told.
    """

    def run(name: str, *, ended: bool = True) -> Path:
        folder = tmp_path / "reports" / "tea" / name
        folder.mkdir(parents=True)
        found = [finding(Outcome.PASSED), finding(Outcome.FAILED, test="suites/tea/x.py::test_y")]
        reached = verdict(one.outcome for one in found) if ended else None
        now = "2026-01-01T00:00:00+00:00"
        course = {
            "started": now,
            "resumed": [],
            "finished": now if ended else None,
            "workers": 1,
            "stopped": None,
        }
        document: dict[str, Any] = summary(
            name,
            course,
            Scope("tea house", "sandbox", simulated=False, capabilities=(), seed=1),
            book,
            found if ended else [],
            reached,
            operations=[],
            coverage=Coverage(NOTHING, status(200)).document(frozenset(), (), {}),
            exercised={},
            leftovers=[],
        )
        lines = [json.dumps(as_finding(one, book.by_id[one.rule])) for one in found]
        (folder / "run.json").write_text(json.dumps(document), "utf-8")
        (folder / "findings.ndjson").write_text("\n".join(lines) + "\n", "utf-8")
        record = json.dumps(as_record(exchange(), str))
        (folder / "exchanges.ndjson").write_text(f"{record}\n", "utf-8")
        if ended:
            (folder.parent / "latest").write_text(f"{name}\n", "utf-8")
        return folder

    return run


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    return tmp_path / "reports"


@pytest.mark.parametrize("named", ["latest", "tea", "latest/tea", LATE])
def test_the_newest_run_is_found_by_each_of_its_names(
    write: Write, reports: Path, named: str
) -> None:
    for name in (EARLY, LATE):
        write(name)
    assert runs.find(named, reports).name == LATE


def test_an_older_run_is_found_by_id_and_folder(write: Write, reports: Path) -> None:
    early = write(EARLY)
    write(LATE)
    assert runs.find(EARLY, reports) == runs.find(str(early), reports) == early


@pytest.mark.parametrize("named", ["coffee", "20260101", "../tea", "", ".."])
def test_an_unknown_run_is_told_with_those_there_are(
    write: Write, reports: Path, named: str
) -> None:
    write(EARLY)
    with pytest.raises(Unusable, match=f"no such run.*{EARLY}"):
        runs.find(named, reports)


def test_a_pointer_that_leaves_its_folder_points_nowhere(write: Write, reports: Path) -> None:
    write(EARLY)
    (reports / "tea" / "latest").write_text("../../elsewhere", "utf-8")
    with pytest.raises(Unusable, match="no such run"):
        runs.find("tea", reports)


def test_a_killed_run_is_not_the_latest_but_named(write: Write, reports: Path) -> None:
    late = write(LATE)
    write(KILLED, ended=False)
    assert runs.find("tea", reports) == late
    assert runs.unended(late) == [KILLED]
    assert list(runs.ended(reports, "tea")) == [late]


def test_of_runs_of_the_same_second_the_latest_is_the_newest(write: Write, reports: Path) -> None:
    first, second = write(f"{LATE}9"), write(f"{LATE}1")
    assert list(runs.ended(reports, "tea")) == [second, first]
    assert runs.find("latest", reports) == second


def test_a_whole_run_lacks_nothing(write: Write) -> None:
    run = runs.read(write(EARLY))
    assert run.cut == ()
    assert [one["outcome"] for one in run.findings] == ["passed", "failed"]
    assert list(run.exchanges) == ["x00001"]
    assert [one["outcome"] for one in runs.attention(run.findings)] == ["failed"]
    assert runs.unsettled(run.findings) == {"suites/tea/x.py::test_y"}


def test_of_a_killed_run_what_is_whole_is_read_and_summed_up(write: Write) -> None:
    folder = write(KILLED, ended=False)
    for name in ("findings.ndjson", "exchanges.ndjson"):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write('{"rule":"TEA-AU')
    run = runs.read(folder)
    assert run.opened["outcomes"] == {"failed": 1, "passed": 1}
    assert [chapter["rules"] for chapter in run.opened["chapters"]] == [1]
    assert len(run.exchanges) == 1
    assert run.cut == (
        "the run did not come to its end: it was killed, or goes on",
        "findings.ndjson, line 3 is cut short or no record",
        "exchanges.ndjson, line 2 is cut short or no record",
    )


@pytest.mark.parametrize("content", ["", '{"format": "payconform', "[" * 100_000, None])
def test_without_run_json_its_findings_are_read(write: Write, content: str | None) -> None:
    folder = write(EARLY)
    if content is None:
        (folder / "run.json").unlink()
    else:
        (folder / "run.json").write_text(content, "utf-8")
    run = runs.read(folder)
    assert len(run.findings) == 2
    assert run.cut[0] == "run.json is missing or cut short"
    with pytest.raises(FileUnreadable, match=r"run\.json: is missing or cut short"):
        _ = run.opened


def test_lines_that_are_no_records_are_told_not_read(write: Write) -> None:
    folder = write(KILLED, ended=False)
    odd = '[]\n"x"\n{}\n{"id": 1}\nnull\n\xff\n'
    (folder / "exchanges.ndjson").write_text(odd, "latin-1")
    (folder / "findings.ndjson").write_text(odd, "latin-1")
    run = runs.read(folder)
    assert (run.findings, run.exchanges) == ([], {})
    assert len(run.cut) == 13


@pytest.mark.parametrize(
    "misfit",
    [{"area": []}, {"says": 5}, {"test": None}, {"exercised": 1e999}, {"more": 1}],
    ids=str,
)
def test_a_finding_outside_the_schema_is_told_not_read(
    write: Write, misfit: dict[str, Any]
) -> None:
    path = write(KILLED, ended=False) / "findings.ndjson"
    first, second = path.read_text("utf-8").splitlines()
    path.write_text(f"{json.dumps(json.loads(first) | misfit)}\n{second}\n", "utf-8")
    run = runs.read(path.parent)
    assert [one["outcome"] for one in run.findings] == ["failed"]
    assert run.cut[1:] == ("findings.ndjson, line 1 is cut short or no record",)


@pytest.mark.parametrize("response", [{"status": 1e999, "headers": []}, 0, False, {}], ids=str)
def test_an_exchange_with_an_odd_response_is_told_not_read(write: Write, response: object) -> None:
    path = write(EARLY) / "exchanges.ndjson"
    record = json.loads(path.read_text("utf-8")) | {"response": response}
    path.write_text(json.dumps(record), "utf-8")
    run = runs.read(path.parent)
    assert (len(run.findings), run.exchanges) == (2, {})
    assert run.cut == ("exchanges.ndjson, line 1 is cut short or no record",)


def test_a_bottomless_neighbour_has_not_ended(write: Write) -> None:
    early = write(EARLY)
    (write(LATE) / "run.json").write_text("[" * 100_000, "utf-8")
    assert runs.unended(early) == [LATE]


@pytest.mark.parametrize("named", ["a" * 300, "a\0b"], ids=["too long", "NUL"])
def test_what_can_be_no_path_names_no_run(reports: Path, named: str) -> None:
    with pytest.raises(Unusable, match="no such run"):
        runs.find(named, reports)


@pytest.mark.parametrize(
    "document", [{"format": "payconform-run/9"}, [], {"format": "payconform-run/1"}]
)
def test_another_format_is_refused(write: Write, document: object) -> None:
    folder = write(EARLY)
    (folder / "run.json").write_text(json.dumps(document), "utf-8")
    with pytest.raises(FileUnreadable, match=r"run\.json"):
        runs.read(folder)

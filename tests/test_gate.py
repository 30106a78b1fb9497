"""
The gate sends the same in the same order each time, makes nothing up, and catches what it can.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

LIAR = "a_cancel_needs_no_reason"
LEFT = "a machine makes up its requests: left to `payconform certify`"


def payconform(folder: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def gate(folder: Path, *words: str) -> tuple[int, dict[str, Any]]:
    code, said, wrong = payconform(folder, "gate", "maib", "--out", "run", "--json", *words)
    assert said, wrong
    return code, json.loads(said)


def sent(folder: Path) -> list[tuple[Any, ...]]:
    """
    What a run has sent, without what is new each time: moments, and lengths of what holds them.
    """
    lines = (folder / "run" / "exchanges.ndjson").read_bytes().splitlines()
    records = [json.loads(line) for line in lines]
    return [
        (one["operation"], asked["method"], asked["target"], one["response"]["status"])
        for one in records
        for asked in [one["request"]]
        if one["direction"] == "outbound"
    ]


@pytest.fixture(scope="module")
def twice(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, dict[str, Any]]]:
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    return [(folder, gate(folder, "--only", "FUZZ")[1]) for folder in folders]


def test_two_gates_send_the_same_in_the_same_order(
    twice: list[tuple[Path, dict[str, Any]]],
) -> None:
    first, second = (sent(folder) for folder, _ in twice)
    assert len(first) > 300
    assert first == second


def test_two_gates_come_to_the_same_verdict(twice: list[tuple[Path, dict[str, Any]]]) -> None:
    told = [
        [(one["rule"], one["test"], one["outcome"]) for one in run["findings"]] for _, run in twice
    ]
    assert told[0] == told[1]
    assert [run["verdict"]["exit_code"] for _, run in twice] == [0, 0]


def test_what_a_machine_makes_up_is_skipped_and_said(
    twice: list[tuple[Path, dict[str, Any]]],
) -> None:
    _, run = twice[0]
    skipped = {one["reason"] for one in run["findings"] if one["outcome"] == "skipped"}
    assert skipped == {LEFT}
    passed = {one["rule"] for one in run["findings"] if one["outcome"] == "passed"}
    assert passed == {"MAIB-FUZZ-01", "MAIB-FUZZ-02", "MAIB-FUZZ-03"}
    assert run["selection"] == {"gate": "yes", "only": "FUZZ"}


def test_allure_results_are_written_when_asked_for(
    twice: list[tuple[Path, dict[str, Any]]], tmp_path: Path
) -> None:
    assert not (twice[0][0] / "run" / "allure-results").exists()
    gate(tmp_path, "--rule", "MAIB-AUTH-01", "--allure")
    assert list((tmp_path / "run" / "allure-results").iterdir())


def test_a_liar_does_not_pass_the_gate(tmp_path: Path) -> None:
    code, run = gate(tmp_path, "--only", "FUZZ", "--fault", LIAR)
    assert code == 1
    (failed,) = (one for one in run["findings"] if one["outcome"] == "failed")
    assert (failed["rule"], failed["reason"]) == (
        "MAIB-CANCEL-07",
        "the smallest case: reason left out",
    )
    code, said, wrong = payconform(tmp_path, "replay", f"run/{failed['case']}")
    assert code == 1, wrong
    assert "still broken: MAIB-CANCEL-07" in said


def test_a_gate_is_taken_up_as_a_gate(
    twice: list[tuple[Path, dict[str, Any]]], tmp_path: Path
) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    before = twice[0][0] / "run"
    document = json.loads((before / "run.json").read_text("utf-8"))
    document["run"]["finished"] = document["verdict"] = None
    (folder / "run.json").write_text(json.dumps(document))
    lines = (before / "findings.ndjson").read_bytes().splitlines(keepends=True)
    (folder / "findings.ndjson").write_bytes(b"".join(lines[: len(lines) // 2]))
    shutil.copy(before / "exchanges.ndjson", folder)
    code, said, wrong = payconform(tmp_path, "certify", "--resume", "run", "--json")
    assert code == 0, said + wrong
    made_up = [one for one in json.loads(said)["findings"] if one["reason"] == LEFT]
    assert made_up
    assert not (folder / "allure-results").exists()

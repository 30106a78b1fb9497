"""
`payconform show` and `certify --last-failed`: a run is read again, and its failures are repeated.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FAULT = ["--fault", "a_second_cancel_succeeds"]
LIAR = ["certify", "maib", *FAULT, "--rule", "MAIB-CANCEL-04", "--rule", "MAIB-CANCEL-01"]
FAILED = "suites/maib/test_4_cancel.py::test_a_second_cancel_is_refused"


def payconform(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env={"PATH": os.defpath, "HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def latest(folder: Path) -> dict[str, Any]:
    runs = folder / "reports" / "maib"
    name = (runs / "latest").read_text("utf-8").strip()
    document: dict[str, Any] = json.loads((runs / name / "run.json").read_text("utf-8"))
    return document


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A folder with one run on a liar.
    """
    made = tmp_path_factory.mktemp("shown")
    assert payconform(made, *LIAR).returncode == 1
    return made


def test_a_run_is_shown_as_it_ended_with_a_numbered_list(folder: Path) -> None:
    done = payconform(folder, "show", "latest")
    assert done.returncode == 0, done.stderr
    assert "│ CANCEL" in done.stdout
    assert "non-conformant: 2 of" in done.stdout
    numbered = [line.split() for line in done.stdout.splitlines() if line.startswith("   ")]
    numbered = [words for words in numbered if words[0].isdecimal()]
    assert numbered == [
        ["1", "failed", "MAIB-CANCEL-04", f"{FAILED}[Dynamic]"],
        ["2", "failed", "MAIB-CANCEL-04", f"{FAILED}[Static]"],
    ]


@pytest.mark.parametrize("finding", ["1", f"{FAILED}[Dynamic]", "cancel_is_refused[Dyn"])
def test_a_finding_is_shown_with_its_evidence(folder: Path, finding: str) -> None:
    done = payconform(folder, "show", "maib", finding)
    assert done.returncode == 0, done.stderr
    for told in (f"test:   {FAILED}[Dynamic]", "status 409; error code 14005", "< 200 OK"):
        assert told in done.stdout
    assert '"$MAIB_ACCESS_TOKEN"' in done.stdout
    assert done.stdout.count("POST /v2/mia/qr/") == 4  # and when it was repeated


def test_a_rule_shows_each_of_its_failures(folder: Path) -> None:
    said = payconform(folder, "show", "latest", "maib-cancel-04").stdout
    assert [said.count(f"{FAILED}[{kind}]") for kind in ("Dynamic", "Static")] == [1, 1]


def test_what_was_exercised_is_shown_operation_by_operation(folder: Path) -> None:
    done = payconform(folder, "show", "latest", "--coverage")
    assert done.returncode == 0, done.stderr
    for name in ("cancelQr", "listPayments"):
        assert f"│ {name} " in done.stdout
    assert "cancelQr never answered with: " in done.stdout
    assert "operations never answered with success: " in done.stdout
    assert "getPayment" in done.stdout.partition("operations never answered")[2]
    assert "spec coverage: operations " in done.stdout


WRONG = {
    "coverage of a finding": (["latest", "1", "--coverage"], "FINDING 1: leave it out, --coverage"),
    "an unknown run": (["nope"], "RUN nope: no such run that has ended. Runs here, newest first: "),
    "an unknown finding": (["latest", "nope"], f"There is: {FAILED}[Dynamic], {FAILED}[Static]."),
    "a number too high": (["latest", "3"], "FINDING 3: the list has 2 findings."),
    "no number": (["latest", "0"], "FINDING 0: the list has 2 findings."),
    "a part of too much": (["latest", "suites/maib"], "FINDING suites/maib: means "),
}


@pytest.mark.parametrize(("words", "sentence"), WRONG.values(), ids=WRONG)
def test_what_is_not_there_is_told_with_what_is(
    folder: Path, words: list[str], sentence: str
) -> None:
    done = payconform(folder, "show", *words)
    assert done.returncode == 2, done.stderr
    assert sentence in done.stderr


@pytest.mark.parametrize("named", ["a" * 300, "\x1b[2J"], ids=["too long", "an escape"])
def test_an_odd_name_of_a_run_is_told_and_not_obeyed(folder: Path, named: str) -> None:
    done = payconform(folder, "show", named)
    assert done.returncode == 2, done.stderr
    assert "no such run" in done.stderr
    assert "\x1b" not in done.stderr


def test_what_a_provider_answered_does_not_steer_the_terminal(folder: Path, tmp_path: Path) -> None:
    (whole,) = (folder / "reports" / "maib").glob("2*")
    document = json.loads((whole / "run.json").read_text("utf-8"))
    for finding in document["findings"]:
        finding["got"] = "\x1b]0;pwn\x07\x1b[2J"
    document["target"]["name"] = "[/nope]"
    (tmp_path / "run.json").write_text(json.dumps(document), "utf-8")
    done = payconform(tmp_path, "show", ".")
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout
    assert r"\x1b]0;pwn\x07\x1b[2J" in done.stdout
    assert "on [/nope], seed" in done.stdout


def test_of_a_killed_run_the_whole_lines_are_shown(folder: Path, tmp_path: Path) -> None:
    (whole,) = (folder / "reports" / "maib").glob("2*")
    run, document = tmp_path / "run", json.loads((whole / "run.json").read_text("utf-8"))
    run.mkdir()
    begun = document | {"verdict": None, "findings": [], "chapters": [], "outcomes": {}}
    begun["run"] = begun["run"] | {"finished": None}
    (run / "run.json").write_text(json.dumps(begun), "utf-8")
    for name in ("findings.ndjson", "exchanges.ndjson"):
        (run / name).write_bytes((whole / name).read_bytes()[:-9])
    done = payconform(tmp_path, "show", "run")
    assert done.returncode == 0, done.stderr
    assert "no verdict: the run did not come to its end" in done.stdout
    assert "│ CANCEL" in done.stdout
    assert "   1  failed       MAIB-CANCEL-04" in done.stdout
    assert "exchanges.ndjson, line" in done.stderr
    assert "findings.ndjson, line" in done.stderr
    done = payconform(tmp_path, "show", "run", "--coverage")
    assert done.returncode == 2
    assert "RUN run: did not come to its end, where coverage is summed up." in done.stderr


def test_only_what_failed_is_repeated_until_nothing_does(tmp_path: Path) -> None:
    payconform(tmp_path, *LIAR)
    first = latest(tmp_path)
    assert len(first["findings"]) > 2
    for fault, code in ((FAULT, 1), ([], 0)):
        before = latest(tmp_path)["run"]["id"]
        done = payconform(tmp_path, "certify", "maib", "--last-failed", *fault)
        assert done.returncode == code, done.stderr
        again = latest(tmp_path)
        assert again["selection"]["last_failed"] == before
        assert {one["test"] for one in again["findings"]} == {
            f"{FAILED}[Dynamic]",
            f"{FAILED}[Static]",
        }
    done = payconform(tmp_path, "certify", "maib", "--last-failed")
    assert done.returncode == 2
    assert "the latest run has no failure." in done.stderr
    assert latest(tmp_path) == again


def test_a_run_on_another_target_is_not_repeated(folder: Path) -> None:
    url = "http://127.0.0.1:1"
    done = payconform(folder, "certify", "maib", "--last-failed", "--target", url)
    assert done.returncode == 2
    assert f"--last-failed: no run of maib on {url} has ended" in done.stderr

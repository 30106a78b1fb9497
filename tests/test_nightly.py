"""
Nights on a liar and on the honest simulator: what is found, told apart, and left to the next night.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from payconform import catalog
from payconform.errors import FileUnreadable, Unusable
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.mutation import Mutation
from payconform.model import Exchange, Mismatch, Request
from payconform.nightly.deviations import deviations, entry
from payconform.nightly.fingerprint import fingerprint
from payconform.nightly.state import State

LIAR = "a_cancel_needs_no_reason"
RULE = "MAIB-CANCEL-07"
SHORT = ("--budget", "3s", "--workers", "1")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "payconform", *words]


def payconform(folder: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command(*words), cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    return done.returncode, done.stdout, done.stderr


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


# --- nights ---


def test_a_liar_is_found_told_and_known(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "nightly", "maib", *SHORT, "--fault", LIAR)
    assert code == 1, said + wrong
    assert "1 finding: 1 new" in said
    (case,) = tmp_path.glob(f"reports/maib/*/cases/{RULE}-*.json")
    assert f"payconform replay {case.relative_to(tmp_path)}" in said
    assert "curl" in said
    assert "$MAIB_ACCESS_TOKEN" in said
    run = json.loads((case.parents[1] / "run.json").read_text("utf-8"))
    assert run["selection"]["budget"] == "3s"
    (failed,) = (one for one in run["findings"] if one["outcome"] == "failed")
    ids = {one["id"] for one in lines(case.parents[1] / "exchanges.ndjson")}
    assert set(failed["evidence"]) <= ids

    code, again, wrong = payconform(tmp_path, "nightly", "maib", *SHORT, "--fault", LIAR)
    assert code == 1, again + wrong
    today = datetime.now(UTC).date()
    assert "new" not in told(again)
    assert "1 finding: 1 seen before on" in again

    _, _, pasted = said.partition("under `deviations:`\n")
    first = yaml.safe_load("deviations:\n" + pasted.split("\n\n")[0])["deviations"][0]
    since = (today - timedelta(days=51)).isoformat()
    known = {"deviations": [{**first, "date": since, "note": "told to the bank"}]}
    (tmp_path / "deviations.yaml").write_text(yaml.safe_dump(known), "utf-8")
    code, again, wrong = payconform(tmp_path, "nightly", "maib", *SHORT, "--fault", LIAR)
    assert code == 1, again + wrong
    assert f"1 finding: 1 known since {since} (5" in again
    assert "told to the bank" in again


def told(said: str) -> str:
    return next(line for line in said.splitlines() if "finding" in line)


def test_an_honest_night_keeps_what_is_new_and_its_memory_is_small(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "nightly", "maib", "--budget", "6s", "--workers", "2")
    assert code == 0, said + wrong
    assert "findings  none" in said
    assert "simulator self-check" in said
    folder = tmp_path / ".payconform" / "maib" / "embedded-simulator"
    assert lines(folder / "corpus.ndjson")
    began, ended = lines(folder / "history.ndjson")
    assert began["night"] == ended["night"] == 1
    assert ended["kept"] == len(lines(folder / "corpus.ndjson"))
    memory = int(said.partition("memory ")[2].partition(" MB")[0])
    assert 0 < memory < 400


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows kills otherwise")
def test_what_a_killed_night_had_is_kept_and_no_worker_stays(tmp_path: Path) -> None:
    folder = tmp_path / ".payconform" / "maib" / "embedded-simulator"
    words = command("nightly", "maib", "--budget", "5m", "--workers", "2")
    night = subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    children: set[int] = set()
    try:
        until(lambda: (folder / "corpus.ndjson").exists() and lines(folder / "corpus.ndjson"))
        children = below(night.pid)
    finally:
        os.kill(night.pid, signal.SIGKILL)
        night.wait(60)
    kept = lines(folder / "corpus.ndjson")
    assert kept
    assert len(children) >= 2
    until(lambda: not any(alive(one) for one in children))
    state = State(tmp_path / ".payconform", "maib", "embedded simulator")
    assert state.night == 2
    assert len(list(state.corpus())) == len(kept)
    state.close()


def test_a_night_that_is_interrupted_ends_with_a_verdict(tmp_path: Path) -> None:
    folder = tmp_path / ".payconform" / "maib" / "embedded-simulator"
    words = command("nightly", "maib", "--budget", "5m", "--workers", "1")
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as night:
        until(lambda: (folder / "corpus.ndjson").exists() and lines(folder / "corpus.ndjson"))
        night.send_signal(signal.SIGTERM)
        said, _ = night.communicate(timeout=120)
    assert night.returncode == 3
    assert "inconclusive: interrupted before its end" in said
    (run,) = tmp_path.glob("reports/maib/*/run.json")
    assert json.loads(run.read_text("utf-8"))["run"]["stopped"] == "interrupted before its end"


def until(holds: Any) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not zombie(process)


def zombie(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def below(parent: int) -> set[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return {int(one) for one in listed.stdout.split()}


# --- what was typed ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--budget", "soon"), "--budget soon: write it as 90s, 10m or 2h."),
        (("--budget", "0m"), "--budget 0m: write it as 90s, 10m or 2h."),
        (("--fault", "nothing"), "--fault nothing: unknown."),
        (("--deviations", "none.yaml"), "none.yaml: cannot be read"),
        (("--state", "file"), "--state file: cannot be written"),
    ],
)
def test_what_cannot_be_is_said_plainly(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, out, wrong = payconform(tmp_path, "nightly", "maib", *words)
    assert (code, out) == (2, "")
    assert said in wrong
    assert not (tmp_path / "reports").exists()


def test_a_real_target_must_be_allowed(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("client_id: some-client-id\nclient_secret: some-secret\n")
    (tmp_path / "payconform.toml").write_text(
        '[targets.box]\nprovider = "maib"\nenvironment = "sandbox"\n'
        'base_url = "https://api.maib.invalid"\n'
    )
    words = ("--target", "box", "--credentials", "own.yaml")
    code, _, wrong = payconform(tmp_path, "nightly", "maib", *words)
    assert code == 2
    assert "Give --allow fuzz" in wrong


# --- deviations ---

GOOD: Mapping[str, Any] = {
    "rule": RULE,
    "fingerprint": "0123456789ab",
    "date": "2026-10-01",
    "targets": ["box"],
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "cancel"}, "deviations.0.rule"),
        ({"fingerprint": "short"}, "deviations.0.fingerprint"),
        ({"date": "2026-02-30"}, "deviations.0.date"),
        ({"date": "yesterday"}, "deviations.0.date"),
        ({"targets": []}, "deviations.0.targets"),
        ({"who": "me"}, "deviations.0"),
    ],
)
def test_a_wrong_deviation_is_named(change: dict[str, Any], field: str, tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(json.dumps({"deviations": [{**GOOD, **change}]}), "utf-8")
    with pytest.raises(FileUnreadable, match=rf"known\.yaml, {field}: "):
        deviations(file)


def test_a_day_needs_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    text = "deviations:\n" + entry(RULE, "0123456789ab", date(2026, 10, 1), "box")
    file.write_text(text + "    note: told to the bank\n", "utf-8")
    (one,) = deviations(file)
    assert (one.since, one.targets, one.note) == (date(2026, 10, 1), ("box",), "told to the bank")


def test_without_a_file_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert deviations(None) == ()


# --- fingerprints ---


def shown(exchange: Exchange, expected: str, *changes: Mutation) -> str:
    breach = Breach(RULE, exchange, (Mismatch(expected, "whatever"),))
    return fingerprint(catalog.load("maib"), breach, Case("cancelQr", changes))


def test_a_fingerprint_forgets_values(exchange: Any) -> None:
    one, other = (Mutation("cancelQr", "body", ("reason",), "anything", text) for text in "ab")
    odd = Mutation("cancelQr", "body", ("whatever",), "anything", 1)
    odder = Mutation("cancelQr", "body", ("more",), "anything", 1)
    made = exchange(request=Request("POST", "/"))
    assert shown(made, "status 400", one) == shown(made, "status 400", other)
    assert shown(made, "status 400", odd) == shown(made, "status 400", odder)
    assert shown(made, "as before: x1", one) == shown(made, "as before: x2", one)
    assert shown(made, 'orderId "a"', one) == shown(made, 'orderId "b"', one)
    told = [
        shown(made, "status 400", one),
        shown(made, "status 409", one),
        shown(made, "status 400", odd),
        shown(made, "status 400", one, odd),
    ]
    assert len(set(told)) == len(told)


# --- state ---


def test_a_line_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    case = Case("cancelQr", (Mutation("cancelQr", "body", ("reason",), "anything", "\ud800"),))
    first = State(tmp_path, "maib", "http://127.0.0.1:8080")
    first.begin({"began": "now"})
    first.keep(case.document())
    first.keep(case.document())
    first.found({"fingerprint": "f", "at": "2026-10-01T00:00:00+00:00"})
    first.close()
    file = first.folder / "corpus.ndjson"
    file.write_bytes(file.read_bytes()[:-9])
    second = State(tmp_path, "maib", "http://127.0.0.1:8080")
    assert list(second.corpus()) == [case]
    assert (second.night, second.seen) == (2, {"f": date(2026, 10, 1)})
    with pytest.raises(Unusable, match="a run is writing there"):
        State(tmp_path, "maib", "http://127.0.0.1:8080")
    second.close()

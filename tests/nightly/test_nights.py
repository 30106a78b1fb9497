"""
Nights on a liar and on the honest simulator, from their beginning to their end.
"""

import json
import os
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.nightly.conftest import LIAR, RULE, command, lines, payconform

from payconform.nightly.state import State

SHORT = ("--budget", "3s", "--workers", "1")


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

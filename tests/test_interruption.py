"""
A run that ends early: what was recorded stays readable, and what was created is taken back.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

QUICKLY = [
    word for area in ("AUTH", "CREATE", "CANCEL", "PAY", "FIELD") for word in ("--only", area)
]


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[str]:
    serving = subprocess.Popen(
        [sys.executable, "-m", "payconform", "serve", "maib"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout
    yield serving.stdout.readline().split()[3]
    serving.terminate()
    assert serving.wait(10) == 0
    serving.stdout.close()


def start(folder: Path, *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "payconform", "certify", "maib", "--out", "run", *options],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def when_recorded(folder: Path, lines: int) -> None:
    journal = folder / "run" / "exchanges.ndjson"
    for _ in range(2000):
        if journal.exists() and journal.read_bytes().count(b"\n") >= lines:
            return
        time.sleep(0.005)
    raise AssertionError("the run recorded nothing")


def records(folder: Path, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / "run" / name).read_text("utf-8").splitlines()]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_run_is_inconclusive_and_cleans_up(tmp_path: Path, how: int) -> None:
    run = start(tmp_path)
    when_recorded(tmp_path, 80)
    run.send_signal(how)
    said, complained = run.communicate(timeout=15)
    assert run.returncode == 3, said + complained
    assert "interrupted" in said + complained
    assert "Traceback" not in said + complained
    document = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
    assert document["verdict"]["claim"] == "inconclusive"
    assert document["left_behind"] == []
    written = records(tmp_path, "findings.ndjson")
    assert sorted(map(json.dumps, document["findings"])) == sorted(map(json.dumps, written))
    assert open_qrs(records(tmp_path, "exchanges.ndjson")) == set()


def test_a_run_that_has_not_begun_ends_at_the_first_signal_and_leaves_nothing(
    tmp_path: Path, listen: Any
) -> None:
    reached = threading.Event()

    def silent(client: socket.socket, listener: Any) -> None:
        reached.set()
        listener.over.wait(60)

    run = start(tmp_path, "--rule", "MAIB-AUTH-01", "--target", listen(silent).url)
    assert reached.wait(30)
    run.send_signal(signal.SIGINT)
    said, complained = run.communicate(timeout=3)
    assert (run.returncode, said, complained) == (3, "", "payconform: interrupted\n")
    assert not (tmp_path / "run").exists()


def test_a_killed_run_leaves_readable_files(tmp_path: Path) -> None:
    run = start(tmp_path)
    when_recorded(tmp_path, 80)
    os.kill(run.pid, signal.SIGKILL)
    run.communicate(timeout=15)
    assert len(records(tmp_path, "exchanges.ndjson")) >= 80
    assert records(tmp_path, "findings.ndjson")
    assert json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))["verdict"] is None


def test_a_target_that_dies_in_mid_run_is_inconclusive(tmp_path: Path) -> None:
    serving = subprocess.Popen(
        [sys.executable, "-m", "payconform", "serve", "maib"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert serving.stdout
    run = start(tmp_path, "--target", serving.stdout.readline().split()[3])
    when_recorded(tmp_path, 80)
    serving.kill()
    serving.wait(10)
    serving.stdout.close()
    said, complained = run.communicate(timeout=15)
    assert run.returncode == 3, said + complained
    assert "the target has stopped answering" in said + complained


def test_a_run_on_another_process_agrees_with_the_embedded_one(
    tmp_path: Path, simulator: str
) -> None:
    outcomes = []
    for number, options in enumerate([["--target", simulator], []]):
        run = start(tmp_path, *QUICKLY, *options)
        run.communicate(timeout=60)
        document = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
        outcomes.append((run.returncode, document["outcomes"], document["chapters"]))
        (tmp_path / "run").rename(tmp_path / f"run{number}")
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == 0


def test_blind_runs_agree_too_and_name_what_they_skip(tmp_path: Path, simulator: str) -> None:
    outcomes = []
    for number, options in enumerate([["--blind", "--target", simulator], ["--blind"]]):
        run = start(tmp_path, *QUICKLY, *options)
        said, _ = run.communicate(timeout=60)
        assert "skipped, needs the capability simulate_payment: MAIB-AUTH-06" in said
        document = json.loads((tmp_path / "run" / "run.json").read_text("utf-8"))
        outcomes.append((run.returncode, document["outcomes"]))
        (tmp_path / "run").rename(tmp_path / f"run{number}")
    assert outcomes[0] == outcomes[1]
    assert outcomes[0][0] == 0
    assert outcomes[0][1]["skipped"] > 0


def open_qrs(exchanges: list[dict[str, object]]) -> set[str]:
    """
    The ids of QRs that the exchanges created and did not end.
    """
    left = set()
    for exchange in exchanges:
        response = exchange["response"]
        if exchange["operation"] == "createQr" and response["status"] == 200:  # type: ignore[index]
            left.add(json.loads(response["body"])["result"]["qrId"])  # type: ignore[index]
        if exchange["operation"] == "cancelQr" and response["status"] in (200, 409):  # type: ignore[index]
            left.discard(exchange["request"]["target"].split("/")[4])  # type: ignore[index]
    return left

"""
`payconform contracts` as a user types it.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from payconform.contracts import stub
from payconform.errors import Unusable
from payconform.spec import closed
from payconform.spec.rows import providers

ROWS = Path(__file__).parents[1] / "providers"
FOREIGN = Path(__file__).parent / "foreign"
DEAD = "http://127.0.0.1:9"  # a proxy that would swallow whatever is sent through it
ENVIRONMENT = {**os.environ, "PAYCONFORM_ROWS": str(ROWS), "HTTP_PROXY": DEAD, "http_proxy": DEAD}


def payconform(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_wrong_pact_is_a_run_like_any_other(tmp_path: Path) -> None:
    pact = FOREIGN / "v4_wrong.json"
    done = payconform(tmp_path, "contracts", "verify", "mini", "--pact", str(pact), "--json")
    assert done.returncode == 1, done.stderr
    told = json.loads(done.stdout)
    (folder,) = (tmp_path / "reports" / "mini").glob("2*")
    closed.read(folder / "run.json", "run")
    assert json.loads((folder / "run.json").read_text("utf-8")) == told
    assert told["selection"] == {"only": "CONTRACT", "pacts": [str(pact)]}
    lines = (folder / "exchanges.ndjson").read_text("utf-8").splitlines()
    created = [one for one in map(json.loads, lines) if one["operation"] == "createCharge"]
    assert [one["response"]["status"] for one in created] == [201, 201]  # what fails is repeated
    (failed,) = (one for one in told["findings"] if one["outcome"] == "failed")
    assert failed["rule"] == "MINI-CONTRACT-01"
    assert failed["evidence"] == [one["id"] for one in created]
    results = list((folder / "allure-results").glob("*-result.json"))
    assert results
    told_of = "".join(one.read_text("utf-8") for one in results)
    assert "asks for a charge" in told_of
    assert "recorded-proof" not in told_of  # nor anything else that the pact holds


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--pact", "none.json"), "PROVIDER"),
        (("mini", "--pact", "none.json"), "none.json: cannot be read"),
        (("mini", "--pact", "broken.json"), "broken.json, line 1: does not parse"),
        (("nobody",), f"nobody: unknown. Known: {', '.join(sorted([*providers(), 'mini']))}"),
    ],
)
def test_what_cannot_be_verified_is_refused_before_it_runs(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    (tmp_path / "broken.json").write_text("{", "utf-8")
    done = payconform(tmp_path, "contracts", "verify", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "reports").exists()


# --- the stub ---


# A shell tells the jobs in its background not to heed Ctrl-C, and they hand that on.
HEEDING = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from payconform.cli import main
main()
"""


def started(folder: Path, *words: str) -> "tuple[subprocess.Popen[str], str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HEEDING, "contracts", "stub", "mini", *words],
        cwd=folder,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout
    said = process.stdout.readline()
    assert said.startswith("mini stub on http://127.0.0.1:"), said
    assert "every other address of this machine" in said
    return process, said.split()[3]


def answered(url: str) -> tuple[int, Any]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/charges/none", timeout=10) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_the_stub_answers_and_leaves_nothing_behind(number: signal.Signals, tmp_path: Path) -> None:
    process, url = started(tmp_path)
    try:
        assert answered(url) == (404, {"error": "no such charge"})
    finally:
        os.kill(process.pid, number)  # it alone: what it started is for it to end
        out, wrong = process.communicate(timeout=30)
    assert process.returncode == 0, wrong
    assert out == "stopped\n"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), 5)


def test_nobody_is_told_that_pact_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    environments: list[dict[str, str]] = []

    class Told(subprocess.Popen[bytes]):
        def __init__(self, *words: Any, **options: Any) -> None:
            environments.append(options["env"])
            super().__init__(*words, **options)

    monkeypatch.delenv("PACT_DO_NOT_TRACK", raising=False)
    monkeypatch.setattr(subprocess, "Popen", Told)
    with stub.stub([FOREIGN / "v2_right.json"], 0):
        pass
    assert [one["PACT_DO_NOT_TRACK"] for one in environments] == ["true"]


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = payconform(tmp_path, "contracts", "stub", "mini", "--port", port)
    assert done.returncode == 2
    assert f"--port {port}" in done.stderr


def test_without_pacts_own_command_line_the_remedy_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stub, "PROGRAM", "no-such-program")
    with pytest.raises(Unusable, match="pip install pact-python-cli"), stub.stub([tmp_path], 0):
        pass

"""
A real target that calls back: a simulator that knows nothing of us, and its configuration.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from tests.callbacks.front import PATIENCE, PEM, Front, free_port

from payconform import catalog
from payconform.cli import main
from payconform.config import published
from payconform.providers.maib.simulation.notices import FIRST_DELAYS
from payconform.simulator import courier
from payconform.simulator.serving import Simulator

CONFIG = """
[targets.box]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
capabilities = ["simulate_payment"]
credentials.client_id = {{ env = "BOX_ID" }}
credentials.client_secret = {{ env = "BOX_SECRET" }}
credentials.signature_key = {{ env = "BOX_KEY" }}
http.ca_bundle = "{bundle}"
{lines}
"""
SECRETS = {
    "BOX_ID": published("maib")["client_id"],
    "BOX_SECRET": published("maib")["client_secret"],
    "BOX_KEY": published("maib")["signature_key"],
}
SIGNED, NAMED, SENT = "MAIB-CALLBACK-03", "MAIB-CALLBACK-10", "MAIB-CALLBACK-01"
Certify = Callable[..., Result]


@pytest.fixture
def front() -> Iterator[Front]:
    opened = Front(free_port())
    yield opened
    opened.close()


@pytest.fixture
def sandbox(front: Front, monkeypatch: pytest.MonkeyPatch) -> Iterator[Simulator]:
    """
    A simulator that calls back almost at once, in real time.
    """
    monkeypatch.setattr(courier, "TICK", 0.02)
    monkeypatch.setitem(FIRST_DELAYS, "s1", 0.05)
    routes = {front.origin: front.plain}
    made = Simulator(catalog.behaviour("maib"), published("maib"), blind=True, callbacks=routes)
    yield made.start()
    made.stop()


def lying(sandbox: Simulator, fault: str) -> None:
    standing = sandbox._engine.standing
    assert standing is not None
    (letter,) = [one.letter for one in catalog.behaviour("maib").faults if one.id == fault]
    assert letter is not None
    standing._rewrites = (letter,)


def asked(sandbox: Simulator) -> int:
    standing = sandbox._engine.standing
    assert standing is not None
    return standing.requests + sandbox._engine._nobody[0].requests


@pytest.fixture
def configured(
    tmp_path: Path, sandbox: Simulator, front: Front, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., None]:
    """
    Writes a payconform.toml with the target `box`; keys of callbacks by name, None for none.
    """
    monkeypatch.chdir(tmp_path)
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)

    def write(**changed: str | None) -> None:
        keys = {"listen": f"127.0.0.1:{front.port}", "public_url": front.url} | changed
        lines = [f'callbacks.{key} = "{value}"' for key, value in keys.items() if value is not None]
        text = CONFIG.format(url=sandbox.url, bundle=PEM / "ca.pem", lines="\n".join(lines))
        Path("payconform.toml").write_text(text, "utf-8")

    write()
    return write


@pytest.fixture
def certify(configured: Any) -> Certify:
    def run(*words: str) -> Result:
        options = [word for rule in words if rule[0] != "-" for word in ("--rule", rule)]
        options += [word for word in words if word[0] == "-"]
        line = ["certify", "maib", "--target", "box", "--out", "run", *options]
        return CliRunner().invoke(main, line)

    return run


def findings() -> dict[str, list[tuple[str, str]]]:
    told: dict[str, list[tuple[str, str]]] = {}
    for one in json.loads(Path("run/run.json").read_text("utf-8"))["findings"]:
        told.setdefault(one["rule"], []).append((one["outcome"], one["reason"]))
    return told


def inbound() -> list[dict[str, Any]]:
    lines = Path("run/exchanges.ndjson").read_text("utf-8").splitlines()
    return [one for one in map(json.loads, lines) if one["direction"] == "inbound"]


@pytest.fixture
def receive(tmp_path: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """
    Starts `payconform receive` on a free port, of which it tells.
    """
    started: list[subprocess.Popen[str]] = []

    def start(*words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-m", "payconform", "receive", "--listen", "127.0.0.1:0"]
        process = subprocess.Popen(
            [*command, "--dir", "in", *words],
            cwd=tmp_path,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate(timeout=PATIENCE)


def port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line.startswith("callbacks on http://127.0.0.1:"), line
    return int(line.split(" go to ")[0].rpartition(":")[2])

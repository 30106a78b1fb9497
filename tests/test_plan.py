"""
What a run would ask of a target is told before anything is sent, and holds.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.config import published
from payconform.simulator.serving import Simulator

SECRETS = published("maib")
CONFIG = """
[targets.box]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
capabilities = ["simulate_payment"]
requests_per_second = 4
credentials.client_id = {{ env = "BOX_ID" }}
credentials.client_secret = {{ env = "BOX_SECRET" }}
"""


def payconform(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    secrets = {"BOX_ID": SECRETS["client_id"], "BOX_SECRET": SECRETS["client_secret"]}
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env=os.environ | secrets,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def planned(folder: Path, *words: str) -> Any:
    done = payconform(folder, "plan", "maib", "--target", "box", "--json", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    """
    A folder whose target is a host that does not exist.
    """
    text = CONFIG.format(url="https://sandbox.payconform.invalid")
    (tmp_path / "payconform.toml").write_text(text, "utf-8")
    return tmp_path


def test_a_plan_needs_no_target(nowhere: Path) -> None:
    told = planned(nowhere, "--only", "CANCEL")
    assert told["writes"] > told["requests"]["cancelQr"] > 30
    assert told["seconds"] == sum(told["requests"].values()) / 4
    assert any("control_clock" in reason for reason in told["skipped"])
    assert 0 < float(told["money"]) < 50.0 * told["requests"]["payTest"]  # some are refused


def test_a_plan_is_read_by_people(nowhere: Path) -> None:
    done = payconform(nowhere, "plan", "maib", "--target", "box", "--rule", "MAIB-CANCEL-01")
    assert done.returncode == 0
    assert "1 tests" in done.stdout
    assert "cancelQr" in done.stdout
    assert "0 moved by simulated payments" in done.stdout


def test_a_plan_knows_the_largest_amount(nowhere: Path) -> None:
    with (nowhere / "payconform.toml").open("a", encoding="utf-8") as file:
        file.write("max_amount = 49\n")
    told = planned(nowhere, "--rule", "MAIB-PAY-01", "--rule", "MAIB-READ-75")
    assert told["requests"]["payTest"] == 3
    assert told["money"] == "60"  # payments of 10, 20 and 30
    above = "amount 50.0 of createQr is above max_amount 49 of the target"
    assert told["skipped"] == {above: told["skipped"][above]}


def test_an_empty_plan_is_refused(nowhere: Path) -> None:
    done = payconform(nowhere, "plan", "maib", "--target", "box", "--rule", "MAIB-CANCEL-99")
    assert done.returncode == 2
    assert "MAIB-CANCEL-99" in done.stderr


def test_a_run_asks_what_the_plan_told(tmp_path: Path) -> None:
    simulator = Simulator(catalog.behaviour("maib"), SECRETS, blind=True).start()
    try:
        text = CONFIG.format(url=simulator.url)
        (tmp_path / "payconform.toml").write_text(text, "utf-8")
        told = planned(tmp_path, "--only", "CANCEL")
        words = ["certify", "maib", "--target", "box", "--only", "CANCEL", "--out", "run"]
        ran = payconform(tmp_path, *words)
    finally:
        simulator.stop()
    assert ran.returncode == 0, ran.stdout + ran.stderr
    exchanges = (tmp_path / "run" / "exchanges.ndjson").read_text("utf-8").splitlines()
    sent = [json.loads(line) for line in exchanges]
    writes = sum(one["request"]["method"] != "GET" for one in sent)
    assert writes == told["writes"]

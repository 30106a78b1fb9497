"""
Without a terminal, and where none is wanted, nobody is asked to pay.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.person.conftest import CERTIFY, RULES, document, outcomes, rules
from tests.person.terminal import ENVIRONMENT

from payconform.simulator.serving import Simulator

NEEDS = "needs a person: run in a terminal, without --no-input"


def plain(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "payconform", *words],
        cwd=folder,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )


def assert_nobody_was_asked(folder: Path, said: str) -> None:
    run = document(folder)
    skipped = [one for one in run["findings"] if "_person.py" in one["test"]]
    assert [(one["outcome"], one["reason"]) for one in skipped] == [("skipped", NEEDS)]
    assert "person" not in run
    assert f"skipped, {NEEDS}: MAIB-PAY-02" in said
    assert "Pay QR" not in said


@pytest.mark.usefixtures("simulator")
def test_no_input_skips_by_name(tmp_path: Path, terminals: Any) -> None:
    terminal = terminals(*CERTIFY, *rules("MAIB-PAY-02"), "--no-input")
    assert terminal.end() == 3  # nothing else was selected, so nothing was tested
    assert_nobody_was_asked(tmp_path, terminal.shown)


@pytest.mark.usefixtures("simulator")
def test_without_a_terminal_it_is_skipped_too(tmp_path: Path) -> None:
    done = plain(tmp_path, *CERTIFY, *rules("MAIB-PAY-02"))
    assert done.returncode == 3, done.stdout + done.stderr
    assert_nobody_was_asked(tmp_path, done.stdout)


@pytest.mark.usefixtures("simulator")
def test_plain_pytest_asks_nobody(tmp_path: Path) -> None:
    suites = str(Path(__file__).parents[2] / "suites")
    words = ["--provider", "maib", "--payconform-target", "box", "--payconform-out", "run"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", suites, *words, "-k", "test_5_pay_person"],
        cwd=tmp_path,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=60,
        check=False,
    )
    skipped = outcomes(document(tmp_path))
    assert set(skipped.values()) == {"skipped"}, done.stdout
    assert len(skipped) > 10


def test_a_plan_tells_what_a_person_will_pay(tmp_path: Path, simulator: Simulator) -> None:
    simulator.stop()  # a plan asks nothing of the target
    words = ("plan", "maib", "--target", "box", *rules(*RULES))
    done = plain(tmp_path, *words)
    assert "person    3 QRs to be paid by a person, 5.00 MDL in all" in done.stdout, done.stderr
    assert "payTest" not in done.stdout
    told = json.loads(plain(tmp_path, *words, "--json").stdout)
    assert told["asked"] == {"MDL": ["1.25", "1.75", "2"]}
    assert told["money"] == "0"

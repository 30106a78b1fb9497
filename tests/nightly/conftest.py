"""
A liar, and runs of nights in this process and in others.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.exercise.case import Case
from payconform.exercise.mutation import Mutation
from payconform.plan import Plan
from payconform.run import Run
from payconform.target.opening import Variation

LIAR = "a_cancel_needs_no_reason"
RULE = "MAIB-CANCEL-07"
UNREASONED = Case("cancelQr", (Mutation("cancelQr", "body", ("reason",), "required", absent=True),))


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "payconform", *words]


def payconform(folder: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command(*words), cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    return done.returncode, done.stdout, done.stderr


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture
def opened() -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def open_(*faults: str) -> Run:
        plan = Plan(None, 1, variation=Variation({}, faults), complete=False)
        runs.append(Run(catalog.load("maib"), resolve("maib", None, None), plan, "nightly"))
        runs[-1].open(callbacks=False)
        return runs[-1]

    yield open_
    for run in runs:
        run.close(stopped="nothing is judged here")


def raising(error: Exception) -> Callable[..., None]:
    def refuse(*unused: object) -> None:
        raise error

    return refuse

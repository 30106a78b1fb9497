"""
Commands that begin further processes, and what /proc tells of these.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Started = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def started(tmp_path: Path) -> Iterator[Started]:
    """
    Starts a command, and kills it in the end if it still runs.
    """
    processes: list[subprocess.Popen[str]] = []

    def start(*words: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "payconform", *words]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        made = subprocess.Popen(command, cwd=tmp_path, text=True, start_new_session=True, **pipes)
        processes.append(made)
        return made

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def stories_begin(folder: Path, *providers: str) -> None:
    for _ in range(3000):
        told = [folder.glob(f"reports/{key}/2*/findings.ndjson") for key in providers]
        if all(any(path.read_bytes() for path in paths) for paths in told):
            return
        time.sleep(0.01)
    raise AssertionError("no run has begun")


def children(process: subprocess.Popen[str]) -> list[int]:
    """
    The processes that a command has begun, but for the one that only looks after resources.
    """
    told = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("utf-8")
    return [
        int(child)
        for child in told.split()
        if b"resource_tracker" not in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def gone(processes: list[int]) -> bool:
    """
    Whether they have ended within ten seconds; one that nobody has asked about is a zombie.
    """
    for _ in range(1000):
        states = [Path(f"/proc/{one}/stat") for one in processes]
        if all(not path.exists() or ") Z " in path.read_text() for path in states):
            return True
        time.sleep(0.01)
    return False

"""
What the simulator and a certification take: time to start, memory, time for a whole run; and what
whoever only has payconform installed pays for it.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median

from bench.load import load, need_wrk
from bench.merchant import token
from bench.processes import first_answer, free_port, output, resident_mb, running
from bench.servers import BIN, serve

STARTS = 5
RUNS = 3


def start_seconds() -> float:
    """
    From the command to the first HTTP answer, the median of several starts.
    """
    return median(_start() for _ in range(STARTS))


def idle_mb() -> float:
    """
    Memory of a simulator that has answered once.
    """
    port = free_port()
    with running(serve(port)) as process:
        first_answer(process, port)
        return resident_mb(process)


def loaded_mb(seconds: int) -> float:
    """
    Memory of a simulator right after load.
    """
    need_wrk()
    port = free_port()
    with running(serve(port)) as process:
        first_answer(process, port)
        load(port, token(port), seconds)
        return resident_mb(process)


def run_seconds(folder: Path, *words: str) -> float:
    """
    A whole `payconform certify` or `gate`, its files included, the median of several runs.
    """
    command = [str(BIN / "payconform"), *words]
    return median(_seconds(command, folder) for _ in range(RUNS))


def help_seconds() -> float:
    """
    `payconform --help`, the median of several.
    """
    return median(_seconds([str(BIN / "payconform"), "--help"]) for _ in range(STARTS))


def plugin_ratio(folder: Path) -> float:
    """
    Collecting another project's test where our pytest plugin is loaded, over the same without it.
    """
    project = folder / "elsewhere"
    project.mkdir()
    (project / "test_own.py").write_text("def test_own(): pass\n", "utf-8")
    collect = [str(BIN / "python"), "-m", "pytest", "--collect-only", "-q", str(project)]
    without = [*collect, "-p", "no:payconform"]
    return median(
        _seconds(collect, project) / _seconds(without, project) for _ in range(2 * STARTS)
    )


def _seconds(command: Sequence[str], cwd: Path | None = None) -> float:
    begun = time.perf_counter()
    output(command, cwd=cwd)
    return time.perf_counter() - begun


def _start() -> float:
    port, begun = free_port(), time.perf_counter()
    with running(serve(port)) as process:
        first_answer(process, port)
        return time.perf_counter() - begun

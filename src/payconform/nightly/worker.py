"""
A process that fuzzes its share of the operations on an embedded simulator of its own.

It tells what it finds over a pipe, and ends when the other end of that is closed.
"""

import re
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from payconform import catalog
from payconform.config import TargetSettings
from payconform.errors import PayconformError
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.novelty import Signature
from payconform.model import Mismatch
from payconform.nightly.shift import Shift
from payconform.plan import Plan
from payconform.run import Run
from payconform.target.opening import Variation

try:
    import resource
except ImportError:  # Windows tells it elsewhere
    resource = None  # type: ignore[assignment]

EVERY = 1.0  # seconds between two words about how far it is
IGNORED = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]
KIBI = 1 if sys.platform == "darwin" else 1024  # the unit of ru_maxrss


@dataclass(frozen=True, slots=True)
class Task:
    """
    What a worker is to do; `known` and `explained` are what the corpus has shown.
    """

    provider: str
    settings: TargetSettings
    variation: Variation
    operations: tuple[str, ...]
    night: int
    known: frozenset[Signature] = frozenset()
    explained: frozenset[tuple[str, Signature]] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """
    What a worker says: cases sent so far by operation, and its memory in megabytes; or a case
    worth keeping; or a breach with its fingerprint, no exchange in it; at its end, what was in its
    way.
    """

    cases: Mapping[str, int] = field(default_factory=dict)
    memory: int = 0
    kept: Mapping[str, Any] | None = None
    broken: tuple[str, Breach] | None = None
    blocked: Mapping[str, str] | None = None
    stopped: str = ""


def work(line: Connection, task: Task) -> None:
    """
    Fuzz until something comes over the line, its end included. The first word comes with the
    first case.
    """
    for number in IGNORED:  # Ctrl-C reaches the whole group: when to end is the parent's word
        signal.signal(number, signal.SIG_IGN)
    with suppress(BrokenPipeError, ConnectionResetError):
        try:
            _work(line, task)
        except PayconformError as error:
            line.send(Told(blocked={}, stopped=str(error)))
        except Exception as error:  # noqa: BLE001 - its message may hold a secret
            line.send(Told(blocked={}, stopped=f"a fault of its own: {type(error).__name__}"))


def _work(line: Connection, task: Task) -> None:
    last = 0.0
    plan = Plan(None, task.night, variation=task.variation, complete=False)
    run = Run(catalog.load(task.provider), task.settings, plan, "nightly")
    run.open(callbacks=False)

    def enough() -> bool:
        nonlocal last
        now = time.monotonic()
        if now - last >= EVERY:
            last = now
            line.send(Told(cases=dict(shift.log.cases), memory=memory()))
        return line.poll()

    def kept(case: Case) -> None:
        line.send(Told(kept=case.document()))

    def found(name: str, breach: Breach, case: Case) -> None:
        del case  # it is in the breach
        told = tuple(
            Mismatch(run.redactor(one.expected), run.redactor(one.got)) for one in breach.mismatches
        )
        line.send(Told(broken=(name, replace(breach, exchange=None, mismatches=told, evidence=()))))

    shift = Shift(run.target, task.night, enough, kept, found)
    shift.take_over(task.known, task.explained)
    try:
        shift.fuzz(task.operations)
    finally:
        run.close(stopped="nothing is judged here")
    line.send(Told(dict(shift.log.cases), memory(), blocked=shift.log.blocked))


def memory() -> int:
    """
    The most memory that this process has had, in megabytes; 0 where nothing tells.
    """
    try:  # Linux: what resource tells there includes what the parent had when it began this process
        said = Path("/proc/self/status").read_text("ascii", "replace")
    except OSError:
        said = ""
    if peak := re.search(r"^VmHWM:\s+(\d+) kB$", said, re.MULTILINE):
        return int(peak[1]) * 1024 // 1_000_000
    if resource is None:
        return 0
    return int(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * KIBI / 1_000_000)

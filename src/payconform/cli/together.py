"""
Runs of several providers side by side: each in a process of its own, on a simulator of its own.
"""

import io
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from payconform.cli.options import console_for, said_plainly, spare_the_start
from payconform.stopping import GONE, GRACE, LOOK, deaf, stopping_gently

if TYPE_CHECKING:
    from payconform.model import Finding
    from payconform.run import Run

# Of these the processes hear nothing; SIGTERM is how they themselves are told.
HANGING_UP = [getattr(signal, name) for name in ("SIGINT", "SIGHUP") if hasattr(signal, name)]


class Step(NamedTuple):
    """
    A story of a run is over: how many are, how many there are, and of which rule it was.
    """

    done: int
    total: int
    rule: str


class Over(NamedTuple):
    """
    A run is over: its exit code, and what it has to say on both streams.
    """

    code: int
    out: str
    err: str


def side_by_side(runs: Sequence["Run"], options: Mapping[str, Any], workers: int) -> list[int]:
    """
    The exit codes of runs, in their order, each shown when those before it are.

    Args:
        runs: prepared, of different providers; each process prepares its own anew.
        options: of which they were made.
        workers: how many of them go on at once.

    """
    from payconform.reporting.terminal import Ticker

    console = console_for()
    titles = {run.slice.key: run.slice.rules.title for run in runs}
    crew = Crew(options, console.width if console.is_terminal else 0, workers)
    waiting, unshown, over = deque(titles), deque(titles), dict[str, Over]()
    with Ticker(console, *titles.values()) as ticker, stopping_gently(crew):
        try:
            while unshown:
                while waiting and crew.has_room:
                    crew.begin(waiting.popleft())
                for key, word in crew.words():
                    if isinstance(word, Over):
                        over[key] = word
                        ticker.end(titles[key])
                    else:
                        ticker.tell(titles[key], *word)
                if crew.stopped:
                    over |= {key: _unrun(key, crew.stopped) for key in waiting}
                    waiting.clear()
                while unshown and unshown[0] in over:
                    with ticker.paused():
                        _show(over[unshown.popleft()])
        finally:
            crew.close()
    return [over[key].code for key in titles]


def _unrun(key: str, why: str) -> Over:
    return Over(3, "", f"payconform: {key}: not begun: {why}\n")


class Crew:
    """
    The processes, never more than `most` at once. None outlives this one.
    """

    def __init__(self, options: Mapping[str, Any], width: int, most: int) -> None:
        self._options = options
        self._width = width
        self._most = most
        self._context = multiprocessing.get_context("spawn")
        self._running: dict[Connection, tuple[str, SpawnProcess]] = {}
        self.stopped = ""

    @property
    def has_room(self) -> bool:
        """
        Whether another may begin.
        """
        return len(self._running) < self._most

    def begin(self, key: str) -> None:
        """
        Begin the run of a provider.
        """
        ours, theirs = self._context.Pipe()
        given = (theirs, key, self._options, self._width)
        process = self._context.Process(target=_work, args=given, daemon=True)
        self._running[ours] = key, process
        if hasattr(signal, "pthread_sigmask"):
            resource_tracker.ensure_running()  # it would unblock what is blocked here, once
        with deaf(*HANGING_UP):
            process.start()
        theirs.close()  # so that the line ends when the process does

    def words(self) -> list[tuple[str, Step | Over]]:
        """
        What the runs tell, within a moment; of a process that ended without a word, that it did.
        """
        told: list[tuple[str, Step | Over]] = []
        for line in wait(list(self._running), LOOK):
            assert isinstance(line, Connection)
            key, process = self._running[line]
            try:
                word = line.recv()
            except GONE:
                process.join(GRACE)
                word = Over(3, "", f"payconform: {key}: its process ended by {process.exitcode}\n")
            if isinstance(word, Over):
                del self._running[line]
                line.close()
                process.join(GRACE)
            told.append((key, word))
        return told

    def stop(self, reason: str) -> None:
        """
        Have the runs end soon.
        """
        self.stopped = reason
        for line in list(self._running):
            with suppress(*GONE):
                line.send(reason)

    def close(self) -> None:
        """
        End whatever still runs.
        """
        for _, process in self._running.values():
            process.kill()
            process.join()


def _show(over: Over) -> None:
    click.echo(over.out, nl=False)
    click.echo(over.err, nl=False, err=True)


def _work(line: Connection, key: str, options: Mapping[str, Any], width: int) -> None:
    """
    Run one provider, and tell of it. A word from the other end, or its end, ends the run early.
    """
    if width:
        os.environ |= {"FORCE_COLOR": "1", "COLUMNS": str(width)}
    spare_the_start()
    out, err, code = io.StringIO(), io.StringIO(), 3
    with redirect_stdout(out), redirect_stderr(err):
        try:
            _finish(line, key, options)
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 3
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # who has heard the end closes the line
    with suppress(*GONE):
        line.send(Over(code, out.getvalue(), err.getvalue()))


@said_plainly
def _finish(line: Connection, key: str, options: Mapping[str, Any]) -> None:
    from payconform.cli.preparing import prepared
    from payconform.cli.running import finished

    def told(done: int, total: int, finding: "Finding") -> None:
        with suppress(*GONE):
            line.send(Step(done, total, finding.rule))

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    threading.Thread(target=partial(_heed, line), daemon=True).start()
    sys.exit(finished(prepared(key, **options), as_json=False, watch=told))


def _heed(line: Connection) -> None:
    with suppress(*GONE):
        line.recv()
    os.kill(os.getpid(), signal.SIGTERM)

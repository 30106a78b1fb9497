"""
A run whose stories several processes share, each on a simulator of its own.

They are forked once the run has its files, so all they write goes where the run writes; findings
and counts are told over a line. When that breaks, each ends after the story it is at.
"""

import multiprocessing
import os
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import TYPE_CHECKING

from payconform.dossier import Part
from payconform.errors import PayconformError, Unusable
from payconform.run import Run
from payconform.stopping import GONE, GRACE, LOOK, STOPPING, Stoppable, deaf
from payconform.stories import Selection, Stories

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

Work = Callable[[Run, Selection, Stories], None]


class Helpers:
    """
    The other processes of a run; none where its plan gives all of it to this one.
    """

    def __init__(self, run: Run, work: Work) -> None:
        self._run = run
        self._work = work
        self._running: dict[Connection, ForkProcess] = {}
        self._until: float | None = None

    def begin(self) -> None:
        """
        Begin them. No signal ends them early but SIGKILL, only our word, or our own end.

        Raises:
            Unusable: the system allows no further process.

        """
        of = self._run.plan.share.of
        if of == 1:
            return
        context = multiprocessing.get_context("fork")
        with deaf(*STOPPING):
            for number in range(1, of):
                try:
                    ours, theirs = context.Pipe()
                    given = (theirs, [*self._running, ours], self._run, number, self._work)
                    process = context.Process(target=_help, args=given, daemon=True)
                    process.start()
                except OSError as error:
                    told = f"{of} processes: the system allows no more ({error.strerror})"
                    raise Unusable(f"{told}. Give --workers {number}.") from None
                theirs.close()  # so that the line ends when the process does
                self._running[ours] = process

    def keep_up(self, stories: Stoppable, seconds: float = 0) -> bool:
        """
        Take in what they tell within this time, and have one end when another has to; whether there
        was anything.
        """
        lines = wait(list(self._running), seconds) if self._running else []
        for line in lines:
            assert isinstance(line, Connection)
            if (trouble := self._hear(line)) and not stories.stopped:
                stories.stop(trouble)
        if stories.stopped and self._until is None:
            self._until = time.monotonic() + GRACE
            for line in self._running:
                with suppress(*GONE):
                    line.send(stories.stopped)
        return bool(lines)

    def finish(self, stories: Stoppable, heard: Callable[[], None]) -> None:
        """
        Wait until all have ended; `heard` is called whenever one has told something.
        """
        while self._running:
            if self.keep_up(stories, LOOK):
                heard()
            if self._until is not None and time.monotonic() > self._until:
                break
        self.close()

    def close(self) -> None:
        """
        End those that still run.
        """
        for line, process in self._running.items():
            line.close()
            process.kill()
            process.join()
        self._running.clear()

    def _hear(self, line: Connection) -> str:
        """
        Take in a word; why its process ended early, if it did.
        """
        try:
            word = line.recv()
        except GONE:
            return f"a process that shared the work has died ({self._reap(line)})"
        if not isinstance(word, Part):
            self._run.findings += word
            return ""
        self._run.join(word)
        self._reap(line)
        return word.stopped

    def _reap(self, line: Connection) -> int | None:
        process = self._running.pop(line)
        line.close()
        process.join(GRACE)
        return process.exitcode


def _help(
    line: Connection, others: Sequence[Connection], whole: Run, number: int, work: Work
) -> None:
    """
    Run a share of the stories, and tell of it. A word from the other end, or its end, ends it.
    """
    for one in others:
        one.close()
    run = whole.share(number)
    try:
        part = _shared(line, run, work)
    except PayconformError as error:
        part = Part(stopped=run.redactor(str(error)))
    except BaseException as error:  # noqa: BLE001 - its message may hold a secret
        frame = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(frame.filename).name}, line {frame.lineno}"
        part = Part(stopped=f"a fault of its own: {type(error).__name__} in {place}")
    with suppress(*GONE):
        line.send(part)
    os._exit(0)  # what was begun before the fork is not ours to end


def _shared(line: Connection, run: Run, work: Work) -> Part:
    told = len(run.findings)

    def tell() -> None:
        nonlocal told
        try:
            line.send(run.findings[told:])
            told = len(run.findings)
            if line.poll():
                stories.stop(line.recv())
        except GONE:
            stories.stop("the run itself has died")

    run.connect()
    selection = Selection(run)
    stories = Stories(run, selection, tell)
    work(run, selection, stories)
    return run.part(stopped=stories.stopped)

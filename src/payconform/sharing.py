"""
A run whose stories several processes share, each on a simulator of its own.

They are forked once the run has its files, so all they write goes where the run writes; findings
and counts are told over a line. None outlives the run.
"""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING

from payconform.dossier import Part
from payconform.errors import PayconformError, Unusable
from payconform.run import Run
from payconform.stopping import STOPPING, Stoppable
from payconform.stories import Selection, Stories

if TYPE_CHECKING:
    from multiprocessing.context import ForkProcess

LOOK = 0.5  # seconds between two looks at whether it is enough
GRACE = 10.0  # seconds that a process may take to end its story, once it was told to
GONE = (EOFError, OSError)

Play = Callable[[Run, Selection, Stories], None]


class Helpers:
    """
    The other processes of a run; none where its plan gives all of it to this one.
    """

    def __init__(self, run: Run, play: Play) -> None:
        self._run = run
        self._play = play
        self._running: dict[Connection, ForkProcess] = {}
        self._until: float | None = None

    def begin(self) -> None:
        """
        Begin them. Those that are running are not told of Ctrl-C by the terminal, only by us.

        Raises:
            Unusable: the system allows no further process.

        """
        of = self._run.plan.share.of
        if of == 1:
            return
        context = multiprocessing.get_context("fork")
        with _deaf():
            for number in range(1, of):
                ours, theirs = context.Pipe()
                given = (theirs, [*self._running, ours], self._run, number, self._play)
                process = context.Process(target=_help, args=given, daemon=True)
                try:
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
        lines = wait(list(self._running), seconds)
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
            return f"a process that shared the work has died ({self._part(line)})"
        if not isinstance(word, Part):
            self._run.findings += word
            return ""
        self._run.join(word)
        self._part(line)
        return word.stopped

    def _part(self, line: Connection) -> int | None:
        process = self._running.pop(line)
        line.close()
        process.join(GRACE)
        return process.exitcode


@contextmanager
def _deaf() -> Iterator[None]:
    """
    Whoever is forked here never hears Ctrl-C, which reaches a whole group.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _help(
    line: Connection, others: Sequence[Connection], whole: Run, number: int, play: Play
) -> None:
    """
    Run a share of the stories, and tell of it. A word from the other end, or its end, ends it.
    """
    for one in others:
        one.close()
    try:
        part = _shared(line, whole.share(number), play)
    except PayconformError as error:
        part = Part(stopped=whole.redactor(str(error)))
    except BaseException as error:  # noqa: BLE001 - its message may hold a secret
        part = Part(stopped=f"a fault of its own: {type(error).__name__}")
    with suppress(*GONE):
        line.send(part)
    os._exit(0)  # what was begun before the fork is not ours to end


def _shared(line: Connection, run: Run, play: Play) -> Part:
    told = 0

    def tell() -> None:
        nonlocal told
        try:
            line.send(run.findings[told:])
            told = len(run.findings)
            if line.poll():
                stories.stop(line.recv())
        except GONE:
            stories.stop("the run itself has died")

    run.reach()
    selection = Selection(run)
    stories = Stories(run, selection, tell)
    play(run, selection, stories)
    return run.part(stopped=stories.stopped)

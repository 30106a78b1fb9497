"""
Worker processes and what they tell, until all have ended; none outlives this process.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterable
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from payconform.nightly.worker import Task, Told, work
from payconform.stopping import GONE, GRACE, LOOK


class Crew:
    """
    Starts a worker for each task.
    """

    def __init__(self, tasks: Iterable[Task]) -> None:
        context = multiprocessing.get_context("spawn")
        self._lines: dict[Connection, SpawnProcess] = {}
        self._silent: set[Connection] = set()
        for task in tasks:
            ours, theirs = context.Pipe()
            process = context.Process(target=work, args=(theirs, task), daemon=True)
            process.start()
            theirs.close()  # so that the line ends when the worker does
            self._lines[ours] = process
            self._silent.add(ours)

    def watch(
        self, seconds: float, stopped: Callable[[], bool], hear: Callable[[int, Told], None]
    ) -> str:
        """
        Hear what the workers tell until they have ended; why one ended early, or not by itself.

        Args:
            seconds: how long they are to work, once all of them have begun.
            stopped: whether to end before.
            hear: gets the number of a worker and its word.

        """
        numbers = {line: number for number, line in enumerate(self._lines)}
        deadline, trouble, told, left = None, "", False, GRACE
        lines = set(self._lines)
        while lines:
            asked = time.monotonic()
            ready = wait(list(lines), LOOK)
            if told:  # what is done with their words here is not the workers' time
                left -= time.monotonic() - asked
            for line in ready:
                assert isinstance(line, Connection)
                word = self._word(line)
                if word is None:
                    lines.discard(line)
                    trouble = trouble or self._trouble(line)
                    continue
                trouble = trouble or word.stopped
                hear(numbers[line], word)
            if deadline is None and not self._silent:
                deadline = time.monotonic() + seconds
            over = deadline is not None and time.monotonic() >= deadline
            if not told and (over or trouble or stopped()):
                told = True
                self._dismiss(lines)
            if lines and left <= 0:
                trouble = trouble or "a worker did not end when it was told to"
                self._kill(lines)
        return trouble

    def close(self) -> None:
        """
        End whatever still runs.
        """
        for line in self._lines:
            line.close()
        for process in self._lines.values():
            process.join(GRACE)
            if process.is_alive():
                process.kill()
                process.join()

    def _word(self, line: Connection) -> Told | None:
        """
        What a worker says; None where it has ended.
        """
        self._silent.discard(line)
        try:
            word: Told = line.recv()
        except GONE:
            return None
        return word

    def _kill(self, lines: Iterable[Connection]) -> None:
        for line in lines:
            self._lines[line].kill()

    def _dismiss(self, lines: Iterable[Connection]) -> None:
        for line in lines:
            try:
                line.send("enough")
            except (BrokenPipeError, ConnectionResetError):
                continue  # it has ended by itself

    def _trouble(self, line: Connection) -> str:
        process = self._lines[line]
        process.join(GRACE)
        return f"a worker has ended: exit code {process.exitcode}" if process.exitcode else ""

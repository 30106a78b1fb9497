"""
How a person or a machine ends work early: the first signal gently, the second at once; and what
several processes hold to that end together.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol

# The last one: the terminal is closed, or its connection lost. Windows does not have it.
STOPPING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
INTERRUPTED = "interrupted before its end"
LOOK = 0.5  # seconds between two looks at whether it is enough
GRACE = 10.0  # seconds that a process may take to end, once it was told to, or its work is done
GONE = (EOFError, OSError)  # the other end of a line has gone: OSError in the middle of a word


class Stoppable(Protocol):
    """
    What can be asked to come to its end; `stopped` is empty while it was not.
    """

    @property
    def stopped(self) -> str:
        """
        Why it was asked to.
        """

    def stop(self, reason: str) -> None:
        """
        End soon.
        """


@contextmanager
def stopping_gently(work: Stoppable) -> Iterator[None]:
    """
    Let the running story end after Ctrl-C and the like, so that nothing it created is forgotten.

    A second signal ends it at once. Outside the main thread, signals are somebody else's.
    """

    def stop(*unused: object) -> None:
        if work.stopped:
            raise KeyboardInterrupt
        work.stop(INTERRUPTED)

    with _handled(stop):
        yield


@contextmanager
def stopping_at_once() -> Iterator[None]:
    """
    Let the first signal end what has created nothing yet, also where others would end it gently.
    """
    with _handled(signal.default_int_handler):
        yield


@contextmanager
def _handled(handler: Callable[..., None]) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, handler) for number in STOPPING}
    try:
        yield
    finally:
        for number, usual in before.items():
            signal.signal(number, usual)


@contextmanager
def deaf(*numbers: int) -> Iterator[None]:
    """
    Processes that are begun here never hear these signals, which reach a whole group: when to end
    is our word. On Windows they do.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, numbers)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

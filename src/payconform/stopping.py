"""
How a person or a machine ends work early: the first signal gently, the second at once.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

# The last one: the terminal is closed, or its connection lost. Windows does not have it.
STOPPING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
INTERRUPTED = "interrupted before its end"


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

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, stop) for number in STOPPING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

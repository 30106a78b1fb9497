"""
When a call may be sent: not before its last answer allows it, and not again at once.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from payconform.providers.mobilepay.client.errors import MobilePayUncertain

MOST = 5  # times that a call is sent again
PAUSE = 1.0  # seconds before a call is sent again, where no poll delay is known
FORGOTTEN = 60.0  # seconds after which nobody polls any more

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Patience:
    """
    How long a client waits, and for what; the defaults are what the documents advise.

    Args:
        retries: how often a call is sent again, up to five times.
        reads: seconds for the answer to what reads.
        acts: seconds for any other answer.
        clock: seconds that only grow.
        wait: lets so many seconds pass.

    Raises:
        ValueError: more retries than the documents allow.

    """

    retries: int = 2
    reads: float = 0.5
    acts: float = 2.0
    clock: Callable[[], float] = time.monotonic
    wait: Callable[[float], None] = time.sleep

    def __post_init__(self) -> None:
        """
        Refuse what the documents do not allow.
        """
        if not 0 <= self.retries <= MOST:
            raise ValueError(f"retries: {self.retries}; {MOST} are the most")


class Pace:
    """
    Keeps to the poll delays that answers ask for, and to a pause after silence, path by path.
    """

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._due: dict[str, tuple[float, float]] = {}

    def keep(self, path: str) -> None:
        """
        Wait until a path may be called again.
        """
        left = self._due.get(path, (0.0, 0.0))[0] - self._patience.clock()
        if left > 0:
            self._patience.wait(left)

    def told(self, path: str, answer: Any, least: float) -> None:
        """
        Remember the poll delay of an answer, if it has one; `least` seconds are kept at any rate.
        """
        delay = answer.get("pollDelayInMs") if isinstance(answer, dict) else None
        if isinstance(delay, int | Decimal) and not isinstance(delay, bool):
            self._set(path, max(float(delay) / 1000, least))

    def silent(self, path: str) -> None:
        """
        Keep the last delay, or a pause, where no answer told of one.
        """
        self._set(path, self._due.get(path, (0.0, PAUSE))[1])

    def polled(self, read: Callable[[], T], enough: Callable[[T], bool], seconds: float) -> T:
        """
        What is read once it is enough, or once so many seconds have passed; silence is outwaited.

        Raises:
            MobilePayError: the last read did.

        """
        ends = self._patience.clock() + seconds
        while True:
            try:
                found = read()
                if enough(found) or self._patience.clock() >= ends:
                    return found
            except MobilePayUncertain:
                if self._patience.clock() >= ends:
                    raise

    def _set(self, path: str, delay: float) -> None:
        now = self._patience.clock()
        self._due = {one: due for one, due in self._due.items() if due[0] > now - FORGOTTEN}
        self._due[path] = (now + delay, delay)

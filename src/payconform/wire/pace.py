"""
How fast a run may send, and how much it may write.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from payconform.errors import CeilingReached

LONGEST_HOLD = 60.0  # seconds; a longer wait that a target asks for is cut to this


@dataclass(slots=True)
class Pace:
    """
    At most `per_second` requests a second and `max_writes` writes in all; None is no limit.

    `writes` are those made so far.
    """

    per_second: float | None = None
    max_writes: int | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    writes: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)
    _next: float = field(default=0.0, init=False)

    def wait(self, *methods: str) -> None:
        """
        Return when the next request may go; of several that go together, when the last of them may.

        Raises:
            CeilingReached: there are writes among them, more than the run may still make.

        """
        with self._lock:
            self._count(sum(method != "GET" for method in methods))
            if self.per_second is None and not self._next:
                return
            apart = 1 / self.per_second if self.per_second else 0
            now = self.clock()
            turn = max(now, self._next) + (len(methods) - 1) * apart
            self._next = turn + apart
        if turn > now:
            self.sleep(turn - now)

    def lift(self) -> None:
        """
        No ceiling any more: what was created must be taken back, whatever it costs.
        """
        self.max_writes = None

    def hold(self, seconds: float) -> None:
        """
        Send nothing for that long: the target asked for it.
        """
        with self._lock:
            self._next = max(self._next, self.clock() + min(seconds, LONGEST_HOLD))

    def _count(self, writes: int) -> None:
        if self.max_writes is not None and self.writes + writes > self.max_writes:
            raise CeilingReached(
                f"the run has made its {self.max_writes} writes; raise max_writes of the "
                "target if the account can bear more"
            )
        self.writes += writes

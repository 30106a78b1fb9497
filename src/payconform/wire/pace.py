"""
How fast a run may send, and how much it may write.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from payconform.errors import CeilingReached

LONGEST_HOLD = 60.0  # seconds; a longer wait that a target asks for is cut to this


@dataclass(slots=True)
class Pace:
    """
    At most `per_second` requests a second and `max_writes` writes in all; None is no limit.
    """

    per_second: float | None = None
    max_writes: int | None = None
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False)
    _writes: int = field(default=0, init=False)

    def wait(self, method: str) -> None:
        """
        Return when the next request may go.

        Raises:
            CeilingReached: it is a write, and the run has made all it may.

        """
        if method != "GET" and self.max_writes is not None:
            if self._writes >= self.max_writes:
                raise CeilingReached(
                    f"the run has made its {self.max_writes} writes; raise max_writes of the "
                    "target if the account can bear more"
                )
            self._writes += 1
        if self.per_second is None and not self._next:
            return
        now = self.clock()
        if self._next > now:
            self.sleep(self._next - now)
        self._next = max(now, self._next) + (1 / self.per_second if self.per_second else 0)

    def lift(self) -> None:
        """
        No ceiling any more: what was created must be taken back, whatever it costs.
        """
        self.max_writes = None

    def hold(self, seconds: float) -> None:
        """
        Send nothing for that long: the target asked for it.
        """
        self._next = max(self._next, self.clock() + min(seconds, LONGEST_HOLD))

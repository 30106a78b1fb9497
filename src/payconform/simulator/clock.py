"""
Time as an argument: seconds since the epoch, from the wall or moved by hand.
"""

import time
from dataclasses import dataclass
from typing import Protocol


class Clock(Protocol):
    """
    Tells the present in seconds since the epoch.
    """

    def now(self) -> float:
        """
        The present.
        """


class WallClock:
    """
    The machine's own time.
    """

    def now(self) -> float:
        """
        The present.
        """
        return time.time()


@dataclass(slots=True)
class VirtualClock:
    """
    Stands still until it is advanced.
    """

    present: float

    def now(self) -> float:
        """
        The present.
        """
        return self.present

    def advance(self, seconds: float) -> None:
        """
        Let time pass.
        """
        self.present += seconds

"""
Time as an argument: seconds since the epoch, from the wall or moved by hand.
"""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Protocol


class Clock(Protocol):
    """
    Tells the present in seconds since the epoch.
    """

    def now(self) -> float:
        """
        The present.
        """

    async def reach(self, moment: float) -> None:
        """
        Wait for a moment.
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

    async def reach(self, moment: float) -> None:
        """
        Wait for a moment.
        """
        await asyncio.sleep(moment - self.now())


@dataclass(slots=True)
class VirtualClock:
    """
    Stands still until it is advanced, in the loop in which others wait for it.
    """

    present: float
    _awaited: list[tuple[float, asyncio.Future[None]]] = field(default_factory=list)

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
        for moment, come in self._awaited:
            if moment <= self.present and not come.done():
                come.set_result(None)

    async def reach(self, moment: float) -> None:
        """
        Wait for a moment.
        """
        if moment <= self.present:
            return
        awaited = (moment, asyncio.get_running_loop().create_future())
        self._awaited.append(awaited)
        try:
            await awaited[1]
        finally:
            self._awaited.remove(awaited)

"""
One address for callbacks: what came to it, and how it answers.
"""

import time
from collections.abc import Callable
from typing import Protocol

from payconform.errors import Unexercised
from payconform.model import Exchange

TICK = 0.2  # seconds between two looks at what has come
MOST_IN_VAIN = 3  # waits without any callback, after which nobody waits long any more
BRIEF = 5.0  # seconds that are waited then

Pass = Callable[[float, Callable[[], bool]], float]
"""Lets so many seconds pass, or fewer where a condition comes true; tells how many passed."""


class Letters(Protocol):
    """
    Where callbacks come in.
    """

    def received(self, path: str) -> list[Exchange]:
        """
        The callbacks that came to a path, oldest first.
        """

    def answer(self, path: str, status: Callable[[int], int]) -> None:
        """
        Answer the n-th callback to a path (from 1) with `status(n)`.
        """


class Inbox:
    """
    A callback URL that only this story uses. `path` is what its callbacks are known by.
    """

    def __init__(self, url: str, path: str, letters: Letters, let_pass: Pass) -> None:
        self.url = url
        self._path = path
        self._letters = letters
        self._pass = let_pass

    def answer(self, status: Callable[[int], int]) -> None:
        """
        Answer the n-th callback (from 1) with `status(n)`; without this, with 200 (capability
        `answer_callbacks`).
        """
        self._letters.answer(self._path, status)

    def within(self, seconds: float) -> list[Exchange]:
        """
        What has come once anything has, or when that much time has passed without.
        """
        self._pass(seconds, lambda: bool(self._received()))
        return self._received()

    def after(self, seconds: float) -> list[Exchange]:
        """
        Every callback that has come once that much time has passed (capability `control_clock`).
        """
        self._pass(seconds, lambda: False)
        return self._received()

    def first(self, seconds: float) -> Exchange:
        """
        The first callback, which must have come by then.

        Raises:
            Unexercised: none came, so there is nothing to judge.

        """
        waited = self._pass(seconds, lambda: bool(self._received()))
        received = self._received()
        if not received:
            raise Unexercised(f"no callback came within {waited:g} seconds")
        return received[0]

    def _received(self) -> list[Exchange]:
        return self._letters.received(self._path)


class Patience:
    """
    Waits in real time. A target that has called nobody back by now is not waited for long again.

    Args:
        came: how many callbacks have come to the whole run.
        clock: tells seconds.
        sleep: lets them pass.

    """

    def __init__(
        self,
        came: Callable[[], int],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._came = came
        self._clock = clock
        self._sleep = sleep
        self._in_vain = 0

    def __call__(self, seconds: float, enough: Callable[[], bool]) -> float:
        """
        Wait until it is enough, but no longer than that; the seconds that were allowed for it.
        """
        given_up = self._in_vain >= MOST_IN_VAIN and not self._came()
        allowed = min(seconds, BRIEF) if given_up else seconds
        end = self._clock() + allowed
        while not enough():
            left = end - self._clock()
            if left <= 0:
                self._in_vain += 1
                break
            self._sleep(min(TICK, left))
        return allowed

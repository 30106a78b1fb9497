"""
Callbacks on their way: each waits until its time comes, and again after each refusal.
"""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

from payconform.model import Headers

HISTORY = 1000
WAITING = 10_000


@dataclass(frozen=True, slots=True)
class Letter:
    """
    One callback. `delays` are the seconds before the first and each further attempt.
    """

    url: str
    headers: Headers
    body: bytes
    delays: tuple[float, ...]
    due: float
    attempt: int = 1


@dataclass(frozen=True, slots=True)
class Delivery:
    """
    What became of one attempt; `status` None where nothing answered.
    """

    url: str
    attempt: int
    at: float
    result: str
    status: int | None = None


class Outbox:
    """
    Letters that wait, the first due first, and a bounded history of what became of them.

    Safe to use from the server's and the courier's thread.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[float, int, Letter]] = []
        self._numbers = count()
        self._history: deque[Delivery] = deque(maxlen=HISTORY)

    def post(self, letter: Letter) -> None:
        """
        Leave a letter to be delivered when it is due.
        """
        with self._lock:
            if len(self._waiting) < WAITING:
                heappush(self._waiting, (letter.due, next(self._numbers), letter))
            else:
                dropped = Delivery(letter.url, letter.attempt, letter.due, "dropped")
                self._history.append(dropped)

    def next_due(self, now: float) -> Letter | None:
        """
        Take out the letter that has been due longest, if any is due.
        """
        with self._lock:
            if not self._waiting or self._waiting[0][0] > now:
                return None
            return heappop(self._waiting)[2]

    def deliveries(self) -> list[Delivery]:
        """
        The attempts made so far, oldest first.
        """
        with self._lock:
            return list(self._history)

    def settle(self, letter: Letter, result: str, status: int | None, again: bool) -> Delivery:
        """
        Note what became of an attempt; `again` puts the letter back for its next one.
        """
        delivery = Delivery(letter.url, letter.attempt, letter.due, result, status)
        with self._lock:
            self._history.append(delivery)
        if again and letter.attempt < len(letter.delays):
            wait = letter.delays[letter.attempt]
            self.post(replace(letter, attempt=letter.attempt + 1, due=letter.due + wait))
        return delivery


Accepts = Callable[[int], bool]
"""Whether a status from the integrator ends the delivery."""


def delivered_on_success(status: int) -> bool:
    """
    Any 2xx ends the delivery.
    """
    return 200 <= status < 300

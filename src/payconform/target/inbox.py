"""
One address for callbacks: what came to it, and how it answers.
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from payconform.errors import Unexercised
from payconform.model import Exchange
from payconform.wire.receiver import Receiver

ORIGIN = "https://callback.payconform.invalid"


class Inbox:
    """
    A callback URL that only this story uses.
    """

    def __init__(self, url: str, receiver: Receiver, advance: Callable[[float], None]) -> None:
        self.url = url
        self._path = urlsplit(url).path
        self._receiver = receiver
        self._advance = advance

    def answer(self, status: Callable[[int], int]) -> None:
        """
        Answer the n-th callback (from 1) with `status(n)`; without this, with 200.
        """
        self._receiver.answer(self._path, status)

    def after(self, seconds: float) -> list[Exchange]:
        """
        Every callback that has come once that much time has passed.
        """
        self._advance(seconds)
        return self._receiver.received(self._path)

    def first(self, seconds: float) -> Exchange:
        """
        The first callback, which must have come by then.

        Raises:
            Unexercised: none came, so there is nothing to judge.

        """
        received = self.after(seconds)
        if not received:
            raise Unexercised(f"no callback came within {seconds:g} seconds")
        return received[0]

"""
The callbacks that came to one run, told from what strangers send to the same address.
"""

from datetime import datetime

from payconform.model import Exchange, Request, Response
from payconform.wire.recorder import Recorder

LARGEST = 100_000  # bytes of a callback; a notification of a payment has a thousand
MOST = 10_000  # callbacks that a run keeps
PREFLIGHT = "/preflight"  # where a run's own request arrives: no evidence, and not recorded


class Arrivals:
    """
    Keeps and records what came, by the path after the run's token, oldest first.

    A front server may cut off a prefix of the path or leave it there, so the token may stand
    anywhere in it. Without a token every path is the run's own.
    """

    def __init__(self, recorder: Recorder, operation: str, token: str = "") -> None:
        self.preflights: list[bytes] = []
        self._recorder = recorder
        self._operation = operation
        self._prefix = f"/{token}/" if token else ""
        self._kept: list[tuple[str, Exchange]] = []

    def path(self, target: str) -> str | None:
        """
        The path after the token; None for a stranger's request.
        """
        path = target.partition("?")[0]
        if not self._prefix:
            return path
        _, known, rest = path.partition(self._prefix)
        return f"/{rest}" if known else None

    @property
    def full(self) -> bool:
        """
        Whether nothing more is kept.
        """
        return self.number >= MOST

    @property
    def number(self) -> int:
        """
        How many callbacks have come.
        """
        return len(self._kept)

    def received(self, path: str) -> list[Exchange]:
        """
        The callbacks that came to this path, oldest first.
        """
        return [exchange for known, exchange in self._kept if known == path]

    def add(
        self, path: str, request: Request, response: Response, at: datetime, seconds: float = 0.0
    ) -> None:
        """
        Take in one that is not a stranger's.
        """
        if path == PREFLIGHT:
            self.preflights = [request.body]  # the newest: nobody fills a run's memory with these
            return
        exchange = Exchange(
            self._recorder.next_id(),
            "inbound",
            self._operation,
            "callback receiver",
            request,
            response,
            None,
            at,
            seconds,
        )
        self._kept.append((path, exchange))
        self._recorder.add(exchange)

"""
Receives callbacks: a small server that records what arrives and answers as the story wants.
"""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime

from payconform.model import Exchange, Request, Response
from payconform.wire.arrivals import LARGEST, Arrivals
from payconform.wire.asgi import asgi
from payconform.wire.recorder import Recorder
from payconform.wire.server import Server


class Receiver:
    """
    Callbacks received so far, by the path they came to; each path may have its own answer.

    With a token, only requests that know it are callbacks; others are answered 404 and leave no
    trace but their number.
    """

    def __init__(
        self,
        recorder: Recorder,
        operation: str,
        token: str = "",
        bound: socket.socket | None = None,
    ) -> None:
        self.arrivals = Arrivals(recorder, operation, token)
        self.turned_away = 0
        self._answers: dict[str, Callable[[int], int]] = {}
        self._server = Server(asgi(self._take, LARGEST), bound=bound).start()
        self.url = self._server.url

    def answer(self, path: str, status: Callable[[int], int]) -> None:
        """
        Answer the n-th callback to this path (counted from 1) with `status(n)`; 200 otherwise.
        """
        self._answers[path] = status

    def received(self, path: str) -> list[Exchange]:
        """
        The callbacks that came to this path, oldest first.
        """
        return self.arrivals.received(path)

    def close(self) -> None:
        """
        Stop listening.
        """
        self._server.stop()

    def _take(self, request: Request) -> Response:
        start = time.perf_counter()
        path = self.arrivals.path(request.target)
        if path is None:
            self.turned_away += 1
            return Response(404)
        if self.arrivals.full:
            return Response(503)
        answer = self._answers.get(path)
        response = Response(answer(len(self.received(path)) + 1) if answer else 200)
        took = time.perf_counter() - start
        self.arrivals.add(path, request, response, datetime.now(UTC), took)
        return response

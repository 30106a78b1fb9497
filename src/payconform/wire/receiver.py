"""
Receives callbacks: a small server that records what arrives and answers as the story wants.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

from payconform.model import Exchange, Request, Response
from payconform.wire.asgi import asgi
from payconform.wire.recorder import Recorder
from payconform.wire.server import Server


class Receiver:
    """
    Callbacks received so far, by the path they came to; each path may have its own answer.
    """

    def __init__(self, recorder: Recorder, operation: str) -> None:
        self._recorder = recorder
        self._operation = operation
        self._received: list[Exchange] = []
        self._answers: dict[str, Callable[[int], int]] = {}
        self._server = Server(asgi(self._take)).start()
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
        return [known for known in self._received if urlsplit(known.request.target).path == path]

    def close(self) -> None:
        """
        Stop listening.
        """
        self._server.stop()

    def _take(self, request: Request) -> Response:
        start = time.perf_counter()
        path = urlsplit(request.target).path
        answer = self._answers.get(path)
        status = answer(len(self.received(path)) + 1) if answer else 200
        response = Response(status)
        exchange = Exchange(
            self._recorder.next_id(),
            "inbound",
            self._operation,
            "callback receiver",
            request,
            response,
            None,
            datetime.now(UTC),
            time.perf_counter() - start,
        )
        self._received.append(exchange)
        self._recorder.add(exchange)
        return response

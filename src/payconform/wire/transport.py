"""
The one way out: every request of ours, whoever made it, leaves through here.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

import h11
import httpcore
import httpx

from payconform.errors import PayconformError
from payconform.model import Exchange, Request, Response
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.route import DIRECT, Route
from payconform.wire.socket import AnswerTooLong, Guard, GuardedSocket

REASONS: dict[type[Exception], str] = {
    AnswerTooLong: "the answer is too long to be one of a payment API",
    httpcore.ConnectError: "no connection",
    httpcore.ProxyError: "the proxy does not let the request through",
    httpcore.UnsupportedProtocol: "no connection",
    httpcore.ConnectTimeout: "no connection in time",
    httpcore.ReadTimeout: "no complete answer in time",
    httpcore.WriteTimeout: "the request was not taken in time",
    httpcore.PoolTimeout: "no complete answer in time",
    httpcore.RemoteProtocolError: "the answer is not HTTP, or was cut short",
    httpcore.LocalProtocolError: "the request cannot be sent as HTTP",
    httpcore.ReadError: "the connection was dropped",
    httpcore.WriteError: "the connection was dropped",
    h11.LocalProtocolError: "the request cannot be sent as HTTP",  # a body unlike its length
    UnicodeError: "the request cannot be sent as HTTP",
    httpx.InvalidURL: "no connection",
}

Heard = Callable[[Exchange], None]


class Transport:
    """
    Sends requests to one base URL, guarded, paced and recorded. Never follows, never repeats.
    """

    def __init__(
        self,
        base_url: str,
        guard: Guard,
        recorder: Recorder,
        pace: Pace,
        *,
        seconds: float | None = None,
        shown_as: str | None = None,
        route: Route = DIRECT,
    ) -> None:
        self.base_url = base_url
        self._shown = shown_as or base_url
        self._recorder = recorder
        self._pace = pace
        self._seconds = seconds or route.seconds
        self._socket = GuardedSocket(guard, self._seconds, route.ssl_context, proxy=route.proxy)

    def send(self, operation: str, request: Request, heard: Heard | None = None) -> Exchange:
        """
        Send a request over the exact bytes given; without an answer, `failure` says why.

        `heard` sees the exchange before it is recorded: what it created is known even if the
        record cannot be written.

        Raises:
            TargetForbidden: the host may not be connected to.
            CeilingReached: the run's writes are used up.

        """
        self._pace.wait(request.method)
        return self._exchange(self._socket, self._recorder.next_id(), operation, request, heard)

    def race(
        self, requests: Sequence[tuple[str, Request]], heard: Heard | None = None
    ) -> list[Exchange]:
        """
        Send requests at the same moment, each over a connection of its own; answers in their order.

        The pace holds: the first wait until the last has its turn. `heard` is called from several
        threads. What `send` raises, this raises when all requests have ended.
        """
        self._pace.wait(*(request.method for _, request in requests))
        start = threading.Barrier(len(requests), timeout=self._seconds)

        def ready() -> None:
            with suppress(threading.BrokenBarrierError):
                start.wait()

        def run(number: str, operation: str, request: Request) -> Exchange:
            socket = self._socket.apart(ready)
            try:
                return self._exchange(socket, number, operation, request, heard)
            finally:
                start.abort()  # whoever has no connection holds up nobody
                socket.close()

        with ThreadPoolExecutor(len(requests)) as threads:
            running = [
                threads.submit(run, self._recorder.next_id(), operation, request)
                for operation, request in requests
            ]
        return [one.result() for one in running]

    def hold(self, seconds: float) -> None:
        """
        Send nothing for that long.
        """
        self._pace.hold(seconds)

    def lift_ceiling(self) -> None:
        """
        Let the run clean up, however much it has written.
        """
        self._pace.lift()

    def close(self) -> None:
        """
        Close the connections.
        """
        self._socket.close()

    def _exchange(
        self,
        socket: GuardedSocket,
        number: str,
        operation: str,
        request: Request,
        heard: Heard | None,
    ) -> Exchange:
        self._recorder.sending(request)
        at, start = datetime.now(UTC), time.perf_counter()
        response, failure = self._attempt(socket, request)
        seconds = time.perf_counter() - start
        exchange = Exchange(
            number, "outbound", operation, self._shown, request, response, failure, at, seconds
        )
        if heard is not None:
            heard(exchange)
        self._recorder.add(exchange)
        return exchange

    def _attempt(
        self, socket: GuardedSocket, request: Request
    ) -> tuple[Response | None, str | None]:
        try:
            outgoing = httpx.Request(
                request.method,
                self.base_url,
                headers=[(name.encode(), value.encode()) for name, value in request.headers],
                content=request.body or None,
                extensions={"target": request.target.encode("utf-8")},
            )
            outgoing.method = request.method  # httpx writes it in capitals
            answer = socket.handle_request(outgoing)
        except PayconformError:
            raise
        except tuple(REASONS) as error:
            return None, next(why for kind, why in REASONS.items() if isinstance(error, kind))
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw
        )
        return Response(answer.status_code, headers, b"".join(answer.iter_raw())), None

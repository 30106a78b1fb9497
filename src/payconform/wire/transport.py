"""
The one way out: every request of ours, whoever made it, leaves through here.
"""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime

from payconform.model import Exchange, Request, Response
from payconform.wire.amounts import AmountLimit
from payconform.wire.dialogue import Unanswered
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.route import DIRECT, Route
from payconform.wire.socket import Guard, GuardedSocket

Heard = Callable[[Exchange], None]

HUNG_UP = "we hung up before the answer"


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
        limit: AmountLimit | None = None,
    ) -> None:
        self.base_url = base_url
        self._shown = shown_as or base_url
        self._recorder = recorder
        self._pace = pace
        self._limit = limit
        self._seconds = seconds or route.seconds
        self._socket = GuardedSocket(
            base_url, guard, self._seconds, route.ssl_context, proxy=route.proxy
        )

    def send(self, operation: str, request: Request, heard: Heard | None = None) -> Exchange:
        """
        Send a request over the exact bytes given; without an answer, `failure` says why.

        `heard` sees the exchange before it is recorded: what it created is known even if the
        record cannot be written.

        Raises:
            TargetForbidden: the host may not be connected to.
            CeilingReached: the run's writes are used up.
            AmountTooLarge: it names an amount above the target's limit.

        """
        self._weigh(operation, request)
        self._pace.wait(request.method)
        number = self._recorder.begin(operation, self._shown, request)
        return self._exchange(self._socket.send, number, operation, request, heard)

    def abandon(
        self,
        operation: str,
        request: Request,
        meanwhile: Callable[[], None],
        heard: Heard | None = None,
    ) -> Exchange:
        """
        Send a request, and hang up without an answer once `meanwhile` is done; for the rest as
        `send`.
        """

        def leave(request: Request) -> Response:
            self._socket.abandon(request, meanwhile)
            raise Unanswered(HUNG_UP)

        self._weigh(operation, request)
        self._pace.wait(request.method)
        number = self._recorder.begin(operation, self._shown, request)
        return self._exchange(leave, number, operation, request, heard)

    def race(
        self, requests: Sequence[tuple[str, Request]], heard: Heard | None = None
    ) -> list[Exchange]:
        """
        Send requests at the same moment, each over a connection of its own; answers in their order.

        The pace holds: the first wait until the last has its turn. `heard` is called from several
        threads. What `send` raises, this raises when all requests have ended.
        """
        for operation, request in requests:
            self._weigh(operation, request)
        self._pace.wait(*(request.method for _, request in requests))
        numbers = [self._recorder.begin(one, self._shown, request) for one, request in requests]
        start = threading.Barrier(len(requests), timeout=self._seconds)

        def ready() -> None:
            with suppress(threading.BrokenBarrierError):
                start.wait()

        def run(number: str, operation: str, request: Request) -> Exchange:
            socket = self._socket.apart(ready)
            try:
                return self._exchange(socket.send, number, operation, request, heard)
            finally:
                start.abort()  # whoever has no connection holds up nobody
                socket.close()

        with ThreadPoolExecutor(len(requests)) as threads:
            running = [
                threads.submit(run, number, operation, request)
                for number, (operation, request) in zip(numbers, requests, strict=True)
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

    def _weigh(self, operation: str, request: Request) -> None:
        if self._limit is not None:
            self._limit.check(operation, request)

    def _exchange(
        self,
        ask: Callable[[Request], Response],
        number: str,
        operation: str,
        request: Request,
        heard: Heard | None,
    ) -> Exchange:
        at, start = datetime.now(UTC), time.perf_counter()
        response, failure = None, None
        try:
            response = ask(request)
        except Unanswered as why:
            failure = str(why)
        seconds = time.perf_counter() - start
        exchange = Exchange(
            number, "outbound", operation, self._shown, request, response, failure, at, seconds
        )
        if heard is not None:
            heard(exchange)
        self._recorder.add(exchange)
        return exchange

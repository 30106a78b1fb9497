"""
The one way out: every request of ours, whoever made it, leaves through here.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import h11
import httpcore
import httpx

from payconform.errors import PayconformError
from payconform.model import Exchange, Request, Response
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.socket import AnswerTooLong, Guard, GuardedSocket

SECONDS = 5.0  # a whole answer, from the first byte sent to the last received

REASONS: dict[type[Exception], str] = {
    AnswerTooLong: "the answer is too long to be one of a payment API",
    httpcore.ConnectError: "no connection",
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
        seconds: float = SECONDS,
        shown_as: str | None = None,
    ) -> None:
        self.base_url = base_url
        self._shown = shown_as or base_url
        self._recorder = recorder
        self._pace = pace
        self._socket = GuardedSocket(guard, seconds)

    def send(
        self, operation: str, request: Request, heard: Callable[[Exchange], None] | None = None
    ) -> Exchange:
        """
        Send a request over the exact bytes given; without an answer, `failure` says why.

        `heard` sees the exchange before it is recorded: what it created is known even if the
        record cannot be written.

        Raises:
            TargetForbidden: the host may not be connected to.
            CeilingReached: the run's writes are used up.

        """
        self._pace.wait(request.method)
        number, at, start = self._recorder.next_id(), datetime.now(UTC), time.perf_counter()
        response, failure = self._attempt(request)
        seconds = time.perf_counter() - start
        exchange = Exchange(
            number, "outbound", operation, self._shown, request, response, failure, at, seconds
        )
        if heard is not None:
            heard(exchange)
        self._recorder.add(exchange)
        return exchange

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

    def _attempt(self, request: Request) -> tuple[Response | None, str | None]:
        try:
            outgoing = httpx.Request(
                request.method,
                self.base_url,
                headers=[(name.encode(), value.encode()) for name, value in request.headers],
                content=request.body or None,
                extensions={"target": request.target.encode("utf-8")},
            )
            outgoing.method = request.method  # httpx writes it in capitals
            answer = self._socket.handle_request(outgoing)
        except PayconformError:
            raise
        except tuple(REASONS) as error:
            return None, next(why for kind, why in REASONS.items() if isinstance(error, kind))
        headers = tuple(
            (name.decode("latin-1"), value.decode("latin-1")) for name, value in answer.headers.raw
        )
        return Response(answer.status_code, headers, b"".join(answer.iter_raw())), None

"""
An httpx transport that guards every connection and ends every request in time.

httpx's own timeouts start anew with each byte, so a target that drips one byte a second would hold
a run for ever; and an allow-list above the socket can be passed by a redirect. Both are settled
here, where the socket is opened and read. Each request is guarded anew, also over an open socket.
"""

import time
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any, Protocol

import httpcore
import httpx

from payconform.errors import TargetForbidden
from payconform.wire.destinations import ORIGIN_FORM, named_in
from payconform.wire.route import trust

MOST_BYTES = 10_000_000  # an answer larger than this is not one of a payment API
CHUNK = 65536  # bytes written between two looks at the clock

_deadline: ContextVar[float] = ContextVar("deadline")


class Guard(Protocol):
    """
    Decides whether a socket may be opened, and whether a request may go over it.
    """

    def check(self, host: str, port: int) -> None:
        """
        Raise if no socket may be opened.
        """

    def check_request(self, host: str, port: int, named: Iterable[str]) -> None:
        """
        Raise if no request may go there, naming these hosts.
        """


class AnswerTooLong(httpcore.ReadError):
    """
    The answer has more bytes than anybody needs to see.
    """


class GuardedSocket(httpx.BaseTransport):
    """
    Sends a request over a kept-alive connection: guarded, uncompressed, no later than its deadline.

    Args:
        guard: is asked before each connection, and before each request.
        seconds: from the first byte of a request to the last of its answer.
        ssl_context: what vouches for a target; that of httpx, if none is given.
        ready: called when a connection is open, before anything is sent over it.
        proxy: through which every connection goes; the guard must allow it too.

    """

    def __init__(
        self,
        guard: Guard,
        seconds: float,
        ssl_context: Any = None,
        ready: Callable[[], None] | None = None,
        proxy: str | None = None,
    ) -> None:
        self._guard = guard
        self._seconds = seconds
        self._ssl_context = ssl_context or trust()
        self._proxy = proxy
        self._pool = _pool(proxy, self._ssl_context, _Backend(guard, ready))

    def apart(self, ready: Callable[[], None]) -> "GuardedSocket":
        """
        A socket like this one, with connections of its own.
        """
        return GuardedSocket(self._guard, self._seconds, self._ssl_context, ready, self._proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """
        Send and read the whole answer.

        Raises:
            httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError: no answer.
            TargetForbidden: the guard refuses the host, or one that the request names.

        """
        _deadline.set(time.monotonic() + self._seconds)
        assert isinstance(request.stream, httpx.SyncByteStream)
        outgoing = httpcore.Request(
            method=request.method.encode("ascii"),
            url=httpcore.URL(
                scheme=request.url.raw_scheme,
                host=request.url.raw_host,
                port=request.url.port,
                target=request.extensions.get("target", request.url.raw_path),
            ),
            headers=request.headers.raw,
            content=request.stream,  # and no extension `target`: a proxy has one of its own
        )
        if outgoing.url.scheme.lower() not in (b"http", b"https"):
            raise httpcore.UnsupportedProtocol("neither http nor https")
        if self._proxy and not ORIGIN_FORM.match(outgoing.url.target.decode("latin-1")):
            # A proxy reads host and target as one text: another target would be another host.
            raise TargetForbidden("a target that is no path is not sent through a proxy.")
        origin = outgoing.url.origin
        self._guard.check_request(origin.host.decode("ascii"), origin.port, named_in(outgoing))
        answer = self._pool.handle_request(outgoing)
        try:
            body = _whole(answer.iter_stream())
        finally:
            answer.close()
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(body))

    def close(self) -> None:
        """
        Close the connections.
        """
        self._pool.close()


def _pool(
    proxy: str | None, ssl_context: Any, backend: httpcore.NetworkBackend
) -> httpcore.ConnectionPool:
    if proxy is None:
        return httpcore.ConnectionPool(ssl_context, network_backend=backend, max_connections=8)
    return httpcore.HTTPProxy(
        proxy, ssl_context=ssl_context, network_backend=backend, max_connections=8
    )


def _whole(chunks: Iterable[bytes]) -> bytes:
    received = bytearray()
    for chunk in chunks:
        received += chunk
        if len(received) > MOST_BYTES:
            raise AnswerTooLong(f"the answer is longer than {MOST_BYTES} bytes")
    return bytes(received)


def _left(timeout: float | None) -> float:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the answer was not complete in time")
    return left if timeout is None else min(left, timeout)


class _Backend(httpcore.NetworkBackend):
    def __init__(self, guard: Guard, ready: Callable[[], None] | None) -> None:
        self._guard = guard
        self._ready = ready
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        self._guard.check(host, port)
        stream = self._inner.connect_tcp(host, port, _left(timeout), local_address, socket_options)
        return _Stream(stream, self._ready)


class _Stream(httpcore.NetworkStream):
    """
    A stream whose every wait ends at the deadline of the request it serves.
    """

    def __init__(
        self, inner: httpcore.NetworkStream, ready: Callable[[], None] | None = None
    ) -> None:
        self._inner = inner
        self._ready = ready

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        if self._ready and buffer and not buffer.startswith(b"CONNECT "):  # asks for a tunnel
            self._ready()
            self._ready = None
        for start in range(0, len(buffer), CHUNK):
            self._inner.write(buffer[start : start + CHUNK], _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, _left(timeout))
        return _Stream(inner, self._ready)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)

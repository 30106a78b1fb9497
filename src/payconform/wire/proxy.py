"""
Takes requests of a program of another's on loopback, and hands them on to be sent by the one way
out: what concerns the connection alone is left behind, in both directions.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable

from payconform.model import Headers, Request, Response
from payconform.wire.asgi import asgi
from payconform.wire.server import Server

CONNECTION = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
ENCODING = "accept-encoding"  # evidence is read as it came: nothing is to be compressed

Forward = Callable[[Request], Response]


class Proxy:
    """
    Listens from the start until `close`; requests are handed on one at a time, however many come.

    What `forward` raises is told to `failed`, and answered 502 without a word of it: whoever asked
    would take it for an answer.
    """

    def __init__(self, forward: Forward, failed: Callable[[Exception], None]) -> None:
        self._forward = forward
        self._failed = failed
        self._turn = threading.Lock()
        self._server = Server(asgi(self._take), dated=False).start()
        self.url = self._server.url

    def close(self) -> None:
        """
        Stop listening.
        """
        self._server.stop()

    async def _take(self, request: Request) -> Response:
        return await asyncio.to_thread(self._answer, request)

    def _answer(self, request: Request) -> Response:
        bare = Request(
            request.method,
            request.target,
            end_to_end(request.headers, {ENCODING}),
            request.body,
        )
        try:
            with self._turn:
                answer = self._forward(bare)
        except Exception as error:  # noqa: BLE001 - ours as well: no target said that
            self._failed(error)
            return Response(502)
        return Response(answer.status, end_to_end(answer.headers), answer.body)


def end_to_end(headers: Headers, besides: Iterable[str] = ()) -> Headers:
    """
    The headers without those that concern one connection, and without others that are named.
    """
    listed = (value for name, value in headers if name.lower() == "connection")
    named = {one.strip().lower() for value in listed for one in value.split(",")}
    left = CONNECTION | named | {name.lower() for name in besides}
    return tuple((name, value) for name, value in headers if name.lower() not in left)

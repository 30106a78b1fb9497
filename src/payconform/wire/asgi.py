"""
The ASGI shell: turns what a server hears into our Request, and our Response into bytes on the wire.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from payconform.model import Request, Response

HANG_UP = "payconform.hang_up"  # where a scope has what ends its connection at once
MOST_BYTES = 1_000_000  # no request of a payment API comes near it

Handler = Callable[[Request], Response | Awaitable[Response]]
App = Callable[[Any, Any, Any], Awaitable[None]]


def asgi(handler: Handler, most_bytes: int = MOST_BYTES) -> App:
    """
    An ASGI application around a callable from request to response, plain or awaitable.

    A body of more than `most_bytes` is answered 413, and the callable does not see it. Where the
    callable raises ConnectionAbortedError, the connection ends without an answer; one that is not
    given yet is given up when whoever asked for it has gone.
    """

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        try:
            body = await _body(receive, most_bytes)
        except ConnectionError:
            return
        if body is None:
            response = Response(413, (("connection", "close"),))
        else:
            query = scope["query_string"]
            target = scope["raw_path"].decode("latin-1")
            request = Request(
                scope["method"],
                f"{target}?{query.decode('latin-1')}" if query else target,
                tuple(
                    [
                        (name.decode("latin-1"), value.decode("latin-1"))
                        for name, value in scope["headers"]
                    ]
                ),
                body,
            )
            try:
                answer = handler(request)
                response = (
                    answer if isinstance(answer, Response) else await _awaited(answer, receive)
                )
            except ConnectionAbortedError:
                await _hang_up(scope, receive)
                return
        await send(
            {
                "type": "http.response.start",
                "status": response.status,
                "headers": [
                    *[
                        (name.encode("latin-1"), value.encode("latin-1"))
                        for name, value in response.headers
                    ],
                    (b"content-length", str(len(response.body)).encode()),
                ],
            }
        )
        await send({"type": "http.response.body", "body": response.body})

    return app


async def _awaited(answer: Awaitable[Response], receive: Any) -> Response:
    given, gone = asyncio.ensure_future(answer), asyncio.ensure_future(receive())
    try:
        await asyncio.wait({given, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not given.done():
            raise ConnectionAbortedError("nobody waits for the answer any more")
        return given.result()
    finally:
        given.cancel()
        gone.cancel()


async def _hang_up(scope: Any, receive: Any) -> None:
    scope[HANG_UP]()
    while (await receive())["type"] != "http.disconnect":
        pass


async def _body(receive: Any, most_bytes: int) -> bytes | None:
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError("the request was cut short")
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > most_bytes:
            return None
    return body

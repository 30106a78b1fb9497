"""
The ASGI shell: turns what a server hears into our Request, and our Response into bytes on the wire.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from payconform.model import Request, Response

MOST_BYTES = 1_000_000  # no request of a payment API comes near it

Handler = Callable[[Request], Response | Awaitable[Response]]
App = Callable[[Any, Any, Any], Awaitable[None]]


def asgi(handler: Handler, most_bytes: int = MOST_BYTES) -> App:
    """
    An ASGI application around a callable from request to response, plain or awaitable.

    A body of more than `most_bytes` is answered 413, and the callable does not see it.
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
            answer = handler(request)
            response = answer if isinstance(answer, Response) else await answer
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

"""
The floor under any Python server: uvicorn, and an application that does nothing but answer.
"""

import sys
from typing import Any

import uvicorn

HEADERS = [(b"content-type", b"application/json; charset=utf-8")]


class Echo:
    """
    Reads each request to its end and answers one of two fixed bodies.
    """

    def __init__(self, created: bytes, cancelled: bytes) -> None:
        self.created = created
        self.cancelled = cancelled

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """
        Answer one request.
        """
        while (await receive()).get("more_body"):
            pass
        body = self.cancelled if scope["path"].endswith("/cancel") else self.created
        headers = [*HEADERS, (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})


if __name__ == "__main__":
    port, *bodies = sys.argv[1:]
    uvicorn.run(
        Echo(*(body.encode() for body in bodies)),
        port=int(port),
        loop="uvloop",
        http="httptools",
        log_config=None,
        access_log=False,
        ws="none",
        lifespan="off",
        proxy_headers=False,
        server_header=False,
    )

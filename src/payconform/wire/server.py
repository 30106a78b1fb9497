"""
An HTTP server on loopback in a thread of its own, ready when `start` returns.
"""

import asyncio
import os
import socket
import threading
import time
from contextlib import suppress
from importlib.util import find_spec
from typing import Any

import uvicorn

from payconform.errors import Unusable
from payconform.wire.asgi import App
from payconform.wire.hanging import HangsUp

HOST = "127.0.0.1"

GRACE = 1.0  # seconds for answers that are being given when the server is to end

PROTOCOL: Any
if find_spec("httptools"):
    from payconform.wire.gathering import GatheringProtocol

    PROTOCOL = GatheringProtocol
else:
    from uvicorn.protocols.http.h11_impl import H11Protocol

    PROTOCOL = type("PlainProtocol", (HangsUp, H11Protocol), {})


def bind(host: str, port: int) -> socket.socket:
    """
    A socket at an address of this machine, which nobody serves yet.

    Raises:
        OSError, OverflowError: the address cannot be had.

    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    if os.name == "posix":  # on Windows it would let another process take the port from us
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
    except BaseException:
        bound.close()
        raise
    return bound


class Server:
    """
    Serves an ASGI application on 127.0.0.1, or on a socket that `bind` made; port 0 takes a free
    one. Answers are dated, unless the application does that itself.
    """

    def __init__(
        self, app: App, port: int = 0, bound: socket.socket | None = None, *, dated: bool = True
    ) -> None:
        try:
            self._socket = bound or bind(HOST, port)
        except (OSError, OverflowError) as error:
            raise Unusable(
                f"--port {port}: {HOST}:{port} cannot be had ({error}). Choose another."
            ) from None
        host, self.port = self._socket.getsockname()[:2]
        self.url = f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"
        config = uvicorn.Config(
            app,
            http=PROTOCOL,
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
            date_header=dated,
        )
        self._server = _Prompt(config)
        self._thread = threading.Thread(target=self._run, name=f"server-{self.port}", daemon=True)

    def start(self) -> "Server":
        """
        Begin to serve; returns when connections are accepted.
        """
        self._thread.start()
        while not self._server.started and self._thread.is_alive():
            time.sleep(0.002)
        return self

    def stop(self) -> None:
        """
        Stop serving and close the port.
        """
        self._server.end()
        self._thread.join(timeout=5)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


class _Prompt(uvicorn.Server):
    """
    A uvicorn that ends when it is told to: its own looks for that only ten times a second.
    """

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._told = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    def end(self) -> None:
        self.should_exit = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: it has ended by itself
                self._loop.call_soon_threadsafe(self._told.set)

    async def main_loop(self) -> None:
        self._loop, ticks = asyncio.get_running_loop(), 0
        while not await self.on_tick(ticks):  # each tenth sets the Date header
            ticks += 1
            with suppress(TimeoutError):
                await asyncio.wait_for(self._told.wait(), 0.1)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        until = time.monotonic() + GRACE
        while self.server_state.connections or self.server_state.tasks:
            for connection in list(self.server_state.connections):
                if time.monotonic() > until:
                    connection.transport.abort()
            await asyncio.sleep(0.001)
        for server in self.servers:
            await server.wait_closed()

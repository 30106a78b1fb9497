"""
An HTTP server on loopback in a thread of its own, ready when `start` returns.
"""

import socket
import threading
import time
from importlib.util import find_spec
from typing import Any

import uvicorn

from payconform.errors import Unusable
from payconform.wire.asgi import App

HOST = "127.0.0.1"

PROTOCOL: Any = "auto"  # where httptools is not to be had
if find_spec("httptools"):
    from payconform.wire.gathering import GatheringProtocol

    PROTOCOL = GatheringProtocol


class Server:
    """
    Serves an ASGI application on 127.0.0.1; port 0 takes a free one.
    """

    def __init__(self, app: App, port: int = 0) -> None:
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
        except (OSError, OverflowError) as error:
            self._socket.close()
            raise Unusable(
                f"--port {port}: {HOST}:{port} cannot be had ({error}). Choose another."
            ) from None
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://{HOST}:{self.port}"
        config = uvicorn.Config(
            app,
            http=PROTOCOL,
            ws="none",
            log_config=None,
            access_log=False,
            lifespan="off",
            proxy_headers=False,
            server_header=False,
        )
        self._server = uvicorn.Server(config)
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
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])

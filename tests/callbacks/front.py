"""
The public address of a merchant, which a small reverse proxy stands for.
"""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from payconform.model import Request, Response

PEM = Path(__file__).parents[1] / "wire" / "certificates"
PATIENCE = 60  # seconds after which a subprocess is taken to be stuck


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def posted(port: int, target: str, body: bytes, headers: dict[str, str] | None = None) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("POST", target, body, headers or {})
        return connection.getresponse().status
    finally:
        connection.close()


class Front:
    """
    The public address, over TLS: leads what comes under /hooks to the port of a receiver. `lead`
    may be replaced by another way of handling a request. `plain` is where the simulator, which
    calls this machine only, finds it without TLS.
    """

    def __init__(self, port: int) -> None:
        self.port = port
        self.lead: Callable[[Request], Response] = self.onward
        self.cut = True
        self._servers = [self._serving(), self._serving()]
        ports = [one.server_address[1] for one in self._servers]
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM / "server.pem", PEM / "server.key")
        secured = self._servers[0]
        secured.socket = context.wrap_socket(
            secured.socket, server_side=True, do_handshake_on_connect=False
        )
        self.origin = f"https://127.0.0.1:{ports[0]}"
        self.plain = f"http://127.0.0.1:{ports[1]}"
        self.url = f"{self.origin}/hooks"
        self._threads = [
            threading.Thread(target=one.serve_forever, args=(0.02,)) for one in self._servers
        ]
        for thread in self._threads:
            thread.start()

    def onward(self, request: Request) -> Response:
        target = request.target.removeprefix("/hooks") if self.cut else request.target
        with suppress(OSError):
            return Response(posted(self.port, target, request.body, dict(request.headers)))
        return Response(502)

    def close(self) -> None:
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(PATIENCE)

    def _serving(self) -> ThreadingHTTPServer:
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                request = Request("POST", self.path, tuple(self.headers.items()), body)
                response = front.lead(request)
                self.send_response(response.status)
                for name, value in response.headers:
                    self.send_header(name, value)
                self.end_headers()

            def log_message(self, *unused: object) -> None:
                """Nobody reads it."""

        return ThreadingHTTPServer(("127.0.0.1", 0), Handler)

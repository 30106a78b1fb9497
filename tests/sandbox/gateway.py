"""
A company's way to a sandbox: a proxy that tunnels, and at its end TLS, a limit and another clock.
"""

import http.client
import ssl
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

PEM = Path(__file__).parents[1] / "wire" / "certificates"
HOST = "sandbox.payconform.invalid:443"
SOMEBODY_ELSES = 97  # of so many requests, one comes when others have used up the limit
HOP_BY_HOP = frozenset({"connection", "date", "server", "content-length"})


class Gateway:
    """
    Serves at `port` from the start. It forwards to one URL, `per_second` requests each second, and
    has `refused` the others: also, however slow they come, those that find the limit used up by
    somebody else.
    """

    def __init__(self, behind: str, per_second: int, now: Callable[[], float]) -> None:
        self._behind = urlsplit(behind)
        self._per_second = per_second
        self._now = now
        self._lock = threading.Lock()
        self._window, self._let_in, self._seen, self.refused = 0, 0, 0, 0
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(PEM / "server.pem", PEM / "server.key")
        passing: type[Passage] = type("Passing", (Passage,), {"gateway": self, "tls": tls})
        self._server = Connections(("127.0.0.1", 0), passing)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def admits(self) -> bool:
        """
        Whether one more request fits into this second.
        """
        with self._lock:
            second = int(time.monotonic())
            if second != self._window:
                self._window, self._let_in = second, 0
            self._let_in += 1
            self._seen += 1
            return self._let_in <= self._per_second and self._seen % SOMEBODY_ELSES != 0

    def date(self, ahead: float = 0.0) -> str:
        """
        The present as this gateway has it, or so many seconds later.
        """
        return format_datetime(datetime.fromtimestamp(self._now() + ahead, UTC), usegmt=True)

    def retry_after(self) -> str:
        """
        When to come back: in seconds and as a date, in turn.
        """
        self.refused += 1
        return "1" if self.refused % 2 else self.date(1)

    def close(self) -> None:
        """
        Serve no more.
        """
        self._server.shutdown()
        self._server.server_close()

    def connection(self) -> http.client.HTTPConnection:
        """
        A connection to what is behind.
        """
        return http.client.HTTPConnection(str(self._behind.hostname), self._behind.port or 80)


class Connections(ThreadingHTTPServer):
    """
    Connections that are left open do not keep the process.
    """

    daemon_threads = True
    block_on_close = False


class Passage(BaseHTTPRequestHandler):
    """
    One connection: a tunnel is asked for, and what goes through it is forwarded byte for byte.
    """

    gateway: Gateway
    tls: ssl.SSLContext
    protocol_version = "HTTP/1.1"
    wbufsize = -1  # an answer leaves in one piece
    onward: http.client.HTTPConnection | None = None

    def __getattr__(self, name: str) -> Callable[[], None]:
        if name.startswith("do_"):  # whatever the verb
            return self._forward
        raise AttributeError(name)

    def do_CONNECT(self) -> None:
        if self.path != HOST:
            return self._answer(403, {}, b"this proxy leads to one place")
        self.send_response_only(200)
        self.end_headers()
        self.wfile.flush()
        try:
            self.request = self.tls.wrap_socket(self.connection, server_side=True)
        except OSError:  # the client does not believe us
            self.close_connection = True
            return None
        self.setup()
        self.close_connection = False
        return None

    def log_message(self, *unused: object) -> None:
        return

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if not isinstance(self.connection, ssl.SSLSocket):
            return self._answer(403, {}, b"only tunnels")
        if not self.gateway.admits():
            told = {"Retry-After": self.gateway.retry_after(), "Content-Type": "text/plain"}
            return self._answer(429, told, b"slow down")
        self.onward = self.onward or self.gateway.connection()
        self.onward.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            self.onward.putheader(name, value.encode("latin-1"))
        self.onward.endheaders(body or None)
        answer = self.onward.getresponse()
        content = answer.read()
        kept = {name: value for name, value in answer.getheaders() if name not in HOP_BY_HOP}
        return self._answer(answer.status, kept, content)

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response_only(status)
        own = {
            "Date": self.gateway.date(),
            "Server": "gate/1.0",
            "Via": "1.1 gate.payconform.invalid",
            "Content-Length": str(len(body)),
        }
        for name, value in (headers | own).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

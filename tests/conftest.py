"""
What the tests of several floors stand on: raw sockets that misbehave, and exchanges made by hand.
"""

import socket
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from payconform.model import Exchange, Headers, Request, Response

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Listener:
    """
    A TCP server on a free port; `serve` gets each connection, and `over` is set when it should end.
    """

    def __init__(self, serve: Callable[[socket.socket, "Listener"], None]) -> None:
        self._serve = serve
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]
        self._clients: list[socket.socket] = []
        self.port: int = self._socket.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.over = threading.Event()
        self.heard: list[bytes] = []
        self.connections = 0
        self._threads[0].start()

    def request(self, client: socket.socket) -> bytes:
        """
        One whole request, which is then in `heard`; empty where the client has gone.
        """
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = client.recv(65536)
            if not chunk:
                return b""
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line.partition(b":")[2])
        while len(body) < length:
            chunk = client.recv(65536)
            if not chunk:
                return b""
            body += chunk
        self.heard.append(head + b"\r\n\r\n" + body)
        return self.heard[-1]

    def close(self) -> None:
        self.over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        for client in self._clients:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # already gone
        for thread in self._threads:
            thread.join(10)
            assert not thread.is_alive(), "a listener's thread does not end"
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            self._clients.append(client)
            thread = threading.Thread(target=self._talk, args=(client,))
            self._threads.append(thread)
            thread.start()

    def _talk(self, client: socket.socket) -> None:
        with client:
            try:
                self._serve(client, self)
            except OSError:
                return  # the other side has had enough


Listen = Callable[[Callable[[socket.socket, Listener], None]], Listener]


@pytest.fixture
def listen() -> Iterator[Listen]:
    """
    Starts listeners, and ends them with their threads.
    """
    started: list[Listener] = []

    def start(serve: Callable[[socket.socket, Listener], None]) -> Listener:
        started.append(Listener(serve))
        return started[-1]

    yield start
    for listener in started:
        listener.close()


@pytest.fixture
def answering(listen: Listen) -> Callable[..., Listener]:
    """
    A listener that gives these answers, one a request, in turn; the last one for ever.
    """

    def start(*answers: bytes) -> Listener:
        left = list(answers or (OK,))

        def serve(client: socket.socket, listener: Listener) -> None:
            while listener.request(client):
                client.sendall(left[0])
                if len(left) > 1:
                    left.pop(0)

        return listen(serve)

    return start


@pytest.fixture
def hurried() -> Iterator[None]:
    """
    Threads that give way to each other as often as they can.
    """
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.fixture
def exchange() -> Callable[..., Exchange]:
    """
    Makes an exchange by hand: outbound with an answer, unless told otherwise.
    """

    def make(
        status: int = 200,
        body: bytes = b"",
        headers: Headers = (),
        *,
        request: Request | None = None,
        answered: bool = True,
        inbound: bool = False,
    ) -> Exchange:
        return Exchange(
            "x00001",
            "inbound" if inbound else "outbound",
            "createQr",
            "http://127.0.0.1:1",
            request or Request("POST", "/v2/mia/qr"),
            Response(status, headers, body) if answered else None,
            None if answered else "no connection",
            datetime(2026, 1, 2, tzinfo=UTC),
            0.25,
        )

    return make

import asyncio
import socket
import threading
from collections.abc import Callable

import pytest

from payconform.errors import Unusable
from payconform.model import Request, Response
from payconform.wire.asgi import asgi
from payconform.wire.server import Server
from payconform.wire.transport import Transport


def echo(request: Request) -> Response:
    """
    Answers with everything it has heard.
    """
    heard = f"{request.method} {request.target}".encode("latin-1")
    headers = tuple((name, value) for name, value in request.headers if name == "x-tea")
    return Response(299, (*headers, ("X-Tea", "\xe9")), heard + b"|" + request.body)


async def brew(request: Request) -> Response:
    return Response(200, (), b"slowly")


def test_a_server_answers_from_the_moment_it_has_started(
    transport: Callable[..., Transport],
) -> None:
    server = Server(asgi(echo)).start()
    try:
        made = transport(server.url).send(
            "tea", Request("POST", "/a%2Fb?c=%20", (("X-Tea", "ţ"),), b"\x00\xff")
        )
    finally:
        server.stop()
    assert made.response is not None, made.failure
    assert made.response.status == 299
    assert made.response.body == b"POST /a%2Fb?c=%20|\x00\xff"
    teas = [value for name, value in made.response.headers if name.lower() == "x-tea"]
    assert teas == ["\xc5\xa3", "\xe9"]


def test_a_handler_may_take_its_time(transport: Callable[..., Transport]) -> None:
    server = Server(asgi(brew)).start()
    try:
        made = transport(server.url).send("tea", Request("GET", "/"))
    finally:
        server.stop()
    assert made.response is not None
    assert made.response.body == b"slowly"


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Unusable, match=rf"--port {port}: 127\.0\.0\.1:{port} cannot be had"):
            Server(asgi(echo), port)


def test_a_port_that_is_none_is_told() -> None:
    with pytest.raises(Unusable, match="--port 65536: "):
        Server(asgi(echo), 65536)


def test_a_stopped_server_leaves_no_thread_and_no_port() -> None:
    before = set(threading.enumerate())
    server = Server(asgi(echo)).start()
    server.stop()
    assert set(threading.enumerate()) <= before
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port))


def test_a_stopped_server_closes_what_is_idle() -> None:
    server = Server(asgi(echo)).start()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as client:
        client.sendall(b"GET /tea HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 299")
        server.stop()
        assert client.recv(65536) == b""


def test_a_stopped_server_finishes_its_answers(transport: Callable[..., Transport]) -> None:
    brewing = threading.Event()

    async def slowly(request: Request) -> Response:
        brewing.set()
        await asyncio.sleep(0.3)
        return Response(200, (), b"tea")

    server = Server(asgi(slowly)).start()
    stopping = threading.Thread(target=lambda: brewing.wait(10) and server.stop())
    stopping.start()
    made = transport(server.url).send("tea", Request("GET", "/"))
    stopping.join(10)
    assert made.response is not None, made.failure
    assert made.response.body == b"tea"
    assert not stopping.is_alive()


def test_a_server_may_be_stopped_twice() -> None:
    server = Server(asgi(echo)).start()
    server.stop()
    server.stop()

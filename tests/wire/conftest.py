"""
Transports to listeners, in clear or along a route, closed at the end of the test.
"""

import socket
import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.world import World

from payconform.config import Http, TargetSettings, published
from payconform.model import Request
from payconform.wire.allowlist import AllowList, LoopbackOnly, for_target
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.route import Route
from payconform.wire.socket import Guard
from payconform.wire.transport import Transport

Open = Callable[..., Transport]
GET = Request("GET", "/")
PEM = Path(__file__).parent / "certificates"
HOST = "sandbox.payconform.invalid"  # reached through the proxy only: no DNS knows it


def settings(url: str = f"https://{HOST}", **http: Any) -> TargetSettings:
    return TargetSettings("maib", "x", url, "sandbox", published("maib"), http=Http(**http))


@pytest.fixture
def transport() -> Iterator[Open]:
    opened: list[Transport] = []

    def make(
        url: str,
        *,
        seconds: float = 20.0,
        guard: Guard | None = None,
        recorder: Recorder | None = None,
    ) -> Transport:
        opened.append(
            Transport(
                url,
                guard or LoopbackOnly(),
                recorder or Recorder(Redactor()),
                Pace(),
                seconds=seconds,
            )
        )
        return opened[-1]

    yield make
    for one in opened:
        one.close()


@pytest.fixture
def encrypted(listen: Any) -> Callable[..., Any]:
    """
    Listeners that answer over TLS; `asking` for a client's certificate, if they are told to.
    """

    def start(certificate: str = "server.pem", *, asking: bool = False) -> Any:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(PEM / certificate, PEM / "server.key")
        if asking:
            context.load_verify_locations(PEM / "ca.pem")
            context.verify_mode = ssl.CERT_REQUIRED

        def serve(client: socket.socket, listener: Any) -> None:
            with context.wrap_socket(client, server_side=True) as wrapped:
                while listener.request(wrapped):
                    wrapped.sendall(OK)

        return listen(serve)

    return start


@pytest.fixture
def through() -> Iterator[Callable[..., Transport]]:
    """
    Opens transports along a route.
    """
    opened: list[Transport] = []

    def make(url: str, route: Route, guard: AllowList | None = None) -> Transport:
        guard = guard or for_target(url, frozenset(), proxy=route.proxy)
        opened.append(Transport(url, guard, Recorder(Redactor()), Pace(), route=route))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()


@pytest.fixture
def world(answering: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    made = World(answering(OK))
    monkeypatch.setattr(socket, "getaddrinfo", made.look_up)
    return made

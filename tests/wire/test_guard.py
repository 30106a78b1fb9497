"""
The guard is asked before a connection is made, and for the host that it leads to.
"""

import socket
from collections.abc import Iterable
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open
from tests.wire.peers import DEADLINE

from payconform.errors import TargetForbidden
from payconform.model import Request
from payconform.wire.allowlist import AllowList
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.socket import GuardedSocket


@pytest.fixture
def ear() -> Any:
    """
    A socket that listens and accepts nothing: what connects to it can be counted afterwards.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def test_a_guard_that_refuses_lets_no_byte_out(ear: socket.socket, transport: Open) -> None:
    written: list[object] = []
    port = ear.getsockname()[1]
    refusing = AllowList(frozenset({("127.0.0.1", port + 1), ("localhost", port)}))
    recorder = Recorder(Redactor(), written.append)
    sender = transport(f"http://127.0.0.1:{port}", guard=refusing, recorder=recorder)
    with pytest.raises(TargetForbidden, match="nothing was sent"):
        sender.send("tea", Request("POST", "/", (("A", "hunter2"),), b"hunter2"))
    with pytest.raises(BlockingIOError):
        ear.accept()
    assert written == []


def test_a_guard_that_allows_lets_a_connection_out(ear: socket.socket, transport: Open) -> None:
    port = ear.getsockname()[1]
    allowing = AllowList(frozenset({("127.0.0.1", port)}))
    sender = transport(f"http://127.0.0.1:{port}", guard=allowing, seconds=DEADLINE)
    assert sender.send("tea", GET).failure == "no complete answer in time"
    client, _ = ear.accept()
    with client:
        assert client.recv(100).startswith(b"GET / HTTP/1.1\r\n")


def test_a_guard_is_asked_for_the_host_that_is_connected_to(answering: Any) -> None:
    """
    A Host header, a URL in the request line: nothing moves a request to another machine.
    """
    asked: list[tuple[str, int]] = []
    seen: set[str] = set()

    class Guard:
        def check(self, host: str, port: int) -> None:
            asked.append((host, port))

        def check_request(self, host: str, port: int, named: Iterable[str]) -> None:
            self.check(host, port)
            seen.update(named)

    listener = answering(OK)
    request = Request("GET", "http://evil.invalid/", (("Host", "evil.invalid"),))
    sender = GuardedSocket(listener.url, Guard(), 20)
    assert sender.send(request).status == 200
    sender.close()
    assert set(asked) == {("127.0.0.1", listener.port)}
    assert "evil.invalid" in seen

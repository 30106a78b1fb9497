"""
Where a target cannot be reached or hangs up, the reason is told, and nothing is sent twice.
"""

import contextlib
import socket
from typing import Any

import pytest
from tests.conftest import OK
from tests.wire.conftest import GET, Open
from tests.wire.peers import DEADLINE, dripping_its_body, hanging, resetting, resetting_in_its_body

from payconform.model import Request
from payconform.wire.allowlist import AllowList
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor


def test_a_port_where_nobody_listens_is_no_connection(transport: Open) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        made = transport(f"http://127.0.0.1:{unheard.getsockname()[1]}").send("tea", GET)
    assert made.failure == "no connection"


def test_a_full_queue_is_no_connection_in_time(transport: Open) -> None:
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(8):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        url = f"http://127.0.0.1:{full.getsockname()[1]}"
        made = transport(url, seconds=DEADLINE).send("tea", GET)
    assert made.failure == "no connection in time"


def test_a_name_that_is_none_is_no_connection(transport: Open) -> None:
    guard = AllowList(frozenset({("tea.invalid", 80)}))
    made = transport("http://tea.invalid", guard=guard).send("tea", GET)
    assert made.failure == "no connection"


@pytest.mark.parametrize("url", ["http://256.1.1.1", "http://[v1.a]", "http://127.0.0.1:80:80"])
def test_an_address_that_is_none_is_no_connection(url: str, transport: Open) -> None:
    assert transport(url).send("tea", GET).failure == "no connection"


@pytest.mark.parametrize("serve", [resetting, resetting_in_its_body])
def test_a_reset_is_a_dropped_connection(serve: Any, listen: Any, transport: Open) -> None:
    assert transport(listen(serve).url).send("tea", GET).failure == "the connection was dropped"


def test_every_request_is_recorded_with_its_failure(listen: Any, transport: Open) -> None:
    written: list[dict[str, Any]] = []
    recorder = Recorder(Redactor(), written.append)
    transport(listen(resetting).url, recorder=recorder).send("tea", GET)
    assert [(one["id"], one["operation"], one["failure"]) for one in written] == [
        ("x00001", "tea", "the connection was dropped")
    ]


FAILING = [resetting, hanging, dripping_its_body, resetting_in_its_body]


@pytest.mark.parametrize("serve", FAILING)
def test_nothing_is_sent_twice(serve: Any, listen: Any, transport: Open) -> None:
    listener = listen(serve)
    transport(listener.url, seconds=DEADLINE).send("tea", Request("POST", "/", (), b"{}"))
    assert len(listener.heard) == 1


@pytest.mark.parametrize("serve", FAILING)
def test_after_a_failure_the_next_request_goes_out(
    serve: Any, listen: Any, transport: Open
) -> None:
    def failing_once(client: socket.socket, listener: Any) -> None:
        if listener.connections == 1:
            serve(client, listener)
        elif listener.request(client):
            client.sendall(OK)

    sender = transport(listen(failing_once).url, seconds=DEADLINE)
    assert sender.send("tea", GET).response is None
    assert sender.send("tea", GET).response is not None

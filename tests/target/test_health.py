"""
Silence is told with its reason, and what tells of no health is counted.
"""

import socket
from typing import Any

import pytest
from tests.conftest import OK
from tests.target.conftest import READ, Make

from payconform.errors import Blocked, TargetSilent
from payconform.model import unsigned


def silent(client: socket.socket, listener: Any) -> None:
    listener.request(client)


def test_silence_is_told_with_the_operation_and_the_reason(listen: Any, target: Make) -> None:
    listener = listen(silent)
    expected = r"^getQr: the answer is not HTTP, or was cut short$"
    with pytest.raises(TargetSilent, match=expected):
        target(listener.url).send(READ, unsigned)
    assert len(listener.heard) == 1


def test_a_target_that_hangs_is_silent(listen: Any, target: Make) -> None:
    listener = listen(lambda client, listener: listener.over.wait())
    with pytest.raises(TargetSilent, match="no complete answer in time"):
        target(listener.url, seconds=0.2).send(READ, unsigned)


def test_unhealthy_in_a_row_are_counted(listen: Any, target: Make) -> None:
    def third_time_lucky(client: socket.socket, listener: Any) -> None:
        if listener.request(client) and len(listener.heard) == 3:
            client.sendall(OK)

    made = target(listen(third_time_lucky).url)
    counted = []
    for _ in range(2):
        with pytest.raises(TargetSilent):
            made.send(READ, unsigned)
        counted.append(made.unhealthy)
    made.send(READ, unsigned)
    assert [*counted, made.unhealthy] == [1, 2, 0]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_gateway_that_finds_nobody_tells_of_no_health(
    status: int, answering: Any, target: Make
) -> None:
    ill = f"HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n".encode()
    made = target(answering(ill, ill, OK).url)
    counted = []
    for _ in range(3):
        made.send(READ, unsigned)
        counted.append(made.unhealthy)
    assert counted == [1, 2, 0]


def test_a_target_that_stays_busy_tells_of_no_health(
    answering: Any, target: Make, slept: list[float]
) -> None:
    busy = b"HTTP/1.1 429 X\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"
    made = target(answering(*[busy] * 6, OK).url)
    counted = []
    for _ in range(2):
        with pytest.raises(Blocked):
            made.send(READ, unsigned)
        counted.append(made.unhealthy)
    made.send(READ, unsigned)
    assert [*counted, made.unhealthy] == [1, 2, 0]
    assert len(slept) > 0

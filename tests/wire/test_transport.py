from collections.abc import Callable
from typing import Any

import pytest

from payconform.errors import CeilingReached
from payconform.model import Request
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

GET, POST = Request("GET", "/"), Request("POST", "/", (), b"{}")


@pytest.fixture
def slept() -> list[float]:
    return []


@pytest.fixture
def paced(slept: list[float]) -> Any:
    """
    Opens transports that keep a pace, in time that only sleeping moves.
    """
    opened: list[Transport] = []

    def make(url: str, per_second: float | None = None, writes: int | None = None) -> Transport:
        pace = Pace(per_second, writes, lambda: 1000.0 + sum(slept), slept.append)
        opened.append(Transport(url, LoopbackOnly(), Recorder(Redactor()), pace))
        return opened[-1]

    yield make
    for transport in opened:
        transport.close()


def test_requests_keep_the_pace(
    answering: Any, paced: Callable[..., Transport], slept: list[float]
) -> None:
    transport = paced(answering().url, per_second=4)
    for _ in range(3):
        transport.send("tea", GET)
    assert slept == [0.25, 0.25]


def test_a_target_that_asks_for_time_gets_it(
    answering: Any, paced: Callable[..., Transport], slept: list[float]
) -> None:
    transport = paced(answering().url)
    transport.hold(7)
    transport.send("tea", GET)
    assert slept == [7]


def test_a_write_beyond_the_ceiling_is_not_sent(
    answering: Any, paced: Callable[..., Transport]
) -> None:
    listener = answering()
    transport = paced(listener.url, writes=1)
    transport.send("tea", POST)
    with pytest.raises(CeilingReached):
        transport.send("tea", POST)
    assert len(listener.heard) == 1


def test_a_run_may_clean_up_beyond_its_ceiling(
    answering: Any, paced: Callable[..., Transport]
) -> None:
    listener = answering()
    transport = paced(listener.url, writes=1)
    transport.send("tea", POST)
    transport.lift_ceiling()
    transport.send("tea", POST)
    assert len(listener.heard) == 2


def test_an_exchange_shows_where_it_went(answering: Any) -> None:
    listener = answering()
    recorder = Recorder(Redactor())
    plain = Transport(listener.url, LoopbackOnly(), recorder, Pace())
    named = Transport(listener.url, LoopbackOnly(), recorder, Pace(), shown_as="‹TEA_URL›")
    urls = [one.send("tea", GET).url for one in (plain, named)]
    plain.close()
    named.close()
    assert urls == [listener.url, "‹TEA_URL›"]


def test_an_exchange_knows_how_long_it_took(
    answering: Any, paced: Callable[..., Transport]
) -> None:
    made = paced(answering().url).send("tea", GET)
    assert 0 < made.seconds < 20
    assert made.direction == "outbound"
    assert made.operation == "tea"

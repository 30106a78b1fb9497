"""
Calls at the same moment: each over a connection of its own, with every guarantee of `send`.
"""

import json
import random
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from payconform.catalog import Slice
from payconform.config import published
from payconform.errors import Blocked, CeilingReached, TargetForbidden, TargetSilent
from payconform.model import Call, Exchange, Request
from payconform.target import Target
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.socket import Guard
from payconform.wire.transport import Transport

READ = Call("getQr", path={"qrId": "a"})
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BUSY = b"HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n"
SAID_BUSY = r"^createQr: the target answers 429, asking for fewer requests$"
TOGETHER = 10  # seconds in which the requests of a race come together on any machine


class Signer:
    """
    A merchant that notes when it signs and what it is shown.
    """

    def __init__(self) -> None:
        self.happened: list[str] = []

    def __call__(self, request: Request) -> Request:
        self.happened.append("signed")
        return replace(request, headers=(*request.headers, ("X-Sign", "ed")))

    def notice(self, exchange: Exchange) -> None:
        self.happened.append(exchange.id)


class Racer:
    """
    A merchant of maib on a listener, and what its calls leave behind.
    """

    def __init__(self, maib: Slice, url: str, guard: Guard, pace: Pace) -> None:
        self.written: list[dict[str, Any]] = []
        self.recorder = Recorder(Redactor(), self.written.append)
        self.transport = Transport(url, guard, self.recorder, pace, seconds=20)
        chance = random.Random(1)  # noqa: S311
        self.target = Target(maib, self.transport, published("maib"), frozenset(), chance)
        self.signer = Signer()
        self.target._identity = self.signer


@pytest.fixture
def racer(maib: Slice) -> Iterator[Callable[..., Racer]]:
    opened: list[Racer] = []

    def make(url: str, guard: Guard | None = None, pace: Pace | None = None) -> Racer:
        opened.append(Racer(maib, url, guard or LoopbackOnly(), pace or Pace()))
        return opened[-1]

    yield make
    for one in opened:
        one.transport.close()


def meeting(calls: int) -> Callable[[socket.socket, Any], None]:
    """
    Answers no request before all are there, each with its own body.
    """
    together = threading.Barrier(calls, timeout=TOGETHER)

    def serve(client: socket.socket, listener: Any) -> None:
        while heard := listener.request(client):
            together.wait()
            body = heard.partition(b"\r\n\r\n")[2]
            client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))

    return serve


def numbered(calls: int) -> list[Call]:
    return [Call("createQr", body={"number": number}) for number in range(calls)]


# --- at the same moment ---


@pytest.mark.parametrize("calls", [1, 2, 12])
def test_all_are_under_way_at_once_and_come_back_in_order(
    calls: int, listen: Any, racer: Callable[..., Racer]
) -> None:
    listener = listen(meeting(calls))
    exchanges = racer(listener.url).target.race(numbered(calls))
    answers = [json.loads(one.response.body) for one in exchanges if one.response]
    assert answers == [{"number": number} for number in range(calls)]
    assert listener.connections == calls


def test_a_kept_connection_is_not_used(listen: Any, racer: Callable[..., Racer]) -> None:
    listener = listen(meeting(1))
    target = racer(listener.url).target
    target.send(READ)
    target.race([READ])
    target.send(READ)
    assert listener.connections == 2


def test_nothing_is_sent_before_every_connection_is_open(
    answering: Any, racer: Callable[..., Racer]
) -> None:
    listener = answering(OK)
    heard: list[int] = []
    one_by_one = threading.Lock()

    class Slow:
        def check(self, host: str, port: int) -> None:
            with one_by_one:
                if heard:
                    listener.over.wait(0.2)  # whoever does not wait for the second has sent by now
                heard.append(len(listener.heard))

        def check_request(self, *unused: object) -> None:
            pass

    racer(listener.url, Slow()).target.race([READ, READ])
    assert heard == [0, 0]


def test_all_are_signed_before_the_first_is_sent_and_noticed_after_the_last_is_back(
    listen: Any, racer: Callable[..., Racer]
) -> None:
    one = racer(listen(meeting(2)).url)
    exchanges = one.target.race([READ, READ])
    assert one.signer.happened == ["signed", "signed", exchanges[0].id, exchanges[1].id]
    assert [made.request.header("x-sign") for made in exchanges] == ["ed", "ed"]


def test_a_token_is_asked_for_before_the_race(answering: Any, target: Any) -> None:
    token = b'{"result": {"accessToken": "a.b.c", "expiresIn": 300}, "ok": true}'
    listener = answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(token), token))
    target(listener.url).race([READ, READ])
    asked = [heard.partition(b" HTTP")[0] for heard in listener.heard]
    assert asked == [b"POST /v2/auth/token", b"GET /v2/mia/qr/a", b"GET /v2/mia/qr/a"]


# --- what is kept of them ---


def test_each_is_recorded_once_and_heard_by_all(listen: Any, racer: Callable[..., Racer]) -> None:
    one = racer(listen(meeting(5)).url)
    with one.recorder.listening() as outer, one.recorder.listening() as inner:
        exchanges = one.target.race(numbered(5))
    ids = [exchange.id for exchange in exchanges]
    assert ids == ["x00001", "x00002", "x00003", "x00004", "x00005"]
    for kept in (outer, inner, [record["id"] for record in one.written]):
        assert sorted(kept) == ids
    assert [one.recorder.find(number) for number in ids] == exchanges


# --- the pace ---


def test_a_race_takes_the_turns_of_all_its_calls(
    listen: Any, racer: Callable[..., Racer], slept: list[float]
) -> None:
    pace = Pace(2, clock=lambda: 1000.0 + sum(slept), sleep=slept.append)
    target = racer(listen(meeting(2)).url, pace=pace).target
    target.race([READ, READ])
    target.race([READ, READ])
    assert slept == [0.5, 1.0]


def test_a_race_beyond_the_ceiling_of_writes_sends_nothing(
    listen: Any, racer: Callable[..., Racer]
) -> None:
    listener = listen(meeting(2))
    target = racer(listener.url, pace=Pace(max_writes=3)).target
    target.race(numbered(2))
    with pytest.raises(CeilingReached):
        target.race(numbered(2))
    target.race([READ, READ])
    assert len(listener.heard) == 4


def test_a_target_that_asks_for_time_gets_it_and_no_call_again(
    listen: Any, racer: Callable[..., Racer], slept: list[float]
) -> None:
    def busy_once(client: socket.socket, listener: Any) -> None:
        while heard := listener.request(client):
            client.sendall(BUSY if b'"number": 0' in heard else OK)

    listener = listen(busy_once)
    pace = Pace(clock=lambda: 1000.0 + sum(slept), sleep=slept.append)
    target = racer(listener.url, pace=pace).target
    with pytest.raises(Blocked, match=SAID_BUSY):
        target.race(numbered(2))
    assert len(listener.heard) == 2
    target.send(READ)
    assert slept == [7]


# --- silence ---


def test_a_missing_answer_is_told_when_the_others_are_back(
    listen: Any, racer: Callable[..., Racer]
) -> None:
    def answering_one(client: socket.socket, listener: Any) -> None:
        if b'"number": 1' in listener.request(client):
            client.sendall(OK)

    one = racer(listen(answering_one).url)
    with pytest.raises(TargetSilent, match=r"^createQr: the answer is not HTTP"):
        one.target.race(numbered(3))
    assert one.target.unhealthy == 1
    assert sorted(record["id"] for record in one.written) == ["x00001", "x00002", "x00003"]
    assert one.signer.happened == ["signed", "signed", "signed", "x00002"]


def test_where_nobody_listens_everybody_is_told(racer: Callable[..., Racer]) -> None:
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        one = racer(f"http://127.0.0.1:{unheard.getsockname()[1]}")
        with pytest.raises(TargetSilent, match=r"^getQr: no connection$"):
            one.target.race([READ, READ])
    assert [record["failure"] for record in one.written] == ["no connection"] * 2


def test_a_guard_that_refuses_one_holds_up_no_other(
    answering: Any, racer: Callable[..., Racer]
) -> None:
    asked = iter(range(3))

    class OneOnly:
        def check(self, host: str, port: int) -> None:
            if next(asked):
                raise TargetForbidden("not there")

        def check_request(self, *unused: object) -> None:
            pass

    listener = answering(OK)
    one = racer(listener.url, OneOnly())
    with pytest.raises(TargetForbidden):
        one.target.race([READ, READ, READ])
    assert len(listener.heard) == len(one.written) == 1


def test_a_call_that_cannot_be_sent_holds_up_no_other(
    answering: Any, racer: Callable[..., Racer]
) -> None:
    listener = answering(OK)
    one = racer(listener.url)
    with pytest.raises(TargetSilent, match=r"^getQr: the request cannot be sent"):
        one.target.race([replace(READ, headers={"A": "b\r\nC: d"}), READ])
    assert len(listener.heard) == 1

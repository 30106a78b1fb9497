"""
What befalls answers: as a client sees it, and what the simulator has done by then.
"""

import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from payconform.model import Response
from payconform.simulator.engine import Behaviour
from payconform.simulator.serving import Simulator
from payconform.simulator.visit import Visit
from payconform.spec.openapi import Operation
from payconform.spec.rules import Rulebook


def brew(visit: Visit) -> Response:
    visit.session.state["pots"] = visit.session.state.get("pots", 0) + 1
    return Response(200, (), b"tea")


def behaviour() -> Behaviour:
    operations = [
        Operation("brew", "POST", "/brew", {}, {}),
        Operation("count", "GET", "/", {}, {}),
    ]
    return Behaviour(
        rules=Rulebook("tea", "Tea", (), ()),
        operations={operation.id: operation for operation in operations},
        handlers={
            "brew": brew,
            "count": lambda visit: Response(200, (), b"%d" % visit.session.state.get("pots", 0)),
        },
        steps=(),
        unrouted=lambda visit: Response(404),
        identify=lambda request: request.header("x-guest"),
        account=lambda credentials: credentials["guest"],
        mint=lambda nonce: {"guest": nonce()},
        state=dict,
        conditions={"cold": lambda visit: Response(500, (), b"cold")},
    )


class Guest:
    """
    Somebody at a simulator, on time of its own.
    """

    def __init__(self, url: str) -> None:
        self._url = url
        self._name = httpx.post(f"{url}/_payconform/sessions").json()["session"]

    def control(self, deed: str, **asked: Any) -> httpx.Response:
        return httpx.post(f"{self._url}/_payconform/sessions/{self._name}/{deed}", json=asked)

    def waiting(self) -> int:
        said = httpx.get(f"{self._url}/_payconform/sessions/{self._name}").json()
        return int(said["waiting"])

    def brew(self, seconds: float = 20.0) -> str:
        headers = {"X-Guest": self._name}
        return httpx.post(f"{self._url}/brew", headers=headers, timeout=seconds).text

    def pots(self) -> int:
        return int(httpx.get(self._url, headers={"X-Guest": self._name}).text)


@pytest.fixture
def serving() -> Iterator[Simulator]:
    simulator = Simulator(behaviour(), {"guest": "standing"}).start()
    yield simulator
    simulator.stop()


@pytest.fixture
def guest(serving: Simulator) -> Guest:
    return Guest(serving.url)


@pytest.mark.parametrize(("condition", "pots"), [("dropped", 0), ("dropped_after_effect", 1)])
def test_a_dropped_connection(guest: Guest, condition: str, pots: int) -> None:
    guest.control("conditions", condition=condition, operation="brew")
    with pytest.raises(httpx.RemoteProtocolError):
        guest.brew()
    assert guest.pots() == pots
    assert guest.brew() == "tea"


def test_a_failure_after_the_effect(guest: Guest) -> None:
    guest.control("conditions", condition="cold_after_effect", operation="brew")
    assert guest.brew() == "cold"
    assert guest.pots() == 1


def test_a_late_answer_comes_when_its_time_has_passed(guest: Guest) -> None:
    guest.control("conditions", condition="late", operation="brew", seconds=5)
    answers: list[str] = []
    waiting = threading.Thread(target=lambda: answers.append(guest.brew()))
    waiting.start()
    until_met(guest)
    assert guest.pots() == 1
    guest.control("clock", advance=4)
    assert guest.pots() == 1
    assert answers == []
    guest.control("clock", advance=1)
    waiting.join(10)
    assert answers == ["tea"]


def test_a_late_answer_that_nobody_waits_for(guest: Guest) -> None:
    guest.control("conditions", condition="late", operation="brew")
    with pytest.raises(httpx.ReadTimeout):
        guest.brew(seconds=0.2)
    assert guest.pots() == 1
    assert guest.brew() == "tea"


def test_a_late_answer_does_not_hold_up_the_end(serving: Simulator, guest: Guest) -> None:
    guest.control("conditions", condition="late", operation="brew")
    told: list[type[Exception]] = []

    def ask() -> None:
        try:
            guest.brew()
        except httpx.HTTPError as error:
            told.append(type(error))

    waiting = threading.Thread(target=ask)
    waiting.start()
    until_met(guest)
    serving.stop()
    waiting.join(10)
    assert told == [httpx.RemoteProtocolError]


def test_time_that_passes_by_itself_brings_a_late_answer(serving: Simulator) -> None:
    standing = f"{serving.url}/_payconform/sessions/standing/conditions"
    httpx.post(standing, json={"condition": "late", "seconds": 0.05})
    answer = httpx.post(f"{serving.url}/brew", headers={"X-Guest": "standing"})
    assert answer.text == "tea"


def test_a_mishap_meets_as_many_calls_as_it_is_told_to(guest: Guest) -> None:
    guest.control("conditions", condition="cold_after_effect", times=2)
    assert guest.waiting() == 1
    assert [guest.brew() for _ in range(3)] == ["cold", "cold", "tea"]
    assert guest.waiting() == 0


def test_what_is_not_known_is_refused(serving: Simulator, guest: Guest) -> None:
    said = guest.control("conditions", condition="hot").json()
    names = ["cold", "cold_after_effect", "dropped", "dropped_after_effect", "late"]
    assert said == {"problem": f"no condition hot; there are {', '.join(names)}"}
    assert httpx.get(f"{serving.url}/_payconform/").json()["conditions"] == names
    assert guest.control("conditions", condition="late", seconds=-1).status_code == 400


def until_met(guest: Guest) -> None:
    """
    Wait until nothing lies in wait for a guest any more.
    """
    assert any(guest.waiting() == 0 for _ in range(2000))

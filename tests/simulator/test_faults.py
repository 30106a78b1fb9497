"""
Faults that yield between what they read and what they write, beside those that do not.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace

import pytest

from payconform.model import Request, Response
from payconform.simulator import faults as catalogue
from payconform.simulator.clock import VirtualClock
from payconform.simulator.engine import Behaviour, Engine
from payconform.simulator.faults import Faults, Later, Proceed, met
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit
from payconform.spec.openapi import Operation
from payconform.spec.rules import Rulebook

FAULTS = Faults()
RULE = "TEA-BREW-01"


def brew(visit: Visit) -> Response:
    """
    One pot a session; whoever asks later gets none.
    """
    visit.session.state["pots"] = visit.session.state.get("pots", 0) + 1
    return Response(200 if visit.session.state["pots"] == 1 else 409, (), visit.request.body)


@FAULTS.yielding(RULE, "brew")
async def two_pots_at_once(visit: Visit, proceed: Later) -> Response:
    as_it_was = dict(visit.session.state)
    await met(visit)
    visit.session.state.clear()
    visit.session.state.update(as_it_was)
    return await proceed(visit)


@FAULTS.yielding(RULE)
async def an_answer_is_late(visit: Visit, proceed: Later) -> Response:
    await asyncio.sleep(0)
    assert isinstance(visit.session.clock, VirtualClock)
    visit.session.clock.advance(60)
    response = await proceed(visit)
    return replace(response, body=response.body + b", late")


@FAULTS.yielding(RULE)
async def an_answer_is_sweet(visit: Visit, proceed: Later) -> Response:
    response = await proceed(visit)
    return replace(response, body=response.body + b", sweet")


@FAULTS.answering(RULE)
def an_answer_is_cold(visit: Visit, proceed: Proceed) -> Response:
    response = proceed(visit)
    return replace(response, body=response.body + b", cold")


def behaviour() -> Behaviour:
    operations = [Operation(name, "POST", f"/{name}", {}, {}) for name in ("brew", "pour")]
    return Behaviour(
        rules=Rulebook("tea", "Tea", (), ()),
        operations={operation.id: operation for operation in operations},
        handlers={"brew": brew, "pour": lambda visit: Response(200, (), visit.request.body)},
        steps=(),
        unrouted=lambda visit: Response(404),
        identify=lambda request: request.header("x-guest"),
        account=lambda credentials: credentials["guest"],
        mint=lambda nonce: {"guest": nonce()},
        state=dict,
        faults=FAULTS,
    )


class House:
    """
    An engine with one guest, to whom it lies as it is told to.
    """

    def __init__(self, *lies: str) -> None:
        self.engine = Engine(behaviour())
        known = {fault.id: fault for fault in FAULTS}
        lying = [known[lie] for lie in lies]
        self.session: Session = self.engine.mint(VirtualClock(1000.0), "", {}, lying)

    def ask(self, path: str = "/brew", body: bytes = b"tea") -> Response | Awaitable[Response]:
        guest = self.session.credentials["guest"]
        return self.engine(Request("POST", path, (("X-Guest", guest),), body))

    async def later(self, path: str = "/brew") -> Response:
        answer = self.ask(path)
        assert not isinstance(answer, Response)
        return await answer

    def at_once(self, *paths: str) -> list[Response]:
        async def all_of_them() -> list[Response]:
            return await asyncio.gather(*map(self.later, paths))

        return asyncio.run(all_of_them())


def test_the_honest_answer_at_once() -> None:
    house = House()
    answers = [house.ask(), house.ask()]
    assert [isinstance(answer, Response) and answer.status for answer in answers] == [200, 409]
    assert house.session.requests == 2


def test_a_fault_that_does_not_yield_answers_at_once() -> None:
    assert House("an_answer_is_cold").ask() == Response(200, (), b"tea, cold")


def test_a_fault_that_yields_lets_another_overtake() -> None:
    answers = House("two_pots_at_once").at_once("/brew", "/brew")
    assert [answer.status for answer in answers] == [200, 200]


def test_one_after_the_other_nobody_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PATIENCE", 0.01)
    house = House("two_pots_at_once")

    async def in_turn() -> list[int]:
        return [(await house.later()).status for _ in range(3)]

    assert asyncio.run(in_turn()) == [200, 409, 409]


def test_whoever_meets_nobody_goes_on_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PATIENCE", 0.01)
    answers = House("two_pots_at_once").at_once("/brew", "/brew", "/brew")
    assert [answer.status for answer in answers] == [200, 200, 409]


def test_guests_do_not_meet_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "PATIENCE", 600)
    houses = [House("two_pots_at_once") for _ in range(2)]

    async def apart() -> None:
        waiting = [asyncio.create_task(house.later()) for house in houses]
        for _ in range(20):
            await asyncio.sleep(0)
        assert not any(task.done() for task in waiting)
        await asyncio.gather(*waiting, *(house.later() for house in houses))

    asyncio.run(apart())
    assert [house.session.requests for house in houses] == [2, 2]


def test_another_operation_is_answered_honestly() -> None:
    assert House("two_pots_at_once").at_once("/pour") == [Response(200, (), b"tea")]


def test_an_answer_is_logged_when_it_is_there() -> None:
    house = House("an_answer_is_late")
    logged: list[int] = []

    async def waiting() -> Response:
        answer = asyncio.create_task(house.later())
        await asyncio.sleep(0)
        logged.append(house.session.requests)
        return await answer

    response = asyncio.run(waiting())
    assert logged == [0]
    assert house.session.requests == 1
    assert (house.session.clock.now(), response.status) == (1060.0, 200)


@pytest.mark.parametrize("lies", ["cold late sweet", "late cold sweet", "late sweet cold"])
def test_faults_that_yield_come_behind_those_that_do_not(lies: str) -> None:
    house = House(*(f"an_answer_is_{lie}" for lie in lies.split()))
    assert house.at_once("/brew") == [Response(200, (), b"tea, cold, late, sweet")]


def test_a_fault_is_registered_once() -> None:
    faults = Faults()
    faults.yielding(RULE)(an_answer_is_late)
    with pytest.raises(ValueError, match="an_answer_is_late is registered twice"):
        faults.yielding(RULE)(an_answer_is_late)

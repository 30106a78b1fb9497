"""
Requests that name no merchant: answered in the way of whoever asked for them, while it is there.
"""

import pytest

from payconform.model import Request, Response
from payconform.simulator import engine as module
from payconform.simulator.clock import VirtualClock
from payconform.simulator.engine import Behaviour, Engine
from payconform.simulator.faults import Fault, Proceed
from payconform.simulator.session import Session
from payconform.simulator.visit import Visit
from payconform.spec.rules import Rulebook


def teapot(visit: Visit, proceed: Proceed) -> Response:
    del visit, proceed
    return Response(418)


LIE = Fault("teapot", "TEA-BREW-01", answer=teapot)


@pytest.fixture
def engine() -> Engine:
    behaviour = Behaviour(
        rules=Rulebook("tea", "Tea", (), ()),
        operations={},
        handlers={},
        steps=(),
        unrouted=lambda visit: Response(404),
        identify=lambda request: request.header("x-guest"),
        account=lambda credentials: credentials["guest"],
        mint=lambda nonce: {"guest": nonce()},
        state=dict,
    )
    return Engine(behaviour, {"guest": "standing"})


def mint(engine: Engine, *lies: Fault, strangers: bool = True) -> Session:
    return engine.mint(VirtualClock(0.0), "", {}, lies, strangers=strangers)


def heard(engine: Engine) -> int:
    answer = engine(Request("GET", "/"))
    assert isinstance(answer, Response)
    return answer.status


def test_strangers_are_lied_to_until_the_liar_is_gone(engine: Engine) -> None:
    assert heard(engine) == 404
    liar = mint(engine, LIE)
    assert heard(engine) == 418
    engine.close(liar)
    assert heard(engine) == 404


def test_a_liar_that_was_not_asked_to_lies_to_no_stranger(engine: Engine) -> None:
    mint(engine, LIE, strangers=False)
    assert heard(engine) == 404


def test_whoever_comes_last_has_the_strangers(engine: Engine) -> None:
    liar, honest = mint(engine, LIE), mint(engine)
    assert heard(engine) == 404
    engine.close(liar)
    mint(engine, LIE)
    engine.close(honest)
    assert heard(engine) == 418


def test_a_liar_that_had_to_make_room_lies_to_nobody(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SESSIONS", 1)
    mint(engine, LIE)
    mint(engine, strangers=False)
    assert heard(engine) == 404

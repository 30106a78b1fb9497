"""
What the simulator does that no story asks for.
"""

from collections.abc import Callable

import httpx
import pytest

from payconform.checks import at
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome
from payconform.providers.mobilepay.story import MISHAPS, Till
from payconform.simulator.serving import Simulator
from payconform.target import Target

Opened = Callable[..., Target]


@pytest.mark.parametrize("mishap", MISHAPS)
def test_what_a_lost_answer_leaves_behind(opened: Opened, mishap: str) -> None:
    target = opened()
    till, order = Till(target), target.fresh("order")
    assert till.pos
    answer = target.lose(calls.payment(target, till.pos, orderId=order), mishap)
    assert (answer.response is not None) == mishap.startswith("500")
    found = at(till.find(posId=till.pos, orderId=order), "paymentIds")
    assert len(found) == (mishap not in ("500", "dropped"))


@pytest.mark.parametrize("mishap", MISHAPS)
def test_what_a_lost_answer_created_is_taken_back(opened: Opened, mishap: str) -> None:
    target = opened()
    till, order = Till(target), target.fresh("order")
    assert till.pos
    target.lose(calls.payment(target, till.pos, orderId=order), mishap)
    assert target.settle() == []
    assert target.unhealthy == 0
    assert at(till.find(posId=till.pos, orderId=order), "paymentIds") == []


def test_integrators_do_not_see_each_other(opened: Opened) -> None:
    target = opened()
    theirs = Till(target.second()).initiated()
    assert outcome(Till(target).read(theirs)) == "403 with 1401"
    assert outcome(Till(target).read(calls.guid(target))) == "404"


def test_a_verb_that_a_path_does_not_have(simulator: Simulator) -> None:
    answer = httpx.put(f"{simulator.url}/pos/v10/stores")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert httpx.get(f"{simulator.url}/pos/v9/stores").status_code == 404

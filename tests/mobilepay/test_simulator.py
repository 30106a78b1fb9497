"""
What the simulator does that no story asks for.
"""

from collections.abc import Callable

import httpx
import pytest

from payconform.checks import at
from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.checks import outcome
from payconform.providers.mobilepay.simulation.state import Pos, State
from payconform.providers.mobilepay.simulator import shown
from payconform.providers.mobilepay.story import MISHAPS, Till
from payconform.qr import decode
from payconform.simulator.serving import Simulator
from payconform.simulator.session import Ring
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


def test_the_qr_of_a_point_of_sale_is_drawn(simulator: Simulator, opened: Opened) -> None:
    target = opened()
    till = Till(target)
    path = f"{simulator.url}/_payconform/sessions/{target.credentials['client_id']}/qrs"
    assert "<svg" in httpx.get(f"{path}/{till.pos}.svg").text
    assert httpx.get(f"{path}/{till.beacon}.svg").status_code == 404
    pos = Pos(till.pos, "DK12345678", {"beaconId": till.beacon.upper()})
    text = shown(State(points=Ring({till.pos: pos})), till.pos)
    assert text == f"mobilepaypos://pos?id={till.beacon}&source=qr"
    assert decode(text).faults == ()


def test_a_store_is_opened_with_a_balance_that_is_a_number(
    simulator: Simulator, opened: Opened
) -> None:
    target = opened()
    path = f"{simulator.url}/_payconform/sessions/{target.credentials['client_id']}/events"
    asked = {"event": "open_store", "balance": "little"}
    assert httpx.post(path, json=asked).status_code == 400
    assert httpx.post(path, json={**asked, "balance": 5}).status_code == 200
    assert len(at(target.send(calls.call(target, "getStores")), "storeIds")) == 2


def test_a_verb_that_a_path_does_not_have(simulator: Simulator) -> None:
    answer = httpx.put(f"{simulator.url}/pos/v10/stores")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert httpx.get(f"{simulator.url}/pos/v9/stores").status_code == 404

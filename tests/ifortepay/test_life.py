"""
What is known of QRs catches every liar that is honest at first, and accuses nobody else: neither
the simulator, whatever it chooses, nor a target that can do less.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.exercise.breach import Effort
from payconform.exercise.walking import explore, walk_again
from payconform.model import Call, Exchange, Response
from payconform.plan import Plan
from payconform.providers.ifortepay import lifecycle
from payconform.providers.ifortepay.faults import life
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.target import Target
from payconform.target.opening import Variation

Opened = Callable[..., Target]

IFORTEPAY = catalog.load("ifortepay")
BOOK = IFORTEPAY.rules
OF_LIVES = ("cancel_paid", "cancel_expired", "second_cancel", "status_case", "live_status")
FLIPS = [{name: BOOK.switches[name].choices[-1]} for name in OF_LIVES]
ALL_AT_ONCE = [
    {name: switch.choices[which] for name, switch in BOOK.switches.items()} for which in (1, -1)
]


@pytest.fixture
def opened(simulator: Simulator) -> Iterator[Opened]:
    runs: list[Run] = []

    def open_(*faults: str, able: frozenset[str] | None = None, **switches: str) -> Target:
        settings = resolve("ifortepay", simulator.url, None)
        plan = Plan(None, variation=Variation(switches, faults), capabilities=able)
        runs.append(Run(IFORTEPAY, settings, plan, "life"))
        runs[-1].open()
        return runs[-1].target

    yield open_
    for run in runs:
        run.close()


def step(do: str, **members: Any) -> dict[str, Any]:
    return {"do": do, "qr": 0, **members}


NEW = {"do": "create", "channel": "NOBU", "life": 960}
READ, PAY, CANCEL, VOID = step("read"), step("pay"), step("cancel"), step("void")
FORGED = step("cancel", fault="another key")
LATER = {"do": "wait", "seconds": 4000}

SHOWN = {
    "the_third_read_of_a_qr_cancels_it": [NEW, READ, READ, READ],
    "a_cancel_that_is_signed_wrongly_takes_effect": [NEW, FORGED, PAY],
    "a_void_that_is_refused_ends_a_qr": [NEW, VOID, PAY],
    "a_second_cancel_makes_a_qr_payable_again": [NEW, CANCEL, CANCEL, PAY],
    "a_payment_is_forgotten_once_it_was_read": [NEW, PAY, READ, READ],
    "a_cancelled_qr_reads_paid_at_last": [NEW, CANCEL],
    "a_qr_reads_paid_from_the_second_time_on": [NEW, READ],
    "a_qr_lives_an_hour_longer": [NEW, {**LATER, "seconds": 1100}, PAY],
}
LIARS = {
    fault.id: fault.rule
    for fault in catalog.behaviour("ifortepay").faults
    if fault.id in vars(life)
}


def rules(target: Target, *steps: dict[str, Any]) -> set[str]:
    return set(walk_again(target, steps).found)


def test_every_liar_of_this_kind_has_its_history() -> None:
    assert SHOWN.keys() == LIARS.keys()


@pytest.mark.parametrize("liar", SHOWN)
def test_a_history_finds_its_liar_out_and_nobody_else(opened: Opened, liar: str) -> None:
    assert LIARS[liar] in rules(opened(liar), *SHOWN[liar])
    assert rules(opened(), *SHOWN[liar]) == set()


@pytest.mark.parametrize("liar", SHOWN)
def test_a_random_walk_finds_the_liar(opened: Opened, liar: str) -> None:
    found = explore(opened(liar), Effort(1, 50))
    assert LIARS[liar] in {breach.rule for breach in found}


def test_the_honest_simulator_is_accused_of_nothing_and_nothing_is_left(opened: Opened) -> None:
    target = opened()
    assert explore(target, Effort(3, 40)) == []
    assert target.settle() == []


@pytest.mark.parametrize("flips", ALL_AT_ONCE, ids=["second", "last"])
def test_all_that_is_open_at_once_accuses_nobody(opened: Opened, flips: dict[str, str]) -> None:
    assert explore(opened(**flips), Effort(1, 20)) == []


def test_what_is_open_accuses_nobody(opened: Opened) -> None:
    histories = [[NEW, PAY, CANCEL, READ, READ], [NEW, LATER, CANCEL, READ, PAY], [NEW, CANCEL] * 2]
    for flips in FLIPS:
        target = opened(**flips)
        for steps in histories:
            assert rules(target, *steps) == set(), (flips, steps)


@pytest.mark.parametrize(
    ("able", "missing"),
    [({"fuzz"}, {"pay", "wait"}), ({"fuzz", "simulate_payment"}, {"wait"})],
    ids=["nothing", "payments"],
)
def test_a_target_that_can_do_less_is_asked_for_less(
    opened: Opened, able: set[str], missing: set[str]
) -> None:
    target = opened(able=frozenset(able))
    drawn = [lifecycle.steps(Random(seed), frozenset(able), 8) for seed in range(20)]  # noqa: S311
    made = [one for steps in drawn for one in steps]
    assert missing.isdisjoint(one["do"] for one in made)
    assert not any("fault" in one for one in made)
    assert explore(target, Effort(1, 10)) == []


def test_what_a_server_error_has_done_nobody_knows(opened: Opened) -> None:
    target = opened()
    send = target.send

    def failing(call: Call, signer: Any = None) -> Exchange:
        exchange = send(call, signer)
        failed = call.operation == "cancelQr"
        return replace(exchange, response=Response(500)) if failed else exchange

    target.send = failing  # type: ignore[method-assign]
    assert rules(target, NEW, CANCEL, READ, PAY, READ) == {"IFORTEPAY-CANCEL-01"}

"""
What is known of QRs and payments catches every liar that is honest at first, and accuses nobody
else: neither the simulator, whatever it chooses, nor a target that can do less.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from payconform import catalog
from payconform.config import published, resolve
from payconform.exercise import seeded
from payconform.exercise.breach import Effort
from payconform.exercise.walking import Steps, explore, histories, walk, walk_again
from payconform.model import Call, Exchange, Response
from payconform.plan import Plan
from payconform.profiles import Lives
from payconform.providers.maib import lifecycle
from payconform.providers.maib.faults import life
from payconform.run import Run
from payconform.simulator.faults import edited
from payconform.simulator.serving import Simulator
from payconform.spec.rules import rulebook
from payconform.target import Target
from payconform.target.opening import Variation

Opened = Callable[..., Target]

BOOK = rulebook("maib")
FLIPS = [
    {rule.switch.name: choice}
    for rule in BOOK.rules
    if rule.switch
    for choice in rule.switch.choices[1:]
]
ALL_AT_ONCE = [
    {name: switch.choices[which] for name, switch in BOOK.switches.items()} for which in (1, -1)
]


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    serving = Simulator(catalog.behaviour("maib"), published("maib")).start()
    yield serving
    serving.stop()


@pytest.fixture
def opened(simulator: Simulator) -> Iterator[Opened]:
    runs: list[Run] = []

    def open_(*faults: str, able: frozenset[str] | None = None, **switches: str) -> Target:
        slice_, settings = catalog.load("maib"), resolve("maib", simulator.url, None)
        plan = Plan(None, variation=Variation(switches, faults), capabilities=able)
        runs.append(Run(slice_, settings, plan, "life"))
        runs[-1].open()
        return runs[-1].target

    yield open_
    for run in runs:
        run.close()


def made(qr_type: str, **members: Any) -> dict[str, Any]:
    step = {"do": "create", "type": qr_type, "amount_type": "Fixed", "amount": 50.0}
    return step | members


def qr(do: str, **members: Any) -> dict[str, Any]:
    return {"do": do, "qr": 0, **members}


def payment(do: str, **members: Any) -> dict[str, Any]:
    return {"do": do, "payment": 0, **members}


ALL = payment("refund", part="all")
PAY, CANCEL, READ = qr("pay"), qr("cancel"), qr("read")

SHOWN = {
    "the_third_cancel_succeeds": [made("Dynamic"), CANCEL, CANCEL, CANCEL],
    "a_qr_that_was_paid_twice_outlives_its_cancel": [made("Static"), PAY, PAY, CANCEL],
    "the_second_attempt_to_pay_revives_a_cancelled_qr": [made("Dynamic"), CANCEL, PAY, PAY],
    "the_second_attempt_to_cancel_ends_a_paid_qr": [made("Dynamic"), PAY, CANCEL, CANCEL],
    "an_extension_bears_the_amount_of_the_one_cancelled": [
        made("Hybrid", extended=True),
        qr("cancel_extension"),
        qr("extend", amount=1.0),
    ],
    "a_list_loses_a_qr_that_was_paid_twice": [made("Static"), PAY, PAY],
    "a_list_shows_no_more_than_two_payments_of_a_qr": [made("Static"), PAY, PAY, PAY],
    "a_refund_of_a_payment_that_was_read_is_forgotten": [
        made("Dynamic"),
        PAY,
        payment("read_payment"),
        ALL,
        ALL,
    ],
    "the_second_read_of_a_qr_changes_its_description": [made("Static"), READ, READ],
    "a_dynamic_qr_is_paid_again_once_it_was_refunded": [made("Dynamic"), PAY, ALL, PAY],
    "a_cancelled_qr_that_was_paid_before_is_paid_again": [made("Static"), PAY, CANCEL, PAY],
}
LIARS = {
    fault.id: fault.rule for fault in catalog.behaviour("maib").faults if fault.id in vars(life)
}


Bend = Callable[[Call, Response], Response]


def bent(target: Target, bend: Bend) -> Target:
    """
    The same target, with its successful answers bent.
    """
    send = target.send

    def bending(call: Call) -> Exchange:
        exchange = send(call)
        if exchange.response is None or exchange.response.status != 200:
            return exchange
        return replace(exchange, response=bend(call, exchange.response))

    target.send = bending  # type: ignore[assignment, method-assign]
    return target


def rules(target: Target, *steps: dict[str, Any]) -> set[str]:
    return set(walk_again(target, steps).found)


def test_every_liar_of_this_kind_has_its_history() -> None:
    assert SHOWN.keys() == LIARS.keys() - {
        "a_qr_is_not_found_in_its_first_minute"
    }  # links find that


@pytest.mark.parametrize("liar", SHOWN)
def test_a_history_finds_its_liar_out_and_nobody_else(opened: Opened, liar: str) -> None:
    assert LIARS[liar] in walk_again(opened(liar), SHOWN[liar]).found
    assert not walk_again(opened(), SHOWN[liar]).found


@pytest.mark.parametrize("liar", SHOWN)
def test_a_random_walk_finds_the_liar_and_tells_the_smallest_history(
    opened: Opened, liar: str
) -> None:
    """
    What it tells can be walked again; no step of it can be left out.
    """
    rule = LIARS[liar]
    found = {breach.rule: breach for breach in explore(opened(liar), Effort(1, 50))}
    breach = found[rule]
    assert not breach.unstable
    assert breach.note.startswith("the smallest history that shows it:\n1. create a ")
    assert rule in walk_again(opened(liar), breach.case).found
    for number in range(len(breach.case)):
        shorter = breach.case[:number] + breach.case[number + 1 :]
        assert rule not in walk_again(opened(liar), shorter).found


def test_the_honest_simulator_is_accused_of_nothing_and_nothing_is_left(opened: Opened) -> None:
    target = opened()
    assert explore(target, Effort(3, 100)) == []
    assert target.settle() == []


def test_whatever_the_documents_leave_open_accuses_nobody(opened: Opened) -> None:
    for flips in FLIPS[::5]:
        assert explore(opened(**flips), Effort(1, 5)) == [], flips
    for flips in ALL_AT_ONCE:
        assert explore(opened(**flips), Effort(1, 50)) == [], flips


def drawn(target: Target, offered: frozenset[str], cases: int) -> list[Steps]:
    made: list[Steps] = []
    profile = target.slice.profile
    assert isinstance(profile, Lives)
    seeded.explore(histories(profile, offered), made.append, seed=1, cases=cases)
    return made


@pytest.mark.parametrize(
    ("able", "missing"),
    [
        (frozenset({"fuzz"}), {"pay", "refund", "read_payment", "list_payments", "wait"}),
        (frozenset({"fuzz", "simulate_payment"}), {"wait"}),
    ],
    ids=["nothing", "payments"],
)
def test_a_target_that_can_do_less_is_asked_for_less(
    opened: Opened, able: frozenset[str], missing: set[str]
) -> None:
    target = opened(able=able)
    offered = lifecycle.offered(target, target.capabilities)
    made_up = drawn(target, offered, 30)
    assert missing.isdisjoint(step["do"] for steps in made_up for step in steps)
    assert explore(target, Effort(1, 30)) == []


def test_the_same_seed_walks_the_same_histories_at_any_target(opened: Opened) -> None:
    def told() -> list[list[str]]:
        target = opened()
        offered = lifecycle.offered(target, target.capabilities)
        walked = []
        for steps in drawn(target, offered, 6):
            history = lifecycle.History(target)
            walk(history, steps)
            walked.append(history.told)
        return walked

    assert told() == told()


@pytest.mark.parametrize(("seconds", "late"), [(20, False), (60, True)])
def test_a_payment_may_be_readable_half_a_minute_later(
    opened: Opened, seconds: int, late: bool
) -> None:
    target, paid = opened(), []

    def bend(call: Call, response: Response) -> Response:
        if call.operation == "payTest":
            paid.append(target.now())
        young = paid and (target.now() - paid[0]).total_seconds() < seconds
        return Response(404) if call.operation == "getPayment" and young else response

    found = rules(bent(target, bend), made("Dynamic"), PAY, payment("read_payment"))
    assert found == ({"MAIB-READ-60"} if late else set())


@pytest.mark.parametrize(("seconds", "late"), [(5, False), (60, True)])
@pytest.mark.parametrize(
    ("operation", "path", "stale", "rule"),
    [
        ("listQrs", "result.items.0.status", "Active", "MAIB-READ-52"),
        ("listPayments", "result.totalCount", 0, "MAIB-READ-91"),
    ],
)
def test_a_list_may_lag_ten_seconds(
    opened: Opened, seconds: int, late: bool, operation: str, path: str, stale: object, rule: str
) -> None:
    target, asked = opened(), []

    def bend(call: Call, response: Response) -> Response:
        if call.operation != operation:
            return response
        asked.append(target.now())
        young = (target.now() - asked[0]).total_seconds() < seconds
        return edited(response, path, stale) if young else response

    found = rules(bent(target, bend), made("Dynamic"), PAY)
    assert found == ({rule} if late else set())


@pytest.mark.parametrize(
    ("before", "status", "found"),
    [
        ([made("Hybrid", extended=True)], "Active", set()),
        ([made("Static"), PAY], "Active", set()),
        ([made("Dynamic"), PAY], "Paid", set()),
        ([made("Dynamic")], "Active", {"MAIB-CANCEL-02", "MAIB-CANCEL-03"}),
    ],
    ids=["hybrid", "static paid", "dynamic paid", "dynamic"],
)
def test_a_cancel_must_say_cancelled_only_where_the_documents_say_so(
    opened: Opened, before: list[dict[str, Any]], status: str, found: set[str]
) -> None:
    target = opened()
    send = target.send

    def accepting(call: Call) -> Exchange:
        if call.operation != "cancelQr":
            return send(call)
        exchange = send(Call("getQr", path=call.path))
        assert exchange.response is not None
        answer = edited(exchange.response, "result.status", status)
        return replace(exchange, response=answer)

    target.send = accepting  # type: ignore[assignment, method-assign]
    assert rules(target, *before, CANCEL) == found


@pytest.mark.parametrize(("minutes", "found"), [(11, set()), (5, {"MAIB-LIFE-01"})])
def test_an_extension_may_go_when_its_time_is_over_by_any_clock(
    opened: Opened, minutes: int, found: set[str]
) -> None:
    target = opened()
    history = lifecycle.History(target)
    assert walk(history, [made("Hybrid", extended=True), READ]).found == {}
    target.wait(60 * minutes)

    def bend(call: Call, response: Response) -> Response:
        if call.operation != "getQr":
            return response
        return edited(edited(response, "result.amount", ...), "result.extensionId", ...)

    bent(target, bend)
    assert {one.rule for one in history.take(READ) if one.mismatches} == found

"""
What is known of QRs, charges and refunds catches every liar that is honest at first, and accuses
nobody else: neither the simulator, whatever it chooses, nor a target that can do less.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from payconform import catalog
from payconform.exercise import seeded
from payconform.exercise.breach import CASES, Effort
from payconform.exercise.linking import follow
from payconform.exercise.walking import IN_TEN, Steps, explore, histories, walk, walk_again
from payconform.model import Call, Exchange, Response
from payconform.profiles import Lives
from payconform.providers.amazonpay import lifecycle
from payconform.providers.amazonpay.faults import life
from payconform.simulator.faults import edited
from payconform.target import Target

Opened = Callable[..., Target]
Bend = Callable[[Call, Response], Response]

AMAZONPAY = catalog.load("amazonpay")
BOOK = AMAZONPAY.rules
LINKED = "a_qr_has_no_record_in_the_first_minute_of_being_read"
OF_LIVES = {
    *("wrong_signature", "refusal_order", "token_id", "unpaid_status", "expired_status"),
    *("cancelled_status", "refunded_status", "status_amount", "second_cancel", "cancel_expired"),
    *("cancel_refunded", "pay_cancelled", "cancel_failed", "refund_after_cancel", "refund_code"),
    *("repeated_refund_id", "refund_amounts", "refund_status_path", "new_refund"),
}
FLIPS = [{name: BOOK.switches[name].choices[-1]} for name in sorted(OF_LIVES)]
ALL_AT_ONCE = [
    {name: switch.choices[which] for name, switch in BOOK.switches.items()} for which in (1, -1)
]


def step(do: str, **members: Any) -> dict[str, Any]:
    return {"do": do, "qr": 0, **members}


def refund(part: str, by: str = "order") -> dict[str, Any]:
    return step("refund", part=part, by=by)


NEW = {"do": "create", "amount": "3", "life": 300}
READ, PAY, FAIL = step("read"), step("pay"), step("fail")
CANCEL = step("cancel", intent="both", reason="USER_CANCELLATION")
TOKEN = {**CANCEL, "intent": "token"}
FORGED = {**CANCEL, "fault": "another secret"}
LATER = {"do": "wait", "seconds": 800}
PART, ALL = refund("a third"), refund("all")

SHOWN = {
    "the_third_read_of_a_new_qr_ends_it": [NEW, READ, READ, READ],
    "a_cancel_that_is_signed_wrongly_takes_effect": [NEW, FORGED, PAY],
    "the_second_cancel_makes_a_qr_payable_again": [NEW, CANCEL, PAY, CANCEL, PAY],
    "a_charge_is_told_with_another_id_once_it_was_refunded": [NEW, PAY, CANCEL],
    "a_qr_that_was_declined_reads_success_at_last": [NEW, FAIL, READ, READ],
    "the_cancel_of_an_expired_qr_makes_it_payable": [NEW, LATER, CANCEL, PAY],
    "a_payment_is_forgotten_once_it_was_read": [NEW, PAY, READ, READ],
    "a_payment_after_one_that_was_declined_is_not_refunded": [NEW, FAIL, PAY, CANCEL],
    "a_refund_that_was_read_is_the_last": [NEW, PAY, PART, step("read_refund"), PART],
    "a_refund_by_the_providers_id_is_not_counted": [NEW, PAY, refund("all", "charge"), ALL],
    "a_cancel_without_a_refund_forgets_those_before": [NEW, PAY, PART, TOKEN, ALL, ALL],
    "a_qr_that_was_cancelled_is_refunded_unpaid": [NEW, CANCEL, ALL],
    "the_signature_of_a_second_cancel_is_not_checked": [NEW, CANCEL, FORGED],
}
TELLING = (
    "the_second_cancel_makes_a_qr_payable_again",
    "the_cancel_of_an_expired_qr_makes_it_payable",
    "a_payment_after_one_that_was_declined_is_not_refunded",
)
LIARS = {
    fault.id: fault.rule
    for fault in catalog.behaviour("amazonpay").faults
    if fault.id in vars(life)
}


def bent(target: Target, bend: Bend) -> Target:
    """
    The same target, with its answers bent.
    """
    send = target.send

    def bending(call: Call, signer: Any = None) -> Exchange:
        exchange = send(call, signer)
        assert exchange.response is not None
        return replace(exchange, response=bend(call, exchange.response))

    target.send = bending  # type: ignore[assignment, method-assign]
    return target


def rules(target: Target, *steps: dict[str, Any]) -> set[str]:
    return set(walk_again(target, steps).found)


def drawn(target: Target, cases: int) -> tuple[Steps, ...]:
    """
    The histories that are made up by seed 1 for a target.
    """
    profile = target.slice.profile
    assert isinstance(profile, Lives)
    return made_up(profile, lifecycle.offered(target, target.capabilities), cases)


@cache
def made_up(profile: Lives, offered: frozenset[str], cases: int) -> tuple[Steps, ...]:
    made: list[Steps] = []
    seeded.explore(histories(profile, offered), made.append, seed=1, cases=cases)
    return tuple(made)


def test_every_liar_of_this_kind_has_its_history() -> None:
    assert SHOWN.keys() == LIARS.keys() - {LINKED}


@pytest.mark.parametrize("liar", SHOWN)
def test_a_history_finds_its_liar_out_and_nobody_else(opened: Opened, liar: str) -> None:
    assert LIARS[liar] in rules(opened(liar), *SHOWN[liar])
    assert rules(opened(), *SHOWN[liar]) == set()


@pytest.mark.parametrize("liar", SHOWN)
def test_a_random_walk_finds_the_liar(opened: Opened, liar: str) -> None:
    """
    By seed 1, and with as many histories as any run has.
    """
    target = opened(liar)
    usual = drawn(target, CASES * IN_TEN // 10)
    assert any(LIARS[liar] in rules(target, *steps) for steps in usual)


def test_the_smallest_history_is_told(opened: Opened) -> None:
    liar = "a_qr_that_was_cancelled_is_refunded_unpaid"
    (breach,) = explore(opened(liar), Effort(1, 50))
    assert (breach.rule, breach.unstable) == (LIARS[liar], False)
    assert breach.note.startswith("the smallest history that shows it:\n1. ask for a QR of ")
    for number in range(len(breach.case)):
        shorter = breach.case[:number] + breach.case[number + 1 :]
        assert breach.rule not in rules(opened(liar), *shorter)


def test_links_find_a_qr_without_a_record(opened: Opened) -> None:
    (breach,) = follow(opened(LINKED), LIARS[LINKED], Effort(1, 10))
    assert (breach.rule, breach.unstable) == ("AMAZONPAY-LIFE-02", False)
    assert '"NO_RECORD_FOUND"' in breach.mismatches[0].got
    assert follow(opened(), LIARS[LINKED], Effort(1, 10)) == []


def test_the_honest_simulator_is_accused_of_nothing_and_nothing_is_left(opened: Opened) -> None:
    target = opened()
    assert explore(target, Effort(3, 40)) == []
    assert target.settle() == []


@pytest.mark.parametrize("flips", ALL_AT_ONCE, ids=["second", "last"])
def test_all_that_is_open_at_once_accuses_nobody(opened: Opened, flips: dict[str, str]) -> None:
    assert explore(opened(**flips), Effort(1, 20)) == []


def test_what_is_open_accuses_nobody(opened: Opened) -> None:
    for flips in FLIPS:
        target = opened(**flips)
        for liar in TELLING:
            assert rules(target, *SHOWN[liar]) == set(), (flips, liar)


@pytest.mark.parametrize(
    ("able", "missing"),
    [
        ({"fuzz"}, {"pay", "fail", "refund", "repeat_refund", "read_refund", "wait"}),
        ({"fuzz", "simulate_payment"}, {"wait"}),
    ],
    ids=["nothing", "payments"],
)
def test_a_target_that_can_do_less_is_asked_for_less(
    opened: Opened, able: set[str], missing: set[str]
) -> None:
    target = opened(able=frozenset(able))
    made = [step for steps in drawn(target, 30) for step in steps]
    assert missing.isdisjoint(step["do"] for step in made)
    assert not any("fault" in step for step in made)
    assert explore(target, Effort(1, 10)) == []


def test_the_same_seed_walks_the_same_histories_at_any_target(opened: Opened) -> None:
    def told() -> list[list[str]]:
        target, walked = opened(), []
        for steps in drawn(target, 6):
            history = lifecycle.History(target)
            walk(history, steps)
            walked.append(list(history.told))
        return walked

    assert told() == told()


@pytest.mark.parametrize(("seconds", "found"), [(20, set()), (60, {"AMAZONPAY-READ-03"})])
def test_a_payment_may_show_half_a_minute_later(
    opened: Opened, seconds: int, found: set[str]
) -> None:
    target = opened()
    began = target.now()

    def bend(call: Call, response: Response) -> Response:
        young = (target.now() - began).total_seconds() < seconds
        return (
            edited(response, "status", "PENDING")
            if call.operation == "getStatus" and young
            else response
        )

    assert rules(bent(target, bend), NEW, PAY, READ) == found


def test_a_refund_that_is_declined_moves_no_money(opened: Opened) -> None:
    asked: list[Call] = []

    def bend(call: Call, response: Response) -> Response:
        if call.operation != "refundCharge":
            return response
        asked.append(call)
        return edited(response, "status", "Declined") if len(asked) == 1 else response

    target = opened("a_refund_by_the_providers_id_is_not_counted")
    assert rules(bent(target, bend), NEW, PAY, refund("all", "charge"), ALL) == set()


@pytest.mark.parametrize(
    ("status", "found"),
    [("Declined", set()), ("Approved", {"AMAZONPAY-REFUND-05", "AMAZONPAY-REFUND-07"})],
)
def test_a_refund_may_be_declined_instead_of_refused(
    opened: Opened, status: str, found: set[str]
) -> None:
    target = opened()

    def bend(call: Call, response: Response) -> Response:
        if call.operation != "refundCharge" or response.status == 200:
            return response
        return Response(200, response.headers, json.dumps({"status": status}).encode())

    steps = (NEW, ALL, {**NEW, "qr": 1}, {**PAY, "qr": 1}, {**refund("too much"), "qr": 1})
    assert rules(bent(target, bend), *steps) == found


@pytest.mark.parametrize(
    ("status", "found"), [("EXPIRED", set()), ("FAILED", {"AMAZONPAY-READ-01"})]
)
def test_with_which_code_an_expired_qr_reads_is_open(
    opened: Opened, status: str, found: set[str]
) -> None:
    def bend(call: Call, response: Response) -> Response:
        if call.operation != "getStatus":
            return response
        return Response(404, response.headers, json.dumps({"status": status}).encode())

    assert rules(bent(opened(), bend), NEW, LATER, READ) == found


@pytest.mark.parametrize(
    ("first", "then", "found"),
    [
        ("NO_RECORD_FOUND", "PENDING", set()),
        ("TXN_NOT_INITIATED", "PENDING", set()),
        ("PENDING", "NO_RECORD_FOUND", {"AMAZONPAY-LIFE-01"}),
        ("PENDING", "EXPIRED", {"AMAZONPAY-LIFE-01"}),
    ],
)
def test_how_a_qr_reads_until_it_is_paid_is_open(
    opened: Opened, first: str, then: str, found: set[str]
) -> None:
    told = iter([first, then])

    def bend(call: Call, response: Response) -> Response:
        reads = call.operation == "getStatus"
        return edited(response, "status", next(told, then)) if reads else response

    assert rules(bent(opened(), bend), NEW, READ, READ) == found


@pytest.mark.parametrize("status", ["TXN_CANCELLED_AFTER_INITIATE", "PENDING"])
def test_what_was_cancelled_may_go_on_changing_by_itself(opened: Opened, status: str) -> None:
    target, reads = opened(), 0

    def bend(call: Call, response: Response) -> Response:
        nonlocal reads
        if call.operation != "getStatus":
            return response
        reads += 1
        return edited(response, "status", status) if reads > 1 else response

    later = {"do": "wait", "seconds": 20}
    bent(target, bend)
    assert rules(target, NEW, PAY, CANCEL, READ, later) == set()


def test_what_a_server_error_has_done_nobody_knows(opened: Opened) -> None:
    target = opened()

    def bend(call: Call, response: Response) -> Response:
        return Response(500) if call.operation == "cancelQr" else response

    found = rules(bent(target, bend), NEW, CANCEL, READ, PAY, ALL, ALL)
    assert found == {"AMAZONPAY-CANCEL-01", "AMAZONPAY-CANCEL-11"}

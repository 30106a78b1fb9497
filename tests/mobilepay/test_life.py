"""
Random histories catch liars, and accuse nobody else: neither the simulator, whatever it chooses,
nor one that can do less.
"""

from collections.abc import Callable
from random import Random

import pytest

from payconform.exercise.walking import Walk, walk
from payconform.providers.mobilepay import lifecycle
from payconform.spec.rules import rulebook
from payconform.target import Target

Opened = Callable[..., Target]

BOOK = rulebook("mobilepay")
AT_ONCE = [
    {name: switch.choices[which] for name, switch in BOOK.switches.items()} for which in (0, 1, -1)
]
LENGTH = 8


def walks(target: Target, number: int, able: frozenset[str] | None = None) -> list[Walk]:
    made = able or target.capabilities
    chances = (Random(one) for one in range(number))  # noqa: S311 - reproducible
    histories = [list(lifecycle.steps(chance, made, LENGTH)) for chance in chances]
    return [walk(lifecycle.History(target), steps) for steps in histories]


@pytest.mark.parametrize("switches", AT_ONCE, ids=["first", "second", "last"])
def test_the_simulator_is_not_accused(opened: Opened, switches: dict[str, str]) -> None:
    walked = walks(opened(**switches), 40)
    assert [one.found for one in walked if one.found] == []


def test_histories_judge_both_machines(opened: Opened) -> None:
    judged = frozenset[str]().union(*(one.judged for one in walks(opened(), 200)))
    assert judged <= BOOK.by_id.keys()
    for rule in ("CANCEL-01", "CANCEL-06", "PAY-04", "REFUND-09", "CANCEL-42", "CREATE-06"):
        assert f"MOBILEPAY-{rule}" in judged


def test_a_target_that_can_do_nothing_is_asked_for_little(opened: Opened) -> None:
    assert [one.found for one in walks(opened(), 10, frozenset({"fuzz"})) if one.found] == []


SHOWN = {
    "every_other_read_of_what_ended_differs": 20,
    "a_refunded_payment_says_cancelled": 20,
    "a_refund_cancelled_at_once_says_captured": 40,
    "the_client_takes_the_users_cancel_over": 60,
    "a_captured_payment_says_cancelled": 20,
}


@pytest.mark.parametrize("liar", SHOWN)
def test_a_liar_is_caught(opened: Opened, liar: str) -> None:
    assert any(one.found for one in walks(opened(liar), SHOWN[liar]))

"""
What the end of a run says to a person.
"""

import io
from typing import Any

from rich.console import Console

from payconform.reporting.terminal import show


def operation(name: str, successes: int, group: str | None = None, *needs: str) -> dict[str, Any]:
    return {
        "id": name,
        "calls": 9,
        "successes": successes,
        "needs": list(needs),
        "alternative": group,
    }


def run_of(*operations: dict[str, Any], **selection: str) -> dict[str, Any]:
    """
    A run without findings.
    """
    return {
        "provider": {"title": "Tea house"},
        "target": {"name": "tea", "capabilities": ["kettle"]},
        "seed": 1,
        "selection": selection,
        "outcomes": {},
        "chapters": [],
        "operations": list(operations),
        "simulated_behaviour": {},
        "left_behind": [],
        "findings": [],
        "verdict": {"exit_code": 0, "sentence": "target: conformant"},
    }


def said_of(run: dict[str, Any]) -> str:
    console = Console(file=io.StringIO(), width=60)
    show(console, run)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def shown(*operations: dict[str, Any], **selection: str) -> list[str]:
    """
    The lines in which a run without findings tells of its operations.
    """
    lines = said_of(run_of(*operations, **selection)).splitlines()
    return [line for line in lines if line.startswith("operations")]


def asked(outcome: str, amount: str, currency: str = "MDL") -> dict[str, Any]:
    return {"outcome": outcome, "amount": amount, "currency": currency}


def test_what_a_person_paid_is_summed_up() -> None:
    paid = [asked("paid", "1.25"), asked("expired", "9.00"), asked("paid", "0.10")]
    said = said_of(run_of() | {"person": paid})
    assert "a person paid 2 of 3 QRs: 1.35 MDL\n" in said
    said = said_of(run_of() | {"person": [*paid, asked("paid", "2.00", "EUR")]})
    assert "a person paid 3 of 4 QRs: 1.35 MDL, 2.00 EUR\n" in said
    said = said_of(run_of() | {"person": [asked("skipped", "1.00")]})
    assert "a person paid 0 of 1 QRs\n" in said
    assert "a person" not in said_of(run_of())


def test_the_operations_that_succeeded_are_counted() -> None:
    assert shown(operation("brew", 2), operation("boil", 1, None, "kettle")) == [
        "operations answered with success: 2 of 2"
    ]


def test_an_operation_that_never_succeeds_is_named() -> None:
    refunds = [operation("refundOld", 0, "refund"), operation("refundNew", 0, "refund")]
    assert shown(operation("brew", 0), operation("look", 1), *refunds) == [
        "operations answered with success: 1 of 3",
        "operations never answered with success: brew, refundOld or refundNew",
    ]


def test_an_operation_that_the_target_cannot_have_is_left_out() -> None:
    assert shown(operation("brew", 1), operation("levitate", 0, None, "levitation")) == [
        "operations answered with success: 1 of 1"
    ]


def test_a_narrowed_run_is_not_asked_for_all_operations() -> None:
    assert not [line for line in shown(operation("brew", 0), only="CANCEL") if "brew" in line]


HOSTILE = "\x1b]0;pwn\x07\x1b[2J[/nope]"


def hostile(outcome: str) -> dict[str, Any]:
    words = ("rule", "says", "test", "expected", "got", "reason", "curl")
    finding: dict[str, Any] = dict.fromkeys(words, HOSTILE)
    return finding | {
        "outcome": outcome,
        "level": "must",
        "basis": "documented",
        "source": [HOSTILE],
    }


def test_nothing_a_run_holds_is_obeyed() -> None:
    told: dict[str, Any] = {
        "provider": {"title": HOSTILE},
        "target": {"name": HOSTILE, "capabilities": []},
        "left_behind": [HOSTILE],
        "findings": [hostile("failed"), hostile("skipped")],
        "verdict": {"exit_code": 1, "sentence": HOSTILE},
    }
    said = said_of(run_of(operation(HOSTILE, 0)) | told)
    assert not set("\x1b\x07") & set(said)
    flat = "".join(said.split())  # a title is wrapped
    assert flat.count(r"\x1b]0;pwn\x07\x1b[2J[/nope]") == 15

"""
What the end of a run says to a person.
"""

import io
from typing import Any

import pytest
from rich.console import Console

from payconform.reporting.terminal import show

PARTS = ("operations", "parameters", "members", "kept", "broken", "statuses", "answers")


def missing(what: str, *named: tuple[str, str]) -> list[dict[str, str]]:
    return [{"what": what, "operation": one, "name": name} for one, name in named]


def run_of(*lacks: dict[str, str], **selection: str) -> dict[str, Any]:
    """
    A run without findings, which lacks this of what is documented.
    """
    totals = {name: {"seen": number, "total": 9} for number, name in enumerate(PARTS, 1)}
    return {
        "provider": {"title": "Tea house"},
        "target": {"name": "tea", "capabilities": ["kettle"]},
        "seed": 1,
        "selection": selection,
        "outcomes": {},
        "chapters": [],
        "coverage": {"totals": totals, "operations": [], "missing": list(lacks)},
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


def shown(*lacks: dict[str, str], **selection: str) -> list[str]:
    """
    The lines in which a run without findings tells of its coverage.
    """
    lines = said_of(run_of(*lacks, **selection)).splitlines()
    return [line for line in lines if line.startswith("spec coverage") or "never" in line]


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


TOTALS = (
    "spec coverage: operations 1 of 9, parameters 2 of 9, members 3 of 9, keywords kept 4 of 9, "
    "broken 5 of 9, statuses 6 of 9, members of answers 7 of 9"
)


def test_what_was_exercised_is_told_in_one_line() -> None:
    assert shown() == [TOTALS]


def test_what_is_missing_is_named_by_its_kind() -> None:
    assert shown(
        *missing("operation", ("brew", ""), ("refundOld or refundNew", "")),
        *missing("parameter", ("look", "query.count")),
        *missing("member", ("pour", "body.cup")),
    ) == [
        TOTALS,
        "operations never answered with success: brew, refundOld or refundNew",
        "parameters never sent: look query.count",
        "required members never sent: pour body.cup",
    ]


def test_much_that_is_missing_is_shortened_and_how_to_see_all_is_said() -> None:
    _, line = shown(*missing("member", *(("pour", f"body.{letter}") for letter in "abcdefgh")))
    assert line == (
        "required members never sent: pour body.a, pour body.b, pour body.c, pour body.d, "
        "pour body.e, pour body.f and 2 more: payconform show RUN --coverage"
    )


def test_what_the_target_cannot_serve_is_told_as_outside_the_scope() -> None:
    run = run_of()
    scopes = {"brew": "in", "boil": "capability", "pour": "alternative", "stir": "skipped"}
    run["coverage"]["operations"] = [{"id": one, "scope": scope} for one, scope in scopes.items()]
    assert "\noperations outside the scope: boil, stir\n" in said_of(run)


@pytest.mark.parametrize("option", ["only", "rule", "last_failed"])
def test_a_narrowed_run_is_not_asked_for_everything(option: str) -> None:
    assert shown(*missing("operation", ("brew", "")), **{option: "CANCEL"}) == []


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
    said = said_of(run_of(*missing("operation", (HOSTILE, ""))) | told)
    assert not set("\x1b\x07") & set(said)
    flat = "".join(said.split())  # a title is wrapped
    assert flat.count(r"\x1b]0;pwn\x07\x1b[2J[/nope]") == 15

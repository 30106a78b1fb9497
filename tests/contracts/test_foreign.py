"""
Pacts of others: in the form of each version, as libraries of other languages write them, and with
every mistake that a consumer can make.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from payconform.model import Finding, Outcome

FOREIGN = Path(__file__).parent / "foreign"
VERSIONS = ("v2", "v3", "v4")
WRONG = {
    "a request for a charge": ("$.status", '"cancelled"', '"open"'),
    "cancel it": ("$.amount", "1300", "1200"),
    "asks for a charge": ("$.status", '"cancelled"', '"open"'),
}
OPEN = [{"name": "an open charge"}]
LOOSE = {"$.status": {"combine": "AND", "matchers": [{"match": "type"}]}}
MOVED = [{"name": "a moved clock"}, *OPEN]


def resting(rule: str) -> dict[str, Any]:
    return {"comments": {"payconform": {"rules": [rule]}}}


def reading(description: str, body: Any = None, status: int = 200, **parts: Any) -> dict[str, Any]:
    """
    An interaction of version 4, reading an open charge, with parts replaced.
    """
    content = {"content": body, "contentType": "application/json", "encoded": False}
    rules = {"matchingRules": {"body": parts.pop("rules", {})}}
    return {
        "type": "Synchronous/HTTP",
        "description": description,
        "providerStates": OPEN,
        "request": {"method": "GET", "path": "/charges/c-100"},
        "response": {"status": status, **rules, **({"body": content} if body else {})},
        **parts,
    }


MADE = (
    reading("an undocumented member", {"fee": 5}),
    reading("an undocumented value", {"status": "refunded"}),
    reading("an undocumented type", {"amount": "500"}),
    reading("a member that may be missing", {"note": "nobody asked for one"}),
    reading("an undocumented status", status=418),
    reading("an undocumented operation", request={"method": "GET", "path": "/balance"}),
    reading("the form of a value", {"status": "an example"}, rules=LOOSE),
    reading("an unknown state", providerStates=[{"name": "a full moon"}]),
    reading("an unknown parameter", providerStates=[{**OPEN[0], "params": {"colour": "red"}}]),
    reading("a bad parameter", providerStates=[{**OPEN[0], "params": {"currency": "euro"}}]),
    reading("pending", {"status": "cancelled"}, pending=True),
    reading("named twice"),
    reading("named twice", providerStates=MOVED),
    reading("what must be", {"amount": 1}, **resting("MINI-READ-01")),
    reading("what should be", {"amount": 1}, **resting("MINI-FIELD-02")),
)


def written(folder: Path, *interactions: dict[str, Any]) -> Path:
    document = {
        "consumer": {"name": "Kiosk"},
        "provider": {"name": "MiniApi"},
        "interactions": interactions,
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    path = folder / "pact.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.fixture(scope="module")
def found(verified: Any, tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    return list(verified(written(tmp_path_factory.mktemp("pacts"), *MADE)))


def about(found: list[Finding], interaction: str) -> dict[str, Finding]:
    """
    The findings about one interaction, by their rules.
    """
    return {one.rule: one for one in found if f"-{interaction}]" in one.test}


def test_right_ones_are_kept(verified: Any) -> None:
    found = verified(*(FOREIGN / f"{version}_right.json" for version in VERSIONS))
    assert len(found) == 8
    assert {one.outcome for one in found} == {Outcome.PASSED}
    assert all(one.exercised for one in found)


def test_wrong_ones_fail_by_name_path_and_values(verified: Any) -> None:
    found = verified(*(FOREIGN / f"{version}_wrong.json" for version in VERSIONS))
    for interaction, (path, relied_on, came) in WRONG.items():
        failed = about(found, interaction)["MINI-CONTRACT-01"]
        assert failed.outcome is Outcome.FAILED
        assert failed.expected == f"{interaction}: {path} {relied_on}"
        assert failed.got.startswith(came)
        assert failed.curl


# --- what the document does not promise ---


@pytest.mark.parametrize(
    ("interaction", "relied_on", "told"),
    [
        ("an undocumented member", "$.fee there", "not documented"),
        ("an undocumented value", '$.status "refunded"', '"open"'),
        ("an undocumented type", '$.amount "500"', "integer"),
        ("an undocumented status", "status 418", "200, 401, 404, 405"),
        ("an undocumented operation", "request GET /balance", "not documented"),
    ],
)
def test_what_is_not_promised_only_warns(
    interaction: str, relied_on: str, told: str, found: list[Finding]
) -> None:
    rules = about(found, interaction)
    assert rules["MINI-CONTRACT-01"].outcome is Outcome.PASSED
    warned = [one for one in found if one.rule == "MINI-CONTRACT-03" and interaction in one.test]
    assert {one.outcome for one in warned} == {Outcome.WARNED}
    said = [one.got for one in warned if one.expected == f"{interaction}: {relied_on}"]
    assert any(told in one for one in said)


def test_a_member_that_may_be_missing_only_warns(found: list[Finding]) -> None:
    name = "a member that may be missing"
    outcomes = [(one.rule, one.outcome) for one in found if name in one.test]
    assert ("MINI-CONTRACT-01", Outcome.PASSED) in outcomes
    assert ("MINI-CONTRACT-03", Outcome.WARNED) in outcomes  # it was not there
    assert ("MINI-CONTRACT-03", Outcome.PASSED) in outcomes  # but it is documented


def test_the_form_of_a_value_is_no_value(found: list[Finding]) -> None:
    told = about(found, "the form of a value").values()
    assert {one.outcome for one in told} == {Outcome.PASSED}


# --- states ---


@pytest.mark.parametrize(
    ("interaction", "reason"),
    [
        ("an unknown state", "`a full moon`. Known: `a merchant`, `no credentials`, "),
        ("an unknown parameter", "has no parameter colour. Known: amount, currency"),
        ("a bad parameter", "createCharge: expected status 201, got status 400"),
    ],
)
def test_a_state_that_does_not_come_about_blocks(
    interaction: str, reason: str, found: list[Finding]
) -> None:
    told = about(found, interaction).values()
    assert {one.outcome for one in told} == {Outcome.BLOCKED}
    assert all(reason in one.reason for one in told)


def test_a_state_beyond_the_target_skips_and_names_the_capability(
    verified: Any, tmp_path: Path
) -> None:
    path = written(tmp_path, reading("early"), reading("late", providerStates=MOVED))
    found = verified(path, capabilities=frozenset())
    assert {one.outcome for one in about(found, "early").values()} == {Outcome.PASSED}
    late = about(found, "late").values()
    assert {one.outcome for one in late} == {Outcome.SKIPPED}
    assert {one.reason for one in late} == {"needs the capability control_clock"}


def test_what_its_consumer_calls_pending_is_skipped(found: list[Finding]) -> None:
    told = about(found, "pending").values()
    assert {one.outcome for one in told} == {Outcome.SKIPPED}


def test_one_description_may_stand_on_several_states(found: list[Finding]) -> None:
    for states in ("an open charge", "a moved clock, an open charge"):
        told = about(found, f"named twice, given {states}")
        assert {one.outcome for one in told.values()} == {Outcome.PASSED}


# --- rules ---


@pytest.mark.parametrize(
    ("interaction", "rule", "own", "named"),
    [
        ("what must be", "MINI-READ-01", Outcome.FAILED, Outcome.FAILED),
        ("what should be", "MINI-FIELD-02", Outcome.PASSED, Outcome.WARNED),
    ],
)
def test_what_rests_on_a_rule_breaks_that_rule(
    interaction: str, rule: str, own: Outcome, named: Outcome, found: list[Finding]
) -> None:
    rules = about(found, interaction)
    assert (rules["MINI-CONTRACT-01"].outcome, rules[rule].outcome) == (own, named)

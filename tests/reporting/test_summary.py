import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from payconform import __version__
from payconform.errors import FileUnreadable
from payconform.model import Finding, Outcome
from payconform.reporting.summary import Scope, as_finding, summary
from payconform.spec import closed
from payconform.spec.rules import Rulebook
from payconform.verdict import Verdict, verdict

Make = Callable[..., Finding]
COURSE: dict[str, Any] = {
    "started": "2026-01-02T03:04:05+00:00",
    "resumed": [],
    "workers": 1,
    "finished": "2026-01-02T03:04:06+00:00",
    "stopped": None,
}
BREW = {"id": "brew", "calls": 3, "successes": 0, "needs": ["kettle"], "alternative": "brewing"}
TALLY = {"seen": 1, "total": 2}
TALLIES = dict.fromkeys(("parameters", "members", "kept", "broken", "statuses", "answers"), TALLY)
COVERAGE: dict[str, Any] = {
    "totals": {"operations": TALLY, **TALLIES},
    "operations": [
        {"id": "brew", "scope": "in", "calls": 3, "successes": 0, **TALLIES}
        | {"answered": {"200": 1}}
        | {"unseen": {name: ["x"] for name in ("sent", "kept", "broken", "statuses", "answers")}}
    ],
    "missing": [{"what": "operation", "operation": "brew", "name": ""}],
}
SCOPE = Scope("embedded simulator", "simulator", True, ("kettle", "leaf"), 7, {"only": "AUTH READ"})


@pytest.fixture
def make(book: Rulebook) -> Callable[..., dict[str, Any]]:
    """
    A run's document from its findings.
    """

    def document(*findings: Finding, over: bool = True) -> dict[str, Any]:
        reached: Verdict | None = verdict([one.outcome for one in findings]) if over else None
        course = COURSE if over else {**COURSE, "finished": None}
        return summary(
            "20260102T030405Z-abcdef",
            course,
            SCOPE,
            book,
            findings,
            reached,
            operations=[BREW, {**BREW, "id": "brewNew"}],
            coverage=COVERAGE,
            exercised={"TEA-AUTH-01": 3, "TEA-AUTH-02": 4},
            leftovers=["cancelQr 1"],
        )

    return document


@pytest.fixture
def several(finding: Make) -> list[Finding]:
    return [
        finding(Outcome.PASSED),
        finding(Outcome.FAILED, expected="hot", got="cold", curl="curl x"),
        finding(Outcome.RECORDED, "TEA-AUTH-02", expected="black | green", got="green"),
        finding(Outcome.UNEXERCISED, "TEA-READ-01", test="", reason="no test of this rule ran"),
    ]


def test_a_run_in_progress_fits_the_schema(
    make: Callable[..., dict[str, Any]], several: list[Finding]
) -> None:
    document = make(*several, over=False)
    assert document["verdict"] is None
    closed.validate(document, "run", "run.json")


def test_a_run_that_is_over_fits_the_schema(
    make: Callable[..., dict[str, Any]], several: list[Finding]
) -> None:
    document = make(*several)
    closed.validate(document, "run", "run.json")
    assert document == json.loads(json.dumps(document))


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_fits_the_schema(
    outcome: Outcome, make: Callable[..., dict[str, Any]], finding: Make
) -> None:
    closed.validate(make(finding(outcome)), "run", "run.json")


def test_a_run_tells_what_it_set_out_to_do(make: Callable[..., dict[str, Any]]) -> None:
    document = make()
    assert document["format"] == "payconform-run/1"
    assert document["tool"] == {"name": "payconform", "version": __version__}
    assert document["run"] == {"id": "20260102T030405Z-abcdef", **COURSE}
    assert document["provider"] == {"key": "tea", "title": "Tea house"}
    assert document["target"] == {
        "name": "embedded simulator",
        "environment": "simulator",
        "simulated": True,
        "capabilities": ["kettle", "leaf"],
    }
    assert document["seed"] == 7
    assert document["selection"] == {"only": "AUTH READ"}
    assert document["operations"] == [BREW, {**BREW, "id": "brewNew"}]
    assert document["left_behind"] == ["cancelQr 1"]


def test_findings_are_counted_by_outcome_chapter_and_basis(
    make: Callable[..., dict[str, Any]], several: list[Finding]
) -> None:
    document = make(*several)
    assert document["outcomes"] == {"failed": 1, "passed": 1, "recorded": 1, "unexercised": 1}
    assert document["chapters"] == [
        {
            "area": "AUTH",
            "title": "Keys",
            "rules": 2,
            "outcomes": {"failed": 1, "passed": 1, "recorded": 1},
            "bases": {"assumed": 1, "documented": 2},
        },
        {
            "area": "READ",
            "title": "Tasting",
            "rules": 1,
            "outcomes": {"unexercised": 1},
            "bases": {"standard": 1},
        },
    ]


def test_a_verdict_stands_in_the_run(
    make: Callable[..., dict[str, Any]], several: list[Finding]
) -> None:
    assert make(*several)["verdict"] == {
        "claim": "non-conformant",
        "exit_code": 1,
        "sentence": "target: non-conformant: 1 of 4 tests failed",
    }


def test_a_finding_carries_its_rule(book: Rulebook, finding: Make) -> None:
    made = finding(Outcome.FAILED, expected="hot", got="cold", curl="curl x")
    assert as_finding(made, book.by_id[made.rule]) == {
        "rule": "TEA-AUTH-01",
        "area": "AUTH",
        "level": "must",
        "basis": "documented",
        "says": "Tea is hot when it is served.",
        "source": ["kettle"],
        "test": "suites/tea/test_1_auth.py::test_x",
        "outcome": "failed",
        "expected": "hot",
        "got": "cold",
        "reason": "",
        "exercised": 0,
        "evidence": [],
        "curl": "curl x",
        "case": "",
    }


def test_simulated_behaviour_is_counted_by_basis(
    make: Callable[..., dict[str, Any]],
) -> None:
    assert make()["simulated_behaviour"] == {"assumed": 4, "documented": 3}


def without(*path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step] if isinstance(document, dict) else document[int(step)]
        del document[path[-1]]

    return change


def with_(value: Any, *path: str) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        for step in path[:-1]:
            document = document[step] if isinstance(document, dict) else document[int(step)]
        document[path[-1]] = value

    return change


MISFITS = {
    "an unknown format": with_("payconform-run/2", "format"),
    "an unknown member": with_(1, "colour"),
    "no seed": without("seed"),
    "no verdict": without("verdict"),
    "an unknown claim": with_("certified", "verdict", "claim"),
    "the code of another claim": with_(0, "verdict", "exit_code"),
    "a verdict before the end": with_(None, "run", "finished"),
    "an end without verdict": with_(None, "verdict"),
    "a moment without zone": with_("2026-01-02T03:04:05", "run", "started"),
    "an unknown environment": with_("production", "target", "environment"),
    "an unknown outcome": with_("great", "findings", "0", "outcome"),
    "an unknown outcome counted": with_(1, "outcomes", "great"),
    "an outcome counted at nought": with_(0, "outcomes", "passed"),
    "a finding without evidence": without("findings", "0", "evidence"),
    "evidence of another kind": with_(["17"], "findings", "0", "evidence"),
    "an unknown member of a finding": with_("", "findings", "0", "colour"),
    "an unknown basis": with_(1, "simulated_behaviour", "guessed"),
    "no operations": without("operations"),
    "an operation without calls": without("operations", "0", "calls"),
    "fewer calls than none": with_(-1, "operations", "0", "calls"),
    "an unknown member of an operation": with_(1, "operations", "0", "colour"),
    "a group of another kind": with_(1, "operations", "0", "alternative"),
    "no coverage": without("coverage"),
    "an unknown scope": with_("out", "coverage", "operations", "0", "scope"),
    "a tally without its whole": with_({"seen": 1}, "coverage", "totals", "members"),
    "a status of another kind": with_({"4XX": 1}, "coverage", "operations", "0", "answered"),
    "an unknown kind of what is missing": with_("rule", "coverage", "missing", "0", "what"),
    "an unknown narrowing": with_("x", "selection", "colour"),
    "an unknown member of a chapter": with_(1, "chapters", "0", "colour"),
}


@pytest.mark.parametrize("name", MISFITS)
def test_anything_else_does_not_fit_the_schema(
    name: str, make: Callable[..., dict[str, Any]], several: list[Finding]
) -> None:
    document = deepcopy(make(*several))
    MISFITS[name](document)
    with pytest.raises(FileUnreadable):
        closed.validate(document, "run", "run.json")

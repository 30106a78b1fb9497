"""
What becomes of a story: each outcome is provoked by a story written for it.

A folder with suites/maib in it, named in PAYCONFORM_ROWS, adds stories to maib's own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAD = """
import pytest
from payconform.checks import given, member, require, status
from payconform.errors import NotOffered, Unexercised
from payconform.model import Call

"""


def certify(folder: Path, story: str, *options: str) -> subprocess.CompletedProcess[str]:
    suites = folder / "rows" / "suites" / "maib"
    suites.mkdir(parents=True)
    (suites / "test_3_read.py").write_text(HEAD + story)
    return subprocess.run(
        [sys.executable, "-m", "payconform", "certify", "maib", "--json", *options],
        cwd=folder,
        env={**os.environ, "PAYCONFORM_ROWS": str(folder / "rows")},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def finding(folder: Path, rule: str, body: str) -> tuple[dict[str, Any], int]:
    """
    The finding of a story of that rule, and the exit code of the run.
    """
    story = f"@pytest.mark.rule({rule!r})\ndef test_told(target, record):\n    {body}\n"
    done = certify(folder, story, "--rule", rule)
    findings = json.loads(done.stdout)["findings"]
    (told,) = [one for one in findings if one["test"].endswith("::test_told")]
    return told, done.returncode


READ = 'target.send(Call("getQr", path={"qrId": "00000000-0000-4000-8000-000000000000"}))'
RULES = {"must": "MAIB-READ-01", "should": "MAIB-AUTH-11", "assumed": "MAIB-READ-08"}

OUTCOMES = [
    ("must", f"require({READ}, status(404))", "passed", 0),
    ("must", f"require({READ}, status(200))", "failed", 1),
    ("should", f"require({READ}, status(200))", "warned", 0),
    ("assumed", f"{READ}; record('seen')", "recorded", 0),
    ("assumed", READ, "broken", 3),
    ("must", f"given({READ}, status(200))", "blocked", 3),
    ("must", f"{READ}; raise Unexercised('nothing came')", "unexercised", 3),
    ("must", "pass", "unexercised", 3),
    ("must", f"{READ}; raise NotOffered('no tea here')", "skipped", 0),
    ("assumed", "raise NotOffered('no tea here')", "skipped", 0),
    ("must", f"{READ}; raise KeyError('oops')", "broken", 3),
    ("must", f"{READ}; pytest.fail('no')", "broken", 3),
    ("must", f"{READ}; pytest.skip('no')", "broken", 3),
]


@pytest.mark.parametrize(("rule", "body", "outcome", "code"), OUTCOMES)
def test_a_story_becomes_a_finding(
    tmp_path: Path, rule: str, body: str, outcome: str, code: int
) -> None:
    told, exit_code = finding(tmp_path, RULES[rule], body)
    assert told["outcome"] == outcome, told
    assert exit_code == code


REPEATED = """
SEEN = []


@pytest.mark.rule({rule!r})
{mark}
def test_told(target, record):
    SEEN.append(target.fresh("order"))
    assert len(set(SEEN)) == len(SEEN) <= 2
    read = {read}
    {bodies}[len(SEEN) - 1](read)


def broken(read):
    raise KeyError("oops")
"""
HELD, VIOLATED = (
    "lambda read: require(read, status(404))",
    "lambda read: require(read, status(200))",
)
SETTLED = [
    (HELD, HELD, "passed", 1, 0),
    (VIOLATED, VIOLATED, "failed", 2, 1),
    (VIOLATED, HELD, "unstable", 2, 3),
    (VIOLATED, "lambda read: given(read, status(200))", "failed", 2, 1),
    (VIOLATED, "broken", "failed", 2, 1),
]


@pytest.mark.parametrize(("first", "second", "outcome", "exchanges", "code"), SETTLED)
def test_a_failure_is_repeated_once(
    tmp_path: Path, first: str, second: str, outcome: str, exchanges: int, code: int
) -> None:
    rule = RULES["must"]
    bodies = f"[{first}, {second}]"
    story = REPEATED.format(rule=rule, mark="", read=READ, bodies=bodies)
    done = certify(tmp_path, story, "--rule", rule)
    document = json.loads(done.stdout)
    (told,) = [one for one in document["findings"] if one["test"].endswith("::test_told")]
    assert told["outcome"] == outcome, told
    assert told["exercised"] == len(told["evidence"]) == exchanges
    assert bool(told["expected"]) == (outcome in ("failed", "unstable"))
    assert done.returncode == code
    if outcome == "unstable":
        assert "was not seen again" in told["reason"]
        assert "could not be decided" in document["verdict"]["sentence"]


@pytest.mark.parametrize(("rule", "mark"), [("should", ""), ("must", "races")])
def test_a_warning_and_a_race_are_not_repeated(tmp_path: Path, rule: str, mark: str) -> None:
    marked = f"@pytest.mark.needs({mark!r})" if mark else ""
    bodies = f"[{VIOLATED}, {HELD}]"
    story = REPEATED.format(rule=RULES[rule], mark=marked, read=READ, bodies=bodies)
    done = certify(tmp_path, story, "--rule", RULES[rule])
    findings = json.loads(done.stdout)["findings"]
    (told,) = [one for one in findings if one["test"].endswith("::test_told")]
    assert told["outcome"] == ("failed" if rule == "must" else "warned")
    assert told["exercised"] == 1


def test_what_is_unstable_is_shown_and_never_green(tmp_path: Path) -> None:
    rule, bodies = RULES["must"], f"[{VIOLATED}, {HELD}]"
    story = REPEATED.format(rule=rule, mark="", read=READ, bodies=bodies)
    certify(tmp_path, story, "--rule", rule)
    (folder,) = tmp_path.glob("reports/maib/*/junit.xml")
    assert "<error" in folder.read_text("utf-8")
    last = [sys.executable, "-m", "payconform", "show", "latest"]
    shown = subprocess.run(last, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "unstable MAIB-READ-01" in shown.stdout
    results = [
        json.loads(one.read_text())
        for one in tmp_path.glob("reports/*/*/allure-results/*-result.json")
    ]
    labels = {
        label["value"]
        for one in results
        if one["name"] == "test_told"
        for label in one["labels"]
        if label["name"] == "outcome"
    }
    assert labels == {"failed", "unstable"}


def test_what_a_target_does_not_offer_is_named(tmp_path: Path) -> None:
    story = (
        "@pytest.fixture\ndef tea(target):\n    raise NotOffered('no tea here')\n\n"
        "@pytest.mark.rule('MAIB-READ-01')\ndef test_told(tea): ...\n"
    )
    done = certify(tmp_path, story, "--rule", "MAIB-READ-01")
    told = [one for one in json.loads(done.stdout)["findings"] if one["outcome"] == "skipped"]
    assert [one["reason"] for one in told] == ["no tea here"]
    assert done.returncode == 0


@pytest.mark.parametrize("error", ["KeyError('oops')", "NotOffered('no tea here')"])
def test_a_fault_after_a_story_breaks_its_finding(tmp_path: Path, error: str) -> None:
    story = (
        f"@pytest.fixture\ndef brittle(target):\n    yield\n    raise {error}\n\n"
        f"@pytest.mark.rule('MAIB-READ-01')\ndef test_told(target, brittle):\n    {READ}\n"
    )
    done = certify(tmp_path, story, "--rule", "MAIB-READ-01")
    outcomes = [one["outcome"] for one in json.loads(done.stdout)["findings"]]
    assert sorted(outcomes) == ["broken", "passed"]
    assert done.returncode == 3


def test_a_secret_in_an_exception_is_masked_everywhere(tmp_path: Path) -> None:
    body = f"{READ}; raise RuntimeError(target.credentials['client_secret'])"
    told, _ = finding(tmp_path, "MAIB-READ-01", body)
    assert "RuntimeError: ‹MAIB_CLIENT_SECRET›" in told["reason"]


def test_a_missing_capability_is_named(tmp_path: Path) -> None:
    story = "@pytest.mark.rule('MAIB-READ-01')\n@pytest.mark.needs('levitation')\n"
    done = certify(tmp_path, f"{story}def test_told(target): ...\n", "--rule", "MAIB-READ-01")
    told = [one for one in json.loads(done.stdout)["findings"] if one["outcome"] == "skipped"]
    assert [one["reason"] for one in told] == ["needs the capability levitation"]


@pytest.mark.parametrize(
    ("story", "sentence"),
    [
        ("def test_told(): ...", "test_told names no rule"),
        ("@pytest.mark.rule('MAIB-READ-99')\ndef test_told(): ...", "is about MAIB-READ-99"),
        ("@pytest.mark.tea\ndef test_told(): ...", "'tea' not found in `markers`"),
        ("import nothing_of_that_name", "nothing_of_that_name"),
    ],
)
def test_a_suite_that_is_wrong_does_not_run(tmp_path: Path, story: str, sentence: str) -> None:
    done = certify(tmp_path, story)
    assert done.returncode == 3
    assert sentence in done.stderr


def test_a_run_that_lost_a_story_is_inconclusive(tmp_path: Path) -> None:
    story = (
        "@pytest.mark.rule('MAIB-READ-01')\n@pytest.mark.parametrize('n', [1, 2, 3])\n"
        f"def test_told(target, n):\n    require({READ}, status(404))\n"
        "@pytest.fixture(autouse=True)\n"
        "def last(request):\n    yield\n    request.session.shouldstop = 'enough'\n"
    )
    done = certify(tmp_path, story, "--rule", "MAIB-READ-01")
    assert done.returncode == 3
    told = json.loads(done.stdout)["verdict"]["sentence"]
    assert "tests did not come to their end, suites/maib/test_3_read.py::test_told[" in told


def test_plain_pytest_runs_the_same_stories(tmp_path: Path) -> None:
    suites = Path(__file__).parents[1] / "suites"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", str(suites), "--provider", "maib", "-q", "-k", "pay"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert "passed" in done.stdout
    assert "simulator self-check" in done.stdout
    assert list(tmp_path.glob("reports/maib/*/run.json"))


def test_a_project_that_does_not_ask_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "test_own.py").write_text(
        "import sys\ndef test_own():\n    assert 'payconform.stories' not in sys.modules\n"
        "    assert 'httpx' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:schemathesis", "-p", "no:cacheprovider"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert [path.name for path in tmp_path.iterdir() if path.name != "__pycache__"] == [
        "test_own.py"
    ]


MACHINE = """
from payconform.exercise.breach import Breach
from payconform.model import Mismatch

@pytest.mark.rule("MAIB-READ-01")
@pytest.mark.judges("MAIB-READ-05", "MAIB-AUTH-11")
def test_told(target, found, effort):
    for rule in {rules}:
        exchange = target.send(Call("getQr", path={{"qrId": "x"}}))
        wrong = (Mismatch("a QR", f"none of {{effort.cases}}"),)
        more = dict(note="the smallest", case=["read"], unstable={unstable})
        found(Breach(rule, exchange, wrong, **more))
"""


def told_by_machine(
    folder: Path, rules: list[str], *options: str, unstable: bool = False
) -> tuple[dict[str, Any], dict[str, Any]]:
    story = MACHINE.format(rules=rules, unstable=unstable)
    done = certify(folder, story, *options, "--only", "READ")
    run = json.loads(done.stdout)
    told = [one for one in run["findings"] if one["test"].endswith("::test_told")]
    return {one["rule"]: one for one in told}, run


def test_a_machine_may_find_several_rules_broken(tmp_path: Path) -> None:
    found, run = told_by_machine(tmp_path, ["MAIB-READ-05", "MAIB-AUTH-11"], "--out", "run")
    outcomes = {rule: one["outcome"] for rule, one in found.items()}
    assert outcomes == {
        "MAIB-READ-01": "passed",
        "MAIB-READ-05": "failed",
        "MAIB-AUTH-11": "warned",
    }
    failed = found["MAIB-READ-05"]
    assert (failed["expected"], failed["got"], failed["reason"]) == (
        "a QR",
        "none of 50",
        "the smallest",
    )
    assert failed["curl"]
    assert len(failed["evidence"]) == 1
    kept = json.loads((tmp_path / "run" / failed["case"]).read_text())
    assert (kept["rule"], kept["case"]) == ("MAIB-READ-05", ["read"])
    assert run["verdict"]["exit_code"] == 1


def test_what_a_machine_finds_of_its_own_rule_is_its_finding(tmp_path: Path) -> None:
    found, _ = told_by_machine(tmp_path, ["MAIB-READ-01"])
    assert {rule: one["outcome"] for rule, one in found.items()} == {"MAIB-READ-01": "failed"}


def test_what_does_not_come_again_is_unstable(tmp_path: Path) -> None:
    found, run = told_by_machine(tmp_path, ["MAIB-READ-05"], unstable=True)
    assert found["MAIB-READ-05"]["outcome"] == "unstable"
    assert run["verdict"]["exit_code"] == 3


def test_a_rule_alone_is_that_rule_alone(tmp_path: Path) -> None:
    done = certify(tmp_path, MACHINE.format(rules=[], unstable=False), "--rule", "MAIB-READ-05")
    assert {one["rule"] for one in json.loads(done.stdout)["findings"]} == {"MAIB-READ-05"}

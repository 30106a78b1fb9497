"""
What a real target is asked to bear: nothing that nobody allowed.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from payconform import catalog
from payconform.cli import main
from payconform.config import published
from payconform.simulator.serving import Simulator
from payconform.target.permission import lacking, with_payments

SUITES = Path(__file__).parents[2] / "suites"
RACE, WRONG = "MAIB-CANCEL-27", "MAIB-AUTH-04"

Certify = Callable[..., dict[str, Any]]


@pytest.fixture
def simulator() -> Iterator[Simulator]:
    made = Simulator(catalog.behaviour("maib"), published("maib"))
    yield made.start()
    made.stop()


@pytest.fixture
def certify(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Certify:
    monkeypatch.chdir(tmp_path)

    def run(*words: str) -> dict[str, Any]:
        done = CliRunner().invoke(main, ["certify", "maib", "--out", "run", *words])
        assert done.exit_code in (0, 3), done.output
        document: dict[str, Any] = json.loads((tmp_path / "run/run.json").read_text("utf-8"))
        return document

    return run


@pytest.fixture
def somebody_elses(simulator: Simulator, tmp_path: Path) -> list[str]:
    """
    Options for a target with credentials of its own, which is therefore taken for a real one.
    """
    file = tmp_path / "own.json"
    file.write_text(json.dumps(dict(published("maib"))))
    return ["--target", simulator.url, "--credentials", str(file)]


def told(run: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """
    What became of the rules asked for; machines that may judge them come along.
    """
    own = [one for one in run["findings"] if one["rule"] in (RACE, WRONG)]
    return {one["rule"]: (one["outcome"], one["reason"]) for one in own}


RULES = ("--rule", RACE, "--rule", WRONG)


def test_a_real_target_is_spared(certify: Certify, somebody_elses: list[str]) -> None:
    run = certify(*somebody_elses, *RULES)
    assert told(run) == {
        RACE: ("skipped", "needs the capability races: give --allow races"),
        WRONG: ("skipped", "needs the capability bad_credentials: give --allow bad-credentials"),
    }
    assert "allow" not in run["selection"]
    assert run["target"]["capabilities"] == []


@pytest.mark.parametrize(
    "options", [["races,bad-credentials"], ["races", "bad-credentials"]], ids=["listed", "repeated"]
)
def test_what_is_allowed_is_done_and_recorded(
    options: list[str], certify: Certify, somebody_elses: list[str]
) -> None:
    allow = [word for option in options for word in ("--allow", option)]
    run = certify(*somebody_elses, *RULES, *allow)
    assert {outcome for outcome, _ in told(run).values()} == {"passed"}
    assert run["selection"]["allow"] == "bad-credentials races"
    assert run["target"]["capabilities"] == ["bad_credentials", "races"]


def test_one_permission_is_not_another(certify: Certify, somebody_elses: list[str]) -> None:
    run = certify(*somebody_elses, *RULES, "--allow", "races")
    assert told(run)[RACE] == ("passed", "")
    assert told(run)[WRONG][0] == "skipped"


@pytest.mark.parametrize("blind", [[], ["--blind"]], ids=["seeing", "blind"])
@pytest.mark.parametrize("served", [True, False], ids=["served", "embedded"])
def test_a_simulator_of_ours_bears_everything(
    served: bool, blind: list[str], certify: Certify, simulator: Simulator
) -> None:
    run = certify(*(["--target", simulator.url] if served else []), *blind, *RULES)
    assert {outcome for outcome, _ in told(run).values()} == {"passed"}


def test_no_story_sends_a_wrong_credential_unasked(
    certify: Certify, somebody_elses: list[str], tmp_path: Path
) -> None:
    run = certify(*somebody_elses, "--only", "AUTH", "--only", "ERROR")
    assert run["outcomes"]["skipped"] > 1
    lines = (tmp_path / "run/exchanges.ndjson").read_text("utf-8").split("\n")
    refused = [
        one for one in map(json.loads, filter(None, lines)) if one["response"]["status"] == 401
    ]
    assert refused  # those without any credentials
    for one in refused:
        assert "authorization" not in {name.lower() for name, _ in one["request"]["headers"]}
        assert "clientSecret" not in json.dumps(one["request"])


def by_pytest(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    story = SUITES / "maib/test_1_auth.py"
    return subprocess.run(
        [sys.executable, "-m", "pytest", str(story), "--provider", "maib", "-q", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("allow", [[], ["--payconform-allow", "races,bad-credentials"]])
def test_plain_pytest_takes_the_same_permissions(
    allow: list[str], somebody_elses: list[str], tmp_path: Path
) -> None:
    _, url, _, file = somebody_elses
    words = ["--payconform-target", url, "--payconform-credentials", file, *allow]
    done = by_pytest(tmp_path, *words, "--payconform-out", "run")
    run = json.loads((tmp_path / "run/run.json").read_text("utf-8"))
    assert done.returncode == 0, done.stdout
    assert (run["selection"].get("allow") == "bad-credentials races") is bool(allow)
    reasons = {reason for _, reason in told(run).values()}
    assert any("bad_credentials" in one for one in reasons) is not bool(allow)


def test_plain_pytest_names_an_unknown_permission(tmp_path: Path) -> None:
    done = by_pytest(tmp_path, "--payconform-allow", "dance")
    assert done.returncode == 2
    expected = "--payconform-allow dance: unknown. Known: bad-credentials, fuzz, races."
    assert expected in done.stdout + done.stderr
    assert not (tmp_path / "reports").exists()


def test_an_unknown_permission_is_told_with_those_there_are() -> None:
    done = CliRunner().invoke(main, ["certify", "maib", "--allow", "races,dance"])
    assert done.exit_code == 2
    assert "--allow dance: unknown. Known: bad-credentials, fuzz, races." in done.output


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ({"control_clock"}, "needs the capability control_clock"),
        ({"races", "pay"}, "needs the capability pay, races: give --allow races"),
        (
            {"races", "bad_credentials"},
            "needs the capability bad_credentials, races: give --allow bad-credentials,races",
        ),
    ],
)
def test_a_reason_teaches_what_can_be_allowed(missing: set[str], reason: str) -> None:
    assert lacking(missing) == reason


@pytest.mark.parametrize(
    ("missing", "operator", "reason"),
    [
        ({"payments"}, False, "needs the capability payments"),
        ({"payments"}, True, "needs a person: run in a terminal, without --no-input"),
        ({"races"}, True, "needs the capability races: give --allow races"),
        (
            {"payments", "pay"},
            True,
            "needs a person: run in a terminal, without --no-input; needs the capability pay",
        ),
    ],
)
def test_a_reason_names_the_person(missing: set[str], operator: bool, reason: str) -> None:
    assert lacking(missing, operator=operator) == reason


def test_a_target_that_pays_by_itself_has_payments() -> None:
    assert with_payments(frozenset({"simulate_payment"})) == {"simulate_payment", "payments"}
    assert with_payments(frozenset({"races"})) == {"races"}

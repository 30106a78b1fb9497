"""
A recorded request is sent again: its bytes as they were, its proof made anew, secrets never.
"""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from payconform import catalog
from payconform.certify import certify
from payconform.cli.replay import replay
from payconform.config import published, resolve
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.target.opening import Variation

RULES = {"MAIB-CANCEL-04", "MAIB-AUTH-01", "MAIB-AUTH-04", "MAIB-CREATE-01"}


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    simulator = Simulator(catalog.behaviour("maib"), published("maib"))
    yield simulator.start().url
    simulator.stop()


def done_on(url: str | None, folder: Path) -> Path:
    settings = resolve("maib", url, None, blind=url is not None)
    certify(Run(catalog.load("maib"), settings, Plan(folder, rules=frozenset(RULES)), "one"))
    return folder


@pytest.fixture(scope="module")
def run(url: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return done_on(url, tmp_path_factory.mktemp("reports") / "run")


def replayed(*words: object) -> Result:
    return CliRunner().invoke(replay, [str(word) for word in words])


def test_the_same_request_brings_the_same_answer(run: Path) -> None:
    done = replayed(run, "test_a_second_cancel_is_refused[Dynamic]")
    assert done.exit_code == 0, done.output
    assert "Authorization: Bearer ‹MAIB_ACCESS_TOKEN›" in done.stdout
    assert done.stdout.count("409 Conflict") == 2
    assert done.stdout.splitlines()[-1] == "differs: nothing"
    assert not [secret for secret in published("maib").values() if secret in done.output]


def test_a_target_that_forgot_answers_otherwise(run: Path) -> None:
    other = Simulator(catalog.behaviour("maib"), published("maib"))
    target = ["--target", other.start().url]
    done = replayed(run, "test_a_second_cancel_is_refused[Dynamic]", *target)
    other.stop()
    assert done.exit_code == 0, done.output
    assert "differs: status: 409 → 404" in done.stdout


def test_a_masked_member_is_not_sent(run: Path) -> None:
    findings = json.loads((run / "run.json").read_text("utf-8"))["findings"]
    test = next(one["test"] for one in findings if one["rule"] == "MAIB-AUTH-01")
    done = replayed(run, test)
    assert done.exit_code == 2
    assert "clientId holds ‹MAIB_CLIENT_ID›, which is masked" in done.stderr


def test_an_embedded_simulator_is_gone(tmp_path: Path, url: str) -> None:
    run = done_on(None, tmp_path / "run")
    words = [run, "test_a_second_cancel_is_refused[Dynamic]"]
    done = replayed(*words)
    assert done.exit_code == 2
    assert "Start one with `payconform serve maib` and name it with --target." in done.stderr
    assert replayed(*words, "--target", url).exit_code == 0


def test_several_findings_are_not_replayed(run: Path) -> None:
    done = replayed(run, "MAIB-CANCEL-04")
    assert done.exit_code == 2
    assert "Name one" in done.stderr


# --- cases that a machine found ---

LIAR = "a_cancel_needs_no_reason"
QR = {"do": "create", "type": "Dynamic", "amount_type": "Fixed", "amount": 50.0}
READ = {"do": "read", "qr": 0}


def changed(place: str, value: object, *member: str) -> dict[str, object]:
    put = {"absent": True} if value is ... else {"value": value}
    change = {"place": place, "member": member, "keyword": "anything", **put}
    return {"operation": "cancelQr", "changes": [change]}


def case_in(folder: Path, **members: object) -> Path:
    changes = [{"place": "body", "member": ["reason"], "keyword": "anything", "absent": True}]
    content = {
        "format": "payconform-case/1",
        "provider": "maib",
        "rule": "MAIB-CANCEL-07",
        "test": "",
        "case": {"operation": "cancelQr", "changes": changes},
    }
    path = folder / "cases" / "one.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(content | members), "utf-8")
    return path


def test_a_case_holds_on_an_honest_target(tmp_path: Path, url: str) -> None:
    case = case_in(tmp_path)
    for words in ((case,), (case, "--target", url)):
        done = replayed(*words)
        assert done.exit_code == 0, done.output
        assert "cancelQr: reason left out" in done.stdout
        assert "< 400 Bad Request" in done.stdout
        assert done.stdout.splitlines()[-1].startswith("holds: MAIB-CANCEL-07")
        assert "Authorization: Bearer ‹MAIB_ACCESS_TOKEN›" in done.stdout


def test_a_case_is_tried_on_the_target_of_its_run(tmp_path: Path) -> None:
    settings, rules = resolve("maib", None, None), frozenset({"MAIB-CANCEL-04"})
    plan = Plan(tmp_path / "run", rules=rules, variation=Variation({}, (LIAR,)))
    certify(Run(catalog.load("maib"), settings, plan, "one"))
    done = replayed(case_in(tmp_path / "run"))
    assert done.exit_code == 1, done.output
    assert "still broken: MAIB-CANCEL-07" in done.stdout


def test_a_history_is_walked_again(tmp_path: Path) -> None:
    done = replayed(case_in(tmp_path, rule="MAIB-LIFE-01", case=[QR, READ, READ]))
    assert done.exit_code == 0, done.output
    assert "holds: MAIB-LIFE-01" in done.stdout


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        ("MAIB-FUZZ-01", [QR, READ]),
        ("MAIB-LIFE-01", [READ]),
        ("MAIB-CANCEL-07", {"operation": "cancelQr", "changes": []}),
        ("MAIB-CANCEL-07", changed("verb", "GET")),
    ],
    ids=["another rule", "no QR", "no change", "another verb"],
)
def test_nobody_can_tell_where_nothing_was_judged(tmp_path: Path, rule: str, case: object) -> None:
    done = replayed(case_in(tmp_path, rule=rule, case=case))
    assert done.exit_code == 3, done.output
    assert f"undecided: {rule}" in done.stdout
    assert "holds:" not in done.stdout


def test_a_rule_that_the_case_comes_under_holds(tmp_path: Path) -> None:
    for rule, case in (
        ("MAIB-FUZZ-01", changed("bytes", "\u00ff")),
        ("MAIB-FUZZ-02", changed("body", 17, "reason")),
        ("MAIB-CREATE-01", {"operation": "createQr", "changes": []}),
    ):
        done = replayed(case_in(tmp_path, rule=rule, case=case))
        assert done.exit_code == 0, done.output
        assert f"holds: {rule}" in done.stdout


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"rule": "MAIB-CANCEL-99"}, "MAIB-CANCEL-99: unknown"),
        ({"provider": "nobody"}, "nobody: unknown"),
        ({"case": {"operation": "cancel", "changes": []}}, "cancel: unknown"),
        ({"case": {"operation": "cancelQr"}}, "case: `changes` is missing"),
        ({"case": [{"do": "‹MAIB_CLIENT_ID›"}]}, "holds ‹MAIB_CLIENT_ID›, which is masked"),
        ({"case": []}, "case: has too few entries"),
        ({"case": ["a"]}, "case.0: has the wrong type"),
        ({"case": [QR, {"what": "x"}]}, "case.1: is no step that can be taken"),
        ({"case": [QR | {"type": "x"}]}, "case.0: is no step that can be taken"),
        ({"case": changed("verb", 17)}, "case.changes.0.value: has the wrong type"),
        ({"case": changed("verb", "G\r\nT")}, "case.changes.0.value: does not have"),
        ({"case": changed("media", {})}, "case.changes.0.value: has the wrong type"),
        ({"case": changed("bytes", "\u4e00")}, "case.changes.0.value: does not have"),
        ({"case": changed("bytes", ...)}, "case.changes.0: `value` is missing"),
        ({"case": changed("path", 17, "qrId")}, "case.changes.0.value: has the wrong type"),
        ({"case": changed("path", "x")}, "case.changes.0.member: has too few entries"),
        ({"case": changed("query", "x")}, "case.changes.0.member: has too few entries"),
        ({"case": changed("body", "\ud800", "reason")}, "case: holds text that UTF-8 cannot hold"),
        ({"rule": "MAIB-CREATE-01"}, "rule: MAIB-CREATE-01 says nothing of cancelQr"),
        ({"more": 1}, "`more` is not a known key"),
    ],
)
def test_a_case_that_cannot_be_is_named(
    members: dict[str, object], said: str, tmp_path: Path
) -> None:
    done = replayed(case_in(tmp_path, **members))
    assert done.exit_code == 2, done.output
    assert said in done.stderr


def test_a_run_alone_is_no_case(run: Path) -> None:
    done = replayed(run)
    assert done.exit_code == 2
    assert "name the FINDING as well" in done.stderr

"""
`payconform import`: a session recorded against a liar shows the lie, the same one against an honest
target shows nothing; and what is imported is a run like others, without a target.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import published, resolve
from payconform.model import Exchange, Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.control import ENGINE_CAPABILITIES
from payconform.simulator.serving import Simulator
from payconform.spec import closed
from payconform.target.opening import Variation
from payconform.target.permission import PERMITTED, with_payments
from payconform.wire.recorder import as_record

MINIATURE = Path(__file__).parents[1] / "providers"
SESSION = frozenset(
    f"MAIB-{rule}"
    for rule in (
        *("AUTH-01", "CREATE-01", "READ-03", "READ-31", "CANCEL-03", "PAY-03", "PAY-10"),
        *("CALLBACK-01", "REFUND-09", "ERROR-01", "ERROR-02"),
    )
)
LIES = {  # by the rule that they break, in another chapter each
    "MAIB-AUTH-02": "token_type_is_lower_case",
    "MAIB-CREATE-03": "url_is_plain_http",
    "MAIB-CANCEL-03": "cancel_changes_nothing",
    "MAIB-CALLBACK-03": "members_are_ordered_by_case",
}
Har = Callable[[Iterable[Exchange]], dict[str, Any]]


def recorded(*faults: str, provider: str = "maib") -> tuple[list[Exchange], dict[str, str]]:
    """
    A session over sockets, and the credentials of its merchant.
    """
    simulator = Simulator(catalog.behaviour(provider), published(provider)).start()
    try:
        behaviour = catalog.behaviour(provider)
        able = with_payments(ENGINE_CAPABILITIES | behaviour.capabilities | PERMITTED) - {"fuzz"}
        rules = SESSION if provider == "maib" else frozenset()
        plan = Plan(None, rules=rules, variation=Variation({}, faults), capabilities=able)
        run = Run(catalog.load(provider), resolve(provider, simulator.url, None), plan, "session")
        certify(run)
        return [*run.recorder._kept], dict(run.target.credentials)
    finally:
        simulator.stop()


def payconform(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "payconform", *words]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.fixture
def imported(tmp_path: Path, har: Har) -> Callable[..., "subprocess.CompletedProcess[str]"]:
    """
    Writes a session as a HAR file with its callbacks and credentials, and imports it.
    """

    def make(*faults: str) -> "subprocess.CompletedProcess[str]":
        exchanges, credentials = recorded(*faults)
        (tmp_path / "session.har").write_text(json.dumps(har(exchanges)), "utf-8")
        (tmp_path / "merchant.json").write_text(json.dumps(credentials), "utf-8")
        words = ("import", "maib", "session.har", "--callbacks-url", "https://shop.example/")
        return payconform(tmp_path, *words, "--credentials", "merchant.json", "--out", "run")

    return make


def document(folder: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((folder / "run.json").read_text("utf-8"))
    return content


def test_an_honest_session_is_not_contradicted(
    imported: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path
) -> None:
    done = imported()
    assert done.returncode == 0, done.stdout + done.stderr
    run = document(tmp_path / "run")
    closed.validate(run, "run", "run.json")
    judged = {finding["rule"]: finding for finding in run["findings"]}
    assert judged.keys() >= LIES.keys()
    assert {finding["outcome"] for finding in run["findings"]} == {Outcome.PASSED}
    sentence = f"recorded traffic: uncontradicted: {len(judged)} rules judged, none failed"
    assert run["verdict"] == {"claim": "uncontradicted", "exit_code": 0, "sentence": sentence}
    assert run["target"] == {
        "name": "session.har",
        "environment": "recorded",
        "simulated": False,
        "capabilities": [],
    }
    assert sentence in done.stdout
    assert " conformant" not in done.stdout
    assert "spec coverage: operations " in done.stdout  # told; the verdict does not hang on it
    assert {path.name for path in (tmp_path / "run").iterdir()} == {
        *("run.json", "exchanges.ndjson", "findings.ndjson", "junit.xml")
    }


@pytest.mark.parametrize("rule", LIES)
def test_a_session_with_a_liar_shows_the_lie(
    imported: Callable[..., "subprocess.CompletedProcess[str]"], tmp_path: Path, rule: str
) -> None:
    done = imported(LIES[rule])
    assert done.returncode == 1, done.stdout + done.stderr
    failed = {one["rule"]: one for one in document(tmp_path / "run")["findings"] if one["got"]}
    assert failed[rule]["outcome"] == "failed"
    assert failed[rule]["evidence"]
    assert failed[rule]["expected"]
    shown = payconform(tmp_path, "show", "run", rule)
    assert shown.returncode == 0, shown.stderr
    assert failed[rule]["evidence"][0] in shown.stdout


# --- a run like others ---


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A folder with an own run's exchanges imported, and another file that matches nothing.
    """
    folder = tmp_path_factory.mktemp("work")
    exchanges, _ = recorded()
    lines = [json.dumps(as_record(one, str), ensure_ascii=False) for one in exchanges]
    (folder / "exchanges.ndjson").write_text("\n".join(lines), "utf-8")
    done = payconform(folder, "import", "maib", "exchanges.ndjson", "--json")
    assert done.returncode == 0, done.stderr
    closed.validate(json.loads(done.stdout), "run", "run.json")
    return folder


def test_it_becomes_the_latest_run_and_can_be_shown(work: Path) -> None:
    done = payconform(work, "show", "latest")
    assert done.returncode == 0, done.stderr
    assert "maib MIA QR on exchanges.ndjson, recorded elsewhere" in done.stdout
    assert "recorded traffic: uncontradicted: " in done.stdout


@pytest.mark.parametrize("words", [("replay", "latest", "1"), ("cleanup", "latest")])
def test_commands_that_speak_to_a_target_refuse_it(work: Path, words: tuple[str, ...]) -> None:
    done = payconform(work, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "payconform: RUN latest: is recorded traffic that was imported; "
        "it has no target to speak to.\n"
    )


@pytest.mark.parametrize("name", ["embedded simulator", "exchanges.ndjson"])
def test_last_failed_does_not_mean_it(work: Path, tmp_path: Path, name: str) -> None:
    (folder,) = (path for path in (work / "reports" / "maib").iterdir() if path.is_dir())
    other = tmp_path / "reports" / "maib" / folder.name
    other.mkdir(parents=True)
    run = document(folder)
    run["target"]["name"] = name
    run["findings"][0]["outcome"] = "failed"
    (other / "run.json").write_text(json.dumps(run), "utf-8")
    done = payconform(tmp_path, "certify", "maib", "--last-failed")
    assert done.returncode == 2
    assert "no run of maib on embedded simulator has ended" in done.stderr


# --- what is told of a file ---


def test_strangers_are_counted_and_named(har: Har, reading: Exchange, tmp_path: Path) -> None:
    icon = replace(reading, request=replace(reading.request, target="/favicon.ico"))
    (tmp_path / "a.har").write_text(json.dumps(har([reading, icon, icon])), "utf-8")
    done = payconform(tmp_path, "import", "maib", "a.har")
    assert "2 of 3 entries match no operation of maib: GET /favicon.ico\n" in done.stdout


def test_a_left_out_body_is_told(har: Har, reading: Exchange, tmp_path: Path) -> None:
    content = har([reading, reading])
    content["log"]["entries"][1]["response"]["content"] = {"size": 5}
    (tmp_path / "a.har").write_text(json.dumps(content), "utf-8")
    done = payconform(tmp_path, "import", "maib", "a.har")
    assert "1 of 2 entries are not judged: the file leaves out their bodies\n" in done.stdout


NOTHING = {
    "nothing matches": ("/favicon.ico", "1 of 1 entries match no operation of maib: GET /favicon"),
    "behind a gateway": (
        "/gate/v2/mia/qr",
        "1 of 1 entries match no operation of maib: GET /gate/",
    ),
}


@pytest.mark.parametrize("case", NOTHING)
def test_a_file_of_which_nothing_matches_is_no_run(
    har: Har, reading: Exchange, tmp_path: Path, case: str
) -> None:
    target, told = NOTHING[case]
    other = replace(reading, request=replace(reading.request, target=target))
    (tmp_path / "a.har").write_text(json.dumps(har([other])), "utf-8")
    done = payconform(tmp_path, "import", "maib", "a.har")
    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert not (tmp_path / "reports").exists()


def test_an_empty_recording_is_no_run(har: Har, tmp_path: Path) -> None:
    (tmp_path / "a.har").write_text(json.dumps(har([])), "utf-8")
    done = payconform(tmp_path, "import", "maib", "a.har")
    assert done.returncode == 2
    assert "nothing in it can be judged: it has no entries" in done.stderr


def test_traffic_that_no_rule_speaks_of_is_inconclusive(
    har: Har, reading: Exchange, tmp_path: Path
) -> None:
    silent = replace(reading, response=None)
    (tmp_path / "a.har").write_text(json.dumps(har([silent])), "utf-8")
    done = payconform(tmp_path, "import", "maib", "a.har")
    assert done.returncode == 3
    assert "recorded traffic: inconclusive: nothing was tested" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody", "a.har"), "PROVIDER nobody: unknown"),
        (("maib", "none.har"), "none.har: there is no such file"),
        (("maib", "a.har", "--credentials", "none.yaml"), "none.yaml: cannot be read"),
    ],
)
def test_a_wrong_word_is_told(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    (tmp_path / "a.har").write_text("{}", "utf-8")
    done = payconform(tmp_path, "import", *words)
    assert done.returncode == 2
    assert told in done.stderr


def test_a_provider_without_judgements_is_judged_by_what_holds_for_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCONFORM_ROWS", os.fspath(MINIATURE))
    exchanges, _ = recorded(provider="mini")
    lines = [json.dumps(as_record(one, str)) for one in exchanges]
    (tmp_path / "exchanges.ndjson").write_text("\n".join(lines), "utf-8")
    done = payconform(tmp_path, "import", "mini", "exchanges.ndjson")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "rules judged, none failed" in done.stdout

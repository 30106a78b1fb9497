"""
A run that was killed or ended early is taken up: nothing recorded is lost, nothing left behind.
"""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from payconform import catalog
from payconform.checks import at
from payconform.config import published, resolve
from payconform.model import Call, Exchange, Request
from payconform.plan import Again, Plan
from payconform.reporting.journal import Journal
from payconform.reporting.resuming import Resumed
from payconform.run import Run
from payconform.simulator.serving import Simulator

KILLS = 8
SELECTION = ("--only", "CREATE", "--only", "CANCEL")
CONFIG = """
[targets.sandbox]
provider = "maib"
base_url = "{url}"
environment = "sandbox"
capabilities = ["simulate_payment"]
credentials.client_id = {{ env = "TEST_CLIENT_ID" }}
credentials.client_secret = {{ env = "TEST_CLIENT_SECRET" }}
"""


class Account:
    """
    A merchant of a "sandbox": a simulator without control API, and a user's folder to run in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._simulator = Simulator(catalog.behaviour("maib"), published("maib"), blind=True)
        self.url = self._simulator.start().url
        (folder / "payconform.toml").write_text(CONFIG.format(url=self.url), "utf-8")

    def stop(self) -> None:
        self._simulator.stop()

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "payconform", *words]

    def begin(self, *words: str) -> subprocess.Popen[str]:
        secrets = published("maib")
        names = {f"TEST_{name.upper()}": secrets[name] for name in ("client_id", "client_secret")}
        return subprocess.Popen(
            self.command(*words),
            cwd=self.folder,
            env={**os.environ, **names},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str]:
        done = self.begin(*words)
        said, complained = done.communicate(timeout=120)
        return done.returncode, said + complained

    def certify(self, *words: str) -> tuple[int, str]:
        return self.run("certify", "maib", "--target", "sandbox", *words)

    def active(self) -> int:
        """
        How many QRs of the account are still Active.
        """
        look = Run(
            catalog.load("maib"), resolve("maib", self.url, None, blind=True), Plan(None), "look"
        )
        look.open()
        query = {"count": 10, "offset": 0, "status": "Active"}
        number = at(look.target.send(Call("listQrs", query=query)), "result.totalCount")
        look.close(stopped="seen")
        assert isinstance(number, int)
        return number


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    made = Account(tmp_path)
    yield made
    made.stop()


def recorded(folder: Path) -> int:
    journal = folder / "exchanges.ndjson"
    return journal.read_bytes().count(b"\n") if journal.exists() else 0


def written_down(folder: Path) -> int:
    """
    How many times the run says that it was taken up.
    """
    whole = folder / "run.json"
    return len(json.loads(whole.read_bytes())["run"]["resumed"]) if whole.exists() else 0


def killed_after(
    process: subprocess.Popen[str], folder: Path, lines: int, wait: float, kills: int = 0
) -> bool:
    """
    Kill a run when it has recorded so many exchanges, and a moment more; False if it was over.

    One that was taken up after so many kills has written that down by then.
    """
    while recorded(folder) < lines and process.poll() is None:
        time.sleep(0.001)
    while written_down(folder) < kills and process.poll() is None:
        time.sleep(0.001)
    time.sleep(wait)
    over = process.poll() is not None
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return not over


def outcomes(folder: Path) -> tuple[dict[str, Any], dict[tuple[str, str], str]]:
    document = json.loads((folder / "run.json").read_text("utf-8"))
    found = {(one["rule"], one["test"]): one["outcome"] for one in document["findings"]}
    assert len(found) == len(document["findings"])
    return document, found


def test_a_run_that_is_killed_again_and_again_comes_to_the_same_end(account: Account) -> None:
    chance, run = random.Random(7), account.folder / "killed"  # noqa: S311 - no secret
    words: tuple[str, ...] = ("certify", "maib", "--target", "sandbox", *SELECTION)
    words = (*words, "--out", "killed")
    kills = 0
    while kills < KILLS:
        process = account.begin(*words)
        lines = recorded(run) + chance.randint(1, 12)
        assert killed_after(process, run, lines, chance.random() / 100, kills), "it came to its end"
        kills += 1
        words = ("certify", "--resume", "killed")
    code, said = account.run(*words)
    assert code == 0, said
    steps = [(int(done), int(total)) for done, total in re.findall(r": (\d+) of (\d+)", said)]
    assert steps
    assert all(done <= total for done, total in steps), said
    still_active = account.active()
    whole_code, whole_said = account.certify(*SELECTION, "--out", "whole")
    assert whole_code == 0, whole_said
    (one, found), (other, expected) = outcomes(run), outcomes(account.folder / "whole")
    assert found == expected
    assert one["verdict"] == other["verdict"]
    assert one["outcomes"] == other["outcomes"]
    assert len(one["run"]["resumed"]) == KILLS
    assert all("whose answer was lost" in left for left in one["left_behind"])
    assert still_active <= len(one["left_behind"]), said
    evidence = [json.loads(line) for line in (run / "exchanges.ndjson").read_text().splitlines()]
    ids = [exchange["id"] for exchange in evidence]
    assert len(set(ids)) == len(ids)
    assert {name for finding in one["findings"] for name in finding["evidence"]} <= set(ids)
    assert not (run / "underway.ndjson").exists()


def test_what_a_killed_run_left_is_cleaned_up(account: Account) -> None:
    chance = random.Random(11)  # noqa: S311 - no secret
    for number in range(2):
        words = ("--target", "sandbox", *SELECTION, "--out", f"run{number}")
        process = account.begin("certify", "maib", *words)
        folder = account.folder / f"run{number}"
        assert killed_after(process, folder, chance.randint(3, 60), chance.random() / 100)
        code, said = account.run("cleanup", f"run{number}")
        lost = len(re.findall("whose answer was lost", said))
        assert code == (3 if lost else 0), said
        assert account.active() <= lost, said


def test_a_run_whose_target_falls_ill_is_taken_up(account: Account, tmp_path: Path) -> None:
    """
    The target dies in mid-run and comes back: what was blocked meanwhile is decided then.
    """
    process = account.begin("certify", "maib", "--target", "sandbox", *SELECTION, "--out", "run")
    while recorded(tmp_path / "run") < 30:
        time.sleep(0.001)
    account.stop()
    said, complained = process.communicate(timeout=60)
    assert process.returncode == 3, said + complained
    assert "the target has stopped answering" in said
    assert "to take it up again: payconform certify --resume run" in complained
    document, before = outcomes(tmp_path / "run")
    assert "stopped answering" in document["run"]["stopped"]
    assert "blocked" in before.values()
    assert document["left_behind"]
    again = Account(tmp_path)
    (tmp_path / "payconform.toml").write_text(CONFIG.format(url=account.url), "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 3, said  # nobody is there yet: what stands is kept
    assert "to take it up again" in said
    assert outcomes(tmp_path / "run")[0]["left_behind"] == document["left_behind"]
    assert (
        outcomes(tmp_path / "run")[1].items()
        >= {key: outcome for key, outcome in before.items() if outcome != "blocked"}.items()
    )
    again.stop()


REFUSED = [
    (("--resume", "run"), "the run came to its end. Use --last-failed"),
    (("maib", "--resume", "run"), "PROVIDER cannot be given with --resume"),
    (("--resume", "run", "--only", "READ"), "--only cannot be given with --resume"),
    (("--resume", "run", "--target", "sandbox"), "--target cannot be given with --resume"),
    (("--resume", "nowhere"), "RUN nowhere: no such run"),
]


def test_what_cannot_be_taken_up_is_told(account: Account) -> None:
    code, said = account.certify("--rule", "MAIB-READ-01", "--out", "run")
    assert code == 0, said
    before = (account.folder / "run" / "run.json").read_bytes()
    for words, sentence in REFUSED:
        code, said = account.run("certify", *words)
        assert code == 2, said
        assert sentence in said
        assert "Traceback" not in said
    assert (account.folder / "run" / "run.json").read_bytes() == before


def killed(account: Account) -> Path:
    folder = account.folder / "run"
    process = account.begin("certify", "maib", "--target", "sandbox", *SELECTION, "--out", "run")
    assert killed_after(process, folder, 20, 0)
    return folder


def test_a_run_is_taken_up_on_its_own_host_only(account: Account) -> None:
    killed(account)
    moved = CONFIG.format(url="http://127.0.0.1:1")
    (account.folder / "payconform.toml").write_text(moved, "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 2, said
    assert f"and the run spoke to {account.url}. Mend base_url." in said


def test_what_was_to_be_repeated_is_kept(account: Account) -> None:
    """
    However the run looks by now whose failures were repeated.
    """
    story = "suites/maib/test_4_cancel.py::test_a_second_cancel_is_refused"
    names = frozenset({f"{story}[Dynamic]", f"{story}[Static]"})
    plan = Plan(account.folder / "run", again=Again("gone", names), blind=True)
    settings = resolve("maib", account.url, None, blind=True)
    begun = Run(catalog.load("maib"), settings, plan, "begun")
    begun.open()
    begun._shut()
    code, said = account.run("certify", "--resume", "run")
    assert code == 0, said
    assert {test for _, test in outcomes(account.folder / "run")[1]} == names


DAMAGED = [
    ("exchanges.ndjson", None, "holds no exchange, and findings there are"),
    ("run.json", ('"only": "CANCEL CREATE"', '"only": "DANCE"'), "selection.only DANCE: unknown"),
]


@pytest.mark.parametrize(("name", "change", "sentence"), DAMAGED)
def test_a_damaged_run_is_not_taken_up(
    account: Account, name: str, change: tuple[str, str] | None, sentence: str
) -> None:
    file = killed(account) / name
    if change is None:
        file.unlink()
    else:
        file.write_text(file.read_text("utf-8").replace(*change), "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 2, said
    assert sentence in said


def test_a_line_with_an_odd_id_is_told_not_read(account: Account) -> None:
    file = killed(account) / "exchanges.ndjson"
    first = file.read_text("utf-8").splitlines()[0]
    with file.open("a", encoding="utf-8") as lines:
        lines.write(first.replace("x00001", "xabc001") + "\n")
    code, said = account.run("certify", "--resume", "run")
    assert code == 0, said
    assert "is cut short or no record" in said


def test_a_run_of_another_version_is_not_taken_up(account: Account) -> None:
    folder = killed(account)
    document = json.loads((folder / "run.json").read_text("utf-8"))
    document["tool"]["version"] = "0.0.1"
    (folder / "run.json").write_text(json.dumps(document), "utf-8")
    code, said = account.run("certify", "--resume", "run")
    assert code == 2, said
    assert "tool.version: is 0.0.1" in said


def test_a_run_that_goes_on_is_not_taken_up(account: Account) -> None:
    journal = Journal(killed(account) / "exchanges.ndjson")
    code, said = account.run("certify", "--resume", "run")
    journal.close()
    assert code == 2, said
    assert "the run goes on" in said
    assert account.run("certify", "--resume", "run")[0] == 0


def test_what_was_exercised_before_the_end_counts_when_it_is_taken_up(
    exchange: Callable[..., Exchange],
) -> None:
    asked = Request("GET", "/v2/mia/qr?count=5&offset=0")
    earlier = replace(exchange(body=b'{"ok": true}', request=asked), operation="listQrs")
    stands = Resumed("2026-01-02T00:00:00+00:00", ("2026-01-02T00:00:01+00:00",))
    plan = Plan(None, resumed=replace(stands, exchanges=(earlier,)))
    run = Run(catalog.load("maib"), resolve("maib", None, None), plan, "taken up")
    operations = run.document(None, (), {})["coverage"]["operations"]
    (lists,) = [one for one in operations if one["id"] == "listQrs"]
    assert (lists["calls"], lists["answered"]) == (1, {"200": 1})
    assert lists["parameters"]["seen"] == 2

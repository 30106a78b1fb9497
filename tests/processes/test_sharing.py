"""
A run that several processes share: the same findings in the same order, ended together.
"""

import errno
import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
from tests.mini.conftest import payconform
from tests.processes.conftest import Started, children, gone, stories_begin

from payconform import catalog
from payconform.config import resolve
from payconform.errors import Blocked, Unusable
from payconform.plan import Plan, Share
from payconform.run import Run
from payconform.sharing import Helpers

CANARY = "a-secret-that-only-the-helper-knows"

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is shared here")
by_proc = pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="/proc tells of children")
pytestmark = forks


def gate(folder: Path, *words: str) -> dict[str, Any]:
    code, said, wrong = payconform(folder, "gate", "mini", "--json", *words)
    assert said, wrong
    run: dict[str, Any] = json.loads(said)
    assert run["verdict"]["exit_code"] == code
    return run


def lines(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_bytes().splitlines()]


def numbers(folder: Path) -> list[int]:
    return [int(one["id"].removeprefix("x")) for one in lines(folder, "exchanges.ndjson")]


def found(run: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(one["rule"], one["test"], one["outcome"]) for one in run["findings"]]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, tuple[Path, dict[str, Any]]]:
    """
    The same gate by one process, by two and by three: where it is, and its run.json.
    """
    made = {}
    for workers in (1, 2, 3):
        folder = tmp_path_factory.mktemp(f"by{workers}")
        made[workers] = folder / "run", gate(folder, "--workers", str(workers), "--out", "run")
    return made


@pytest.mark.parametrize("workers", [2, 3])
def test_however_many_share_a_run_they_find_the_same_in_the_same_order(
    workers: int, runs: dict[int, tuple[Path, dict[str, Any]]]
) -> None:
    alone, shared = runs[1][1], runs[workers][1]
    assert found(shared) == found(alone)
    assert len(found(alone)) > 100
    assert shared["verdict"] == alone["verdict"]
    assert shared["coverage"]["totals"] == alone["coverage"]["totals"]
    assert shared["coverage"]["missing"] == alone["coverage"]["missing"] == []
    assert shared["left_behind"] == []


@pytest.mark.parametrize("workers", [2, 3])
def test_each_exchange_has_a_number_of_its_own_and_says_whose_it_is(
    workers: int, runs: dict[int, tuple[Path, dict[str, Any]]]
) -> None:
    folder, run = runs[workers]
    every = numbers(folder)
    assert len(set(every)) == len(every)
    assert {one % workers for one in every} == set(range(workers))
    sent = [one for one in lines(folder, "exchanges.ndjson") if one["direction"] == "outbound"]
    for one in run["operations"]:
        assert one["calls"] <= sum(exchange["operation"] == one["id"] for exchange in sent)
    behaved, least = (one["simulated_behaviour"].values() for one in (run, runs[1][1]))
    assert sum(behaved) >= sum(least) > 0
    for finding in run["findings"]:
        assert len({int(one.removeprefix("x")) % workers for one in finding["evidence"]}) <= 1


def test_two_shared_runs_send_the_same(
    tmp_path: Path, runs: dict[int, tuple[Path, dict[str, Any]]]
) -> None:
    gate(tmp_path, "--workers", "3", "--out", "run")
    sent = []
    for folder in (tmp_path / "run", runs[3][0]):
        every = [one for one in lines(folder, "exchanges.ndjson") if one["direction"] == "outbound"]
        told = {one["id"]: (one["operation"], one["request"]["target"]) for one in every}
        sent.append(told)
    assert sent[0] == sent[1]


def test_of_one_rule_no_process_is_helped(tmp_path: Path) -> None:
    gate(tmp_path, "--workers", "3", "--out", "run", "--only", "FIELD")
    every = numbers(tmp_path / "run")
    assert sorted(every) == list(range(1, len(every) + 1))


LIARS = {
    "any_merchant_reads_any_charge": "MINI-AUTH-03",
    "a_second_cancel_succeeds": "MINI-CANCEL-02",
    "a_wrong_verb_gets_404": "MINI-ERROR-04",
}


@pytest.mark.parametrize("liar", LIARS)
def test_whichever_process_meets_a_liar_catches_it(liar: str, tmp_path: Path) -> None:
    run = gate(tmp_path, "--workers", "3", "--out", "run", "--fault", liar)
    failed = {one["rule"] for one in run["findings"] if one["outcome"] == "failed"}
    assert LIARS[liar] in failed
    assert run["verdict"]["exit_code"] == 1


def test_cases_of_several_processes_lie_side_by_side(tmp_path: Path) -> None:
    options = (
        "--workers",
        "3",
        "--out",
        "run",
        "--fault",
        "a_note_beyond_the_first_plane_is_a_server_error",
    )
    code, said, wrong = payconform(tmp_path, "certify", "mini", "--cases", "20", "--json", *options)
    assert code == 1, wrong
    told = [(one["rule"], one["case"]) for one in json.loads(said)["findings"] if one["case"]]
    assert len({case for _, case in told}) == len(told) > 1
    for rule, case in told:
        assert json.loads((tmp_path / "run" / case).read_text("utf-8"))["rule"] == rule


def test_it_ends_early_as_one_and_is_taken_up_again(started: Started, tmp_path: Path) -> None:
    process = started("gate", "ifortepay", "--workers", "3")
    stories_begin(tmp_path, "ifortepay")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "inconclusive: interrupted before its end" in out
    assert err.startswith("to take it up again: payconform certify --resume")
    (folder,) = tmp_path.glob("reports/ifortepay/2*")
    run = json.loads((folder / "run.json").read_text("utf-8"))
    assert len(run["findings"]) == len(lines(folder, "findings.ndjson"))
    assert run["left_behind"] == []
    again = started("certify", "--resume", folder.name, "--json")
    said, wrong = again.communicate(timeout=120)
    assert again.returncode == 0, wrong
    every = numbers(folder)
    assert len(set(every)) == len(every)
    tests = [finding["test"] for finding in json.loads(said)["findings"]]
    assert len(set(tests)) == len(tests)


@by_proc
def test_a_helper_that_dies_makes_the_run_inconclusive(started: Started, tmp_path: Path) -> None:
    process = started("gate", "ifortepay", "--workers", "3")
    stories_begin(tmp_path, "ifortepay")
    os.kill(children(process)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3
    assert "inconclusive: a process that shared the work has died (-9)" in out
    assert err.startswith("to take it up again: payconform certify --resume")


@by_proc
def test_none_outlives_the_run_and_what_it_had_is_kept(started: Started, tmp_path: Path) -> None:
    process = started("gate", "ifortepay", "--workers", "3")
    stories_begin(tmp_path, "ifortepay")
    helpers = children(process)
    assert len(helpers) == 2
    process.kill()
    _, err = process.communicate(timeout=60)
    assert err == ""
    assert gone(helpers)
    (folder,) = tmp_path.glob("reports/ifortepay/2*")
    assert lines(folder, "findings.ndjson")
    again = started("certify", "--resume", folder.name)
    _, wrong = again.communicate(timeout=120)
    assert again.returncode == 0, wrong


class Ended:
    """
    Stories that were asked to end.
    """

    stopped = ""

    def stop(self, reason: str) -> None:
        self.stopped = reason


def leaks(run: Run, *unused: object) -> None:
    run.redactor.learn("SECRET", CANARY)
    raise Blocked(f"the target knows {CANARY}")


def fails(run: Run, *unused: object) -> None:
    raise KeyError(CANARY)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (leaks, "the target knows ‹SECRET›"),
        (fails, "a fault of its own: KeyError in test_sharing.py, line "),
    ],
)
def test_what_ends_a_helper_is_told_without_its_secrets(work: Any, told: str) -> None:
    settings, plan = resolve("maib", None, None), Plan(None, share=Share(of=2))
    helpers = Helpers(Run(catalog.load("maib"), settings, plan, "failing"), work)
    helpers.begin()
    stories = Ended()
    try:
        helpers.finish(stories, lambda: None)
    finally:
        helpers.close()
    assert stories.stopped.startswith(told)
    assert CANARY not in stories.stopped


def test_where_no_further_process_may_begin_one_is_told_how_to_go_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refused)
    settings, plan = resolve("maib", None, None), Plan(None, share=Share(of=2))
    run = Run(catalog.load("maib"), settings, plan, "refused")
    helpers = Helpers(run, lambda *unused: None)
    with pytest.raises(Unusable, match=r"2 processes: the system allows no more .* --workers 1\."):
        helpers.begin()

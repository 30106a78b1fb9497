"""
A run that was killed or ended early is taken up: nothing recorded is lost, nothing left behind.
"""

import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.resuming.account import (
    CONFIG,
    SELECTION,
    Account,
    killed,
    killed_after,
    outcomes,
    recorded,
)

from payconform import catalog
from payconform.config import resolve
from payconform.model import Exchange, Request
from payconform.plan import Again, Plan
from payconform.reporting.resuming import Resumed
from payconform.run import Run

KILLS = 8


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


def test_a_line_with_an_odd_id_is_told_not_read(account: Account) -> None:
    file = killed(account) / "exchanges.ndjson"
    first = file.read_text("utf-8").splitlines()[0]
    with file.open("a", encoding="utf-8") as lines:
        lines.write(first.replace("x00001", "xabc001") + "\n")
    code, said = account.run("certify", "--resume", "run")
    assert code == 0, said
    assert "is cut short or no record" in said


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

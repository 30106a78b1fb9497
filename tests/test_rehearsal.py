"""
Stories that are collected once and played to many runs: nothing of one run is left to the next.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from payconform import catalog
from payconform.certify import needs_of, rehearse
from payconform.certify import tests_of as names_of
from payconform.config import resolve
from payconform.errors import PayconformError
from payconform.model import Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.stories import Play

RULE = "MAIB-READ-08"  # an assumed one: its stories record what they saw
TWICE = """
import pytest
from payconform.model import Call

PLAYED = []


@pytest.fixture(scope="session")
def merchant(target):
    return target.credentials["client_id"]


@pytest.mark.rule("MAIB-READ-08")
def test_told(target, merchant, record):
    target.send(Call("getQr", path={"qrId": "00000000-0000-4000-8000-000000000000"}))
    assert merchant == target.credentials["client_id"]
    assert merchant not in PLAYED
    if not PLAYED:
        record("seen")
    PLAYED.append(merchant)
"""


def run(rule: str = RULE) -> Run:
    plan = Plan(None, rules=frozenset({rule}))
    return Run(catalog.load("maib"), resolve("maib", None, None), plan, "rehearsal")


@pytest.fixture
def story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    suites = tmp_path / "suites" / "maib"
    suites.mkdir(parents=True)
    monkeypatch.setenv("PAYCONFORM_ROWS", str(tmp_path))
    return suites / "test_3_read.py"


def test_what_was_seen_in_one_run_is_forgotten_in_the_next(story: Path) -> None:
    story.write_text(TWICE, "utf-8")
    runs = [run(), run()]

    def twice(play: Play) -> None:
        for one in runs:
            play(one)

    rehearse(run(), twice)
    told = [[one for one in each.findings if "test_told" in one.test] for each in runs]
    (first,), (second,) = told
    assert first.outcome is Outcome.RECORDED
    assert (second.outcome, second.reason) == (Outcome.BROKEN, "the story recorded no outcome")


def test_a_run_is_played_what_its_plan_includes() -> None:
    whole = Run(catalog.load("maib"), resolve("maib", None, None), Plan(None), "whole")
    chosen = [run("MAIB-READ-01"), run("MAIB-CANCEL-01")]

    def each(play: Play) -> None:
        for one in chosen:
            play(one)

    rehearse(whole, each)
    machines = ("FUZZ", "LIFE")  # they may judge these rules, too
    assert [
        {one.rule for one in run.findings if one.rule.split("-")[1] not in machines}
        for run in chosen
    ] == [{"MAIB-READ-01"}, {"MAIB-CANCEL-01"}]
    assert not any(one.is_open for one in [*chosen, whole])


@pytest.mark.parametrize("kind", [KeyError, KeyboardInterrupt])
def test_what_is_raised_between_two_runs_is_handed_on(kind: type[BaseException]) -> None:
    played: list[Run] = []

    def use(play: Play) -> None:
        played.append(run())
        play(played[0])
        raise kind("enough")

    with pytest.raises(kind, match="enough"):
        rehearse(run(), use)
    assert played[0].findings


def test_a_run_that_is_interrupted_is_closed(story: Path) -> None:
    story.write_text(TWICE.replace("record(", "raise KeyboardInterrupt("), "utf-8")
    interrupted = run()
    with pytest.raises(KeyboardInterrupt):
        rehearse(run(), lambda play: play(interrupted))
    assert not interrupted.is_open


def test_suites_that_do_not_load_are_not_played(story: Path) -> None:
    story.write_text("import nothing_of_that_name", "utf-8")
    played: list[Play] = []
    with pytest.raises(PayconformError, match="nothing_of_that_name"):
        rehearse(run(), played.append)
    assert played == []


@pytest.mark.parametrize(
    "collect",
    [names_of, needs_of, lambda run: rehearse(run, [].append)],
    ids=["names", "needs", "rehearsal"],
)
def test_an_interrupted_collection_is_not_taken_for_a_short_one(
    story: Path, collect: Callable[[Run], object]
) -> None:
    story.write_text("raise KeyboardInterrupt", "utf-8")
    with pytest.raises(KeyboardInterrupt):
        collect(run())

"""
Nights on a liar and on the honest simulator: what is found, told apart, and left to the next night.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from payconform import catalog
from payconform.config import resolve
from payconform.errors import Blocked, FileUnreadable, NotOffered, Unusable
from payconform.exercise.bench import Bench, Trial
from payconform.exercise.breach import Breach
from payconform.exercise.case import Case
from payconform.exercise.mutation import Mutation
from payconform.model import Exchange, Mismatch, Outcome, Request
from payconform.nightly import crew as crews
from payconform.nightly.deviations import Deviation, deviations, entry
from payconform.nightly.fingerprint import fingerprint
from payconform.nightly.night import Night
from payconform.nightly.shift import Enough, Shift
from payconform.nightly.state import State
from payconform.nightly.worker import Task, Told
from payconform.plan import Plan
from payconform.run import Run
from payconform.target.opening import HONEST, Variation

LIAR = "a_cancel_needs_no_reason"
RULE = "MAIB-CANCEL-07"
SHORT = ("--budget", "3s", "--workers", "1")


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "payconform", *words]


def payconform(folder: Path, *words: str) -> tuple[int, str, str]:
    done = subprocess.run(
        command(*words), cwd=folder, capture_output=True, text=True, timeout=240, check=False
    )
    return done.returncode, done.stdout, done.stderr


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


# --- nights ---


def test_a_liar_is_found_told_and_known(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "nightly", "maib", *SHORT, "--fault", LIAR)
    assert code == 1, said + wrong
    assert "1 finding: 1 new" in said
    (case,) = tmp_path.glob(f"reports/maib/*/cases/{RULE}-*.json")
    assert f"payconform replay {case.relative_to(tmp_path)}" in said
    assert "curl" in said
    assert "$MAIB_ACCESS_TOKEN" in said
    run = json.loads((case.parents[1] / "run.json").read_text("utf-8"))
    assert run["selection"]["budget"] == "3s"
    (failed,) = (one for one in run["findings"] if one["outcome"] == "failed")
    ids = {one["id"] for one in lines(case.parents[1] / "exchanges.ndjson")}
    assert set(failed["evidence"]) <= ids

    code, again, wrong = payconform(tmp_path, "nightly", "maib", *SHORT, "--fault", LIAR)
    assert code == 1, again + wrong
    today = datetime.now(UTC).date()
    assert "new" not in told(again)
    assert "1 finding: 1 seen before on" in again

    _, _, pasted = said.partition("under `deviations:`\n")
    first = yaml.safe_load("deviations:\n" + pasted.split("\n\n")[0])["deviations"][0]
    since = (today - timedelta(days=51)).isoformat()
    known = {"deviations": [{**first, "date": since, "note": "told to the bank"}]}
    (tmp_path / "deviations.yaml").write_text(yaml.safe_dump(known), "utf-8")
    code, again, wrong = payconform(tmp_path, "nightly", "maib", *SHORT, "--fault", LIAR)
    assert code == 1, again + wrong
    assert f"1 finding: 1 known since {since} (5" in again
    assert "told to the bank" in again


def told(said: str) -> str:
    return next(line for line in said.splitlines() if "finding" in line)


def test_an_honest_night_keeps_what_is_new_and_its_memory_is_small(tmp_path: Path) -> None:
    code, said, wrong = payconform(tmp_path, "nightly", "maib", "--budget", "6s", "--workers", "2")
    assert code == 0, said + wrong
    assert "findings  none" in said
    assert "simulator self-check" in said
    folder = tmp_path / ".payconform" / "maib" / "embedded-simulator"
    assert lines(folder / "corpus.ndjson")
    began, ended = lines(folder / "history.ndjson")
    assert began["night"] == ended["night"] == 1
    assert ended["kept"] == len(lines(folder / "corpus.ndjson"))
    memory = int(said.partition("memory ")[2].partition(" MB")[0])
    assert 0 < memory < 400


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows kills otherwise")
def test_what_a_killed_night_had_is_kept_and_no_worker_stays(tmp_path: Path) -> None:
    folder = tmp_path / ".payconform" / "maib" / "embedded-simulator"
    words = command("nightly", "maib", "--budget", "5m", "--workers", "2")
    night = subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    children: set[int] = set()
    try:
        until(lambda: (folder / "corpus.ndjson").exists() and lines(folder / "corpus.ndjson"))
        children = below(night.pid)
    finally:
        os.kill(night.pid, signal.SIGKILL)
        night.wait(60)
    kept = lines(folder / "corpus.ndjson")
    assert kept
    assert len(children) >= 2
    until(lambda: not any(alive(one) for one in children))
    state = State(tmp_path / ".payconform", "maib", "embedded simulator")
    assert state.night == 2
    assert len(list(state.corpus())) == len(kept)
    state.close()


def test_a_night_that_is_interrupted_ends_with_a_verdict(tmp_path: Path) -> None:
    folder = tmp_path / ".payconform" / "maib" / "embedded-simulator"
    words = command("nightly", "maib", "--budget", "5m", "--workers", "1")
    with subprocess.Popen(
        words, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as night:
        until(lambda: (folder / "corpus.ndjson").exists() and lines(folder / "corpus.ndjson"))
        night.send_signal(signal.SIGTERM)
        said, _ = night.communicate(timeout=120)
    assert night.returncode == 3
    assert "inconclusive: interrupted before its end" in said
    (run,) = tmp_path.glob("reports/maib/*/run.json")
    assert json.loads(run.read_text("utf-8"))["run"]["stopped"] == "interrupted before its end"


def until(holds: Any) -> None:
    deadline = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return not zombie(process)


def zombie(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] == "Z"


def below(parent: int) -> set[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(parent)], capture_output=True, text=True, check=False
    )
    return {int(one) for one in listed.stdout.split()}


# --- the end of a night ---

UNREASONED = Case("cancelQr", (Mutation("cancelQr", "body", ("reason",), "required", absent=True),))


@pytest.fixture
def opened() -> Iterator[Callable[..., Run]]:
    runs: list[Run] = []

    def open_(*faults: str) -> Run:
        plan = Plan(None, 1, variation=Variation({}, faults), complete=False)
        runs.append(Run(catalog.load("maib"), resolve("maib", None, None), plan, "nightly"))
        runs[-1].open(callbacks=False)
        return runs[-1]

    yield open_
    for run in runs:
        run.close(stopped="nothing is judged here")


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    tried: list[Case] = []
    real = Bench.try_alone

    def try_alone(bench: Bench, case: Case) -> Trial | None:
        tried.append(case)
        return real(bench, case)

    monkeypatch.setattr(Bench, "try_alone", try_alone)
    return tried


def test_what_was_seen_when_the_corpus_is_cut_short_is_told(opened: Callable[..., Run]) -> None:
    told: list[Breach] = []
    shift = Shift(opened(LIAR).target, 1, lambda: True, print, lambda *found: told.append(found[1]))
    with pytest.raises(Enough):
        shift.replay([UNREASONED, UNREASONED])
    assert shift.log.cases == {"cancelQr": 1}
    assert [(one.rule, one.unstable) for one in told] == [(RULE, False)]


def test_what_was_seen_in_the_last_round_is_told(
    opened: Callable[..., Run], alone: list[Case]
) -> None:
    told: list[Breach] = []

    def enough() -> bool:
        return bool(shift.explained)

    shift = Shift(opened(LIAR).target, 1, enough, print, lambda *found: told.append(found[1]))
    shift.fuzz(["cancelQr"])
    assert [(one.rule, one.unstable) for one in told] == [(RULE, False)]
    assert len(alone) == 1


def test_the_end_cuts_the_shrinking_short(opened: Callable[..., Run], alone: list[Case]) -> None:
    told: list[Breach] = []
    shift = Shift(
        opened(LIAR).target, 1, lambda: bool(alone), print, lambda *found: told.append(found[1])
    )
    shift.fuzz(["cancelQr"])
    assert [(one.rule, one.unstable) for one in told] == [(RULE, False)]
    assert len(alone) == 2
    assert alone[0] == alone[1]


def test_what_cannot_be_tried_again_is_told_as_unstable(
    opened: Callable[..., Run], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Breach] = []
    shift = Shift(opened(LIAR).target, 1, lambda: False, print, lambda *one: told.append(one[1]))
    monkeypatch.setattr(Bench, "try_alone", raising(Blocked("no QR")))
    shift.replay([UNREASONED])
    assert [(one.rule, one.unstable) for one in told] == [(RULE, True)]


def raising(error: Exception) -> Callable[..., None]:
    def refuse(*unused: object) -> None:
        raise error

    return refuse


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows stops nothing")
def test_a_worker_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "GRACE", 0.2)
    settings = resolve("maib", None, None)
    crew = crews.Crew([Task("maib", settings, HONEST, ("cancelQr",), 1)])
    (process,) = crew._lines.values()
    assert process.pid
    os.kill(process.pid, signal.SIGSTOP)
    try:
        told = crew.watch(60.0, lambda: True, print)
    finally:
        crew.close()
    assert told == "a worker did not end when it was told to"
    assert process.exitcode == -signal.SIGKILL


# --- what a worker tells ---

NAME = "0123456789ab"
SEEN = Breach(RULE, None, (Mismatch("status 400", "status 200"),), case=UNREASONED.document())


def heard(run: Run, folder: Path) -> Night:
    state = State(folder, "maib", "embedded simulator")
    settings = resolve("maib", None, None)
    known = Deviation(RULE, NAME, date(2026, 10, 1), (settings.name,))
    night = Night(run, settings, state, [known], seconds=1, workers=1, progress=print)
    night._hear(0, Told(broken=(NAME, SEEN)))
    night._hear(0, Told(broken=(NAME, SEEN)))
    state.close()
    return night


def test_what_does_not_come_again_is_unstable_and_known(
    opened: Callable[..., Run], tmp_path: Path
) -> None:
    (one,) = heard(opened(), tmp_path).discoveries
    assert (one.finding.outcome, one.finding.expected) == (Outcome.UNSTABLE, "status 400")
    assert (one.fingerprint, one.age) == (NAME, "known")
    assert one.finding.evidence


@pytest.mark.parametrize("why", [Blocked("no QR"), NotOffered("another one"), None])
def test_what_cannot_be_confirmed_is_unstable(
    why: Exception | None,
    opened: Callable[..., Run],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = opened(LIAR)
    monkeypatch.setattr(Bench, "try_alone", raising(why) if why else lambda *unused: None)
    (one,) = heard(run, tmp_path).discoveries
    assert (one.finding.outcome, one.fingerprint) == (Outcome.UNSTABLE, NAME)
    assert (one.finding.evidence, one.finding.curl) == ((), "")
    assert "could not be tried again" in one.finding.reason


def test_what_was_unstable_can_still_fail(
    opened: Callable[..., Run], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    night = Night(
        opened(LIAR),
        resolve("maib", None, None),
        State(tmp_path, "maib", "embedded simulator"),
        (),
        seconds=1,
        workers=1,
        progress=print,
    )
    night._hear(0, Told(broken=(NAME, SEEN)))
    (sure,) = night.discoveries
    night._told.clear()
    night.discoveries.clear()
    with monkeypatch.context() as patched:
        patched.setattr(Bench, "try_alone", lambda *unused: None)
        night._hear(0, Told(broken=(sure.fingerprint, SEEN)))
    night._hear(0, Told(broken=(sure.fingerprint, SEEN)))
    night._hear(0, Told(broken=(sure.fingerprint, SEEN)))
    outcomes = [one.finding.outcome for one in night.discoveries]
    assert outcomes == [Outcome.UNSTABLE, Outcome.FAILED]


# --- what was typed ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--budget", "soon"), "--budget soon: write it as 90s, 10m or 2h."),
        (("--budget", "0m"), "--budget 0m: write it as 90s, 10m or 2h."),
        (("--fault", "nothing"), "--fault nothing: unknown."),
        (("--deviations", "none.yaml"), "none.yaml: cannot be read"),
        (("--state", "file"), "--state file: cannot be written"),
    ],
)
def test_what_cannot_be_is_said_plainly(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, out, wrong = payconform(tmp_path, "nightly", "maib", *words)
    assert (code, out) == (2, "")
    assert said in wrong
    assert not (tmp_path / "reports").exists()


def test_a_real_target_must_be_allowed(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("client_id: some-client-id\nclient_secret: some-secret\n")
    (tmp_path / "payconform.toml").write_text(
        '[targets.box]\nprovider = "maib"\nenvironment = "sandbox"\n'
        'base_url = "https://api.maib.invalid"\n'
    )
    words = ("--target", "box", "--credentials", "own.yaml")
    code, _, wrong = payconform(tmp_path, "nightly", "maib", *words)
    assert code == 2
    assert "Give --allow fuzz" in wrong


# --- deviations ---

GOOD: Mapping[str, Any] = {
    "rule": RULE,
    "fingerprint": "0123456789ab",
    "date": "2026-10-01",
    "targets": ["box"],
}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"rule": "cancel"}, "deviations.0.rule"),
        ({"fingerprint": "short"}, "deviations.0.fingerprint"),
        ({"date": "2026-02-30"}, "deviations.0.date"),
        ({"date": "yesterday"}, "deviations.0.date"),
        ({"targets": []}, "deviations.0.targets"),
        ({"who": "me"}, "deviations.0"),
    ],
)
def test_a_wrong_deviation_is_named(change: dict[str, Any], field: str, tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(json.dumps({"deviations": [{**GOOD, **change}]}), "utf-8")
    with pytest.raises(FileUnreadable, match=rf"known\.yaml, {field}: "):
        deviations(file)


def test_a_day_needs_no_quotes(tmp_path: Path) -> None:
    file = tmp_path / "known.yaml"
    text = "deviations:\n" + entry(RULE, "0123456789ab", date(2026, 10, 1), "box")
    file.write_text(text + "    note: told to the bank\n", "utf-8")
    (one,) = deviations(file)
    assert (one.since, one.targets, one.note) == (date(2026, 10, 1), ("box",), "told to the bank")


def test_without_a_file_nothing_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert deviations(None) == ()


# --- fingerprints ---


def shown(exchange: Exchange, expected: str, *changes: Mutation) -> str:
    breach = Breach(RULE, exchange, (Mismatch(expected, "whatever"),))
    return fingerprint(catalog.load("maib"), breach, Case("cancelQr", changes))


def test_a_fingerprint_forgets_values(exchange: Any) -> None:
    one, other = (Mutation("cancelQr", "body", ("reason",), "anything", text) for text in "ab")
    odd = Mutation("cancelQr", "body", ("whatever",), "anything", 1)
    odder = Mutation("cancelQr", "body", ("more",), "anything", 1)
    made = exchange(request=Request("POST", "/"))
    assert shown(made, "status 400", one) == shown(made, "status 400", other)
    assert shown(made, "status 400", odd) == shown(made, "status 400", odder)
    assert shown(made, "as before: x1", one) == shown(made, "as before: x2", one)
    assert shown(made, 'orderId "a"', one) == shown(made, 'orderId "b"', one)
    told = [
        shown(made, "status 400", one),
        shown(made, "status 409", one),
        shown(made, "status 400", odd),
        shown(made, "status 400", one, odd),
    ]
    assert len(set(told)) == len(told)


# --- state ---


def test_a_line_cut_short_costs_itself_alone(tmp_path: Path) -> None:
    case = Case("cancelQr", (Mutation("cancelQr", "body", ("reason",), "anything", "\U0001f469"),))
    first = State(tmp_path, "maib", "http://127.0.0.1:8080")
    first.begin({"began": "now"})
    first.keep(case.document())
    first.keep(case.document())
    first.found({"fingerprint": "f", "at": "2026-10-01T00:00:00+00:00"})
    first.close()
    file = first.folder / "corpus.ndjson"
    file.write_bytes(file.read_bytes()[:-9])
    second = State(tmp_path, "maib", "http://127.0.0.1:8080")
    assert list(second.corpus()) == [case]
    assert (second.night, second.seen) == (2, {"f": date(2026, 10, 1)})
    with pytest.raises(Unusable, match="a run is writing there"):
        State(tmp_path, "maib", "http://127.0.0.1:8080")
    second.close()


@pytest.mark.parametrize(
    ("place", "put"),
    [
        ("verb", {"value": 17}),
        ("verb", {"value": "NO VERB"}),
        ("verb", {"absent": True}),
        ("media", {"value": ["json"]}),
        ("media", {"value": "json\r\nX: 1"}),
        ("bytes", {"value": "\u4e00"}),
        ("bytes", {"value": 1}),
        ("path", {"member": ["qrId"], "value": 1}),
        ("path", {"member": ["qrId"], "absent": True}),
        ("path", {"value": "x"}),
        ("query", {"value": "x"}),
        ("body", {"member": ["reason"], "value": "\ud800"}),
        ("body", {"member": [1], "value": "x"}),
        ("body", {"member": ["reason"]}),
        ("anywhere", {"value": "x"}),
    ],
)
def test_a_case_that_cannot_be_sent_is_passed_over(
    place: str, put: dict[str, Any], tmp_path: Path
) -> None:
    change = {"place": place, "member": [], "keyword": "anything", **put}
    assert kept({"operation": "cancelQr", "changes": [change]}, tmp_path) == [UNREASONED]


@pytest.mark.parametrize(
    "line",
    [
        {"operation": ["cancelQr"], "changes": []},
        {"operation": "cancelQr"},
        {"operation": "cancelQr", "changes": [17]},
        {"operation": "cancelQr", "changes": [], "more": 1},
        ["operation"],
        "operation",
    ],
)
def test_a_line_that_is_no_case_is_passed_over(line: Any, tmp_path: Path) -> None:
    assert kept(line, tmp_path) == [UNREASONED]


def kept(line: Any, folder: Path) -> list[Case]:
    state = State(folder, "maib", "box")
    (state.folder / "corpus.ndjson").write_text(json.dumps(line) + "\n", "utf-8")
    state.keep(UNREASONED.document())
    left = list(state.corpus())
    state.close()
    return left

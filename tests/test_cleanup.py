"""
After a kill: what the record says was created is taken back on the target, and on no other.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from payconform import catalog
from payconform.checks import at
from payconform.cli.cleanup import cleanup
from payconform.config import TargetSettings, published, resolve
from payconform.model import Call
from payconform.plan import Plan
from payconform.reporting.journal import Journal
from payconform.run import Run
from payconform.simulator.serving import Simulator


@pytest.fixture
def url() -> Iterator[str]:
    simulator = Simulator(catalog.behaviour("maib"), published("maib"))
    yield simulator.start().url
    simulator.stop()


class Killed:
    """
    A run on a target that created three QRs, cancelled the second, and was killed.
    """

    def __init__(self, folder: Path, settings: TargetSettings) -> None:
        self.folder = folder
        run = Run(catalog.load("maib"), settings, Plan(folder), "killed")
        run.open()
        self.ids = [self._made(run) for _ in range(3)]
        run.target.send(cancel(self.ids[1]))
        run._shut()

    def _made(self, run: Run) -> str:
        call = run.slice.profile.valid("createQr", run.target)
        return str(at(run.target.send(call), "result.qrId"))

    def append(self, line: str) -> None:
        with (self.folder / "exchanges.ndjson").open("a", encoding="utf-8") as file:
            file.write(line)

    def records(self) -> list[dict[str, Any]]:
        text = (self.folder / "exchanges.ndjson").read_text("utf-8")
        return [json.loads(line) for line in text.splitlines()]


def cancel(qr_id: str) -> Call:
    return Call("cancelQr", path={"qrId": qr_id}, body={"reason": "enough"})


def state(url: str, qr_id: str) -> object:
    settings = resolve("maib", url, None, blind=True)
    run = Run(catalog.load("maib"), settings, Plan(None), "look")
    run.open()
    seen = at(run.target.send(Call("getQr", path={"qrId": qr_id})), "result.status")
    run.close(stopped="seen")
    return seen


def cleaned(*words: object) -> Result:
    return CliRunner().invoke(cleanup, [str(word) for word in words])


@pytest.fixture
def killed(tmp_path: Path, url: str) -> Killed:
    return Killed(tmp_path / "run", resolve("maib", url, None, blind=True))


def test_what_a_killed_run_created_is_taken_back_newest_first(killed: Killed, url: str) -> None:
    killed.append('{"id":"x00006","direc')  # of a GET: any other request would be underway
    before = (killed.folder / "exchanges.ndjson").read_bytes()
    assert state(url, killed.ids[0]) == "Active"
    done = cleaned(killed.folder)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines() == [
        f"taken back: cancelQr {killed.ids[2]}",
        f"taken back: cancelQr {killed.ids[0]}",
        "2 taken back or over already, 0 left behind",
    ]
    assert "exchanges.ndjson, line 6 is cut short" in done.stderr
    assert {state(url, qr_id) for qr_id in killed.ids} == {"Cancelled"}
    assert (killed.folder / "exchanges.ndjson").read_bytes() == before


def test_nothing_is_left_where_all_is_known(killed: Killed) -> None:
    assert cleaned(killed.folder).exit_code == 0
    assert cleaned(killed.folder).exit_code == 0  # and taken back once, it stays so


def test_a_create_whose_answer_was_lost_is_found_by_its_order(killed: Killed, url: str) -> None:
    last = next(one for one in reversed(killed.records()) if one["operation"] == "createQr")
    records = [json.dumps(one) + "\n" for one in killed.records() if one != last]
    (killed.folder / "exchanges.ndjson").write_text("".join(records), "utf-8")
    done = cleaned(killed.folder)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == "2 taken back or over already, 0 left behind"
    assert {state(url, qr_id) for qr_id in killed.ids} == {"Cancelled"}


def test_without_any_answer_every_create_is_found(killed: Killed, url: str) -> None:
    (killed.folder / "exchanges.ndjson").write_text('{"id":"x00001","direc', "utf-8")
    done = cleaned(killed.folder)
    assert done.exit_code == 0, done.output
    assert {state(url, qr_id) for qr_id in killed.ids} == {"Cancelled"}


def test_a_create_that_nothing_tells_from_others_is_named(killed: Killed) -> None:
    last = next(one for one in reversed(killed.records()) if one["operation"] == "createQr")
    nameless = json.loads(last["request"]["body"]) | {"orderId": None}
    last = last | {"id": "x00098", "response": None, "failure": "on its way"}
    last["request"] = last["request"] | {"body": json.dumps(nameless)}
    with (killed.folder / "underway.ndjson").open("a", encoding="utf-8") as file:
        file.write(json.dumps(last) + "\n")
    done = cleaned(killed.folder)
    assert done.exit_code == 3, done.output
    named = [line for line in done.stdout.splitlines() if line.startswith("left behind")]
    assert len(named) == 1
    assert "createQr sent at" in named[0]
    assert "whose answer was lost" in named[0]


def test_a_cut_record_of_a_run_that_ended_is_no_all_clear(killed: Killed) -> None:
    killed.append('{"id":"x00006","direc')
    (killed.folder / "underway.ndjson").unlink()
    done = cleaned(killed.folder)
    assert done.exit_code == 3, done.output
    assert "whose record is cut is not known" in done.stdout


def test_a_run_that_goes_on_is_left_alone(killed: Killed) -> None:
    journal = Journal(killed.folder / "exchanges.ndjson")
    done = cleaned(killed.folder)
    journal.close()
    assert done.exit_code == 2
    assert "goes on" in done.stderr


def test_a_run_without_a_readable_exchange_is_no_all_clear(killed: Killed) -> None:
    for name in ("exchanges.ndjson", "underway.ndjson"):
        (killed.folder / name).write_text('{"id":"x00001","direc', "utf-8")
    done = cleaned(killed.folder)
    assert done.exit_code == 2
    assert "what it created is not known" in done.stderr


def test_what_cannot_be_taken_back_is_named(killed: Killed) -> None:
    record = next(one for one in killed.records() if one["operation"] == "createQr")
    record["response"]["body"] = record["response"]["body"].replace(killed.ids[0], "a-b")
    killed.append(json.dumps(record | {"id": "x00099"}) + "\n")
    done = cleaned(killed.folder)
    assert done.exit_code == 3, done.output
    assert done.stdout.splitlines()[-2:] == [
        "left behind on the target: cancelQr a-b",
        "2 taken back or over already, 1 left behind",
    ]


def test_nothing_goes_to_another_target_than_the_runs(killed: Killed, url: str) -> None:
    done = cleaned(killed.folder, "--target", "http://127.0.0.1:1")
    assert done.exit_code == 2
    assert f"the run spoke to {url}. Name that one." in done.stderr
    assert state(url, killed.ids[0]) == "Active"


def test_a_target_that_is_gone_is_inconclusive(tmp_path: Path) -> None:
    simulator = Simulator(catalog.behaviour("maib"), published("maib"))
    place = resolve("maib", simulator.start().url, None, blind=True)
    killed = Killed(tmp_path / "run", place)
    simulator.stop()
    done = cleaned(killed.folder)
    assert done.exit_code == 3
    assert done.stderr.splitlines()[-1].startswith("payconform: ")
    assert "Traceback" not in done.output


def test_an_embedded_simulator_leaves_nothing(tmp_path: Path) -> None:
    killed = Killed(tmp_path / "run", resolve("maib", None, None))
    done = cleaned(killed.folder)
    assert done.exit_code == 0
    assert "ended with its embedded simulator" in done.stdout


def test_ids_are_not_masked_in_the_record_and_secrets_are(killed: Killed) -> None:
    text = (killed.folder / "exchanges.ndjson").read_text("utf-8")
    assert all(qr_id in text for qr_id in killed.ids)
    assert not [secret for secret in published("maib").values() if secret in text]


def test_without_run_json_the_provider_is_not_known(killed: Killed, url: str) -> None:
    (killed.folder / "run.json").unlink()
    done = cleaned(killed.folder)
    assert done.exit_code == 2
    assert "run.json: is missing or cut short" in done.stderr
    assert state(url, killed.ids[0]) == "Active"

"""
Callbacks of a real target arrive at a public address, and are judged.
"""

import json
from functools import partial
from pathlib import Path

import pytest
from tests.callbacks.conftest import NAMED, SENT, SIGNED, Certify, findings, inbound, lying
from tests.callbacks.front import Front, posted

from payconform.model import Request, Response
from payconform.simulator.serving import Simulator
from payconform.target import callbacks
from payconform.target.inbox import Patience


@pytest.mark.parametrize("cut", [True, False], ids=["prefix cut off", "prefix left"])
def test_callbacks_arrive_and_are_judged(certify: Certify, front: Front, cut: bool) -> None:
    front.cut = cut
    done = certify(NAMED, "MAIB-CALLBACK-14")
    assert done.exit_code == 0, done.output
    assert findings() == {NAMED: [("passed", "")], "MAIB-CALLBACK-14": [("recorded", "")]}
    run = json.loads(Path("run/run.json").read_text("utf-8"))
    assert {"answer_callbacks", "receive_callbacks"} <= set(run["target"]["capabilities"])
    assert not run["target"]["simulated"]


def test_each_callback_has_an_address_that_nobody_can_guess(certify: Certify) -> None:
    assert certify(NAMED, "MAIB-CALLBACK-05").exit_code == 0
    targets = [one["request"]["target"] for one in inbound()]
    assert len(set(targets)) == 2
    tokens = {target.split("/")[1] for target in targets}
    assert len(tokens) == 1
    assert len(tokens.pop()) == 32


def test_a_liar_is_caught_in_real_time(certify: Certify, sandbox: Simulator) -> None:
    lying(sandbox, "members_are_ordered_by_case")
    done = certify(NAMED, SIGNED)
    assert done.exit_code == 1, done.output
    told = findings()
    assert told[NAMED] == [("passed", "")]
    assert {outcome for outcome, _ in told[SIGNED]} == {"failed"}


def test_a_target_that_calls_nobody_back_is_not_failed(
    certify: Certify, sandbox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    passed: list[float] = []
    patience = partial(Patience, clock=lambda: sum(passed), sleep=passed.append)
    monkeypatch.setattr(callbacks, "Patience", patience)
    lying(sandbox, "no_callback_is_sent")
    done = certify(SENT, NAMED, "MAIB-CALLBACK-05", "MAIB-CALLBACK-11", "MAIB-CALLBACK-12")
    assert done.exit_code == 3, done.output
    told = findings()
    waited = ("unexercised", "no callback came within 60 seconds")
    assert told[SENT] == [waited, ("skipped", "needs the capability control_clock")]
    assert told[NAMED] == told["MAIB-CALLBACK-05"] == [waited]
    brief = [("unexercised", "no callback came within 5 seconds")]  # nobody waits for hours
    assert told["MAIB-CALLBACK-11"] == told["MAIB-CALLBACK-12"] == brief
    assert round(sum(passed)) == 190


def test_what_does_not_know_the_token_is_no_evidence(certify: Certify, front: Front) -> None:
    def forging(request: Request) -> Response:
        before, _, name = request.target.rpartition("/")
        if name != "preflight":
            forged = before.rpartition("/")[0].removeprefix("/hooks") + f"/{'0' * 32}/{name}"
            assert posted(front.port, forged, b'{"result": {}}') == 404
        return front.onward(request)

    front.lead = forging
    done = certify(NAMED)
    assert done.exit_code == 0, done.output
    assert "without this run's token: 1" in done.output
    assert len(inbound()) == 1

"""
The suite does not certify our own guesses: whatever the simulator chooses, nothing fails.

Each choice must show, too: a switch that changes nothing would prove nothing.
"""

import pytest

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import resolve
from payconform.model import Finding, Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.control import ENGINE_CAPABILITIES
from payconform.spec.rules import rulebook
from payconform.stories import Play
from payconform.target.opening import Variation
from payconform.target.permission import PERMITTED, with_payments

BOOK = rulebook("amazonpay")
FLIPS = [
    (rule.id, rule.switch.name, choice)
    for rule in BOOK.rules
    if rule.switch
    for choice in rule.switch.choices[1:]
]
SHARES = [FLIPS[start::8] for start in range(8)]  # stories are collected once for each share
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in BOOK.switches.items()}
ABLE = with_payments(ENGINE_CAPABILITIES | catalog.behaviour("amazonpay").capabilities | PERMITTED)
WELCOME = (Outcome.PASSED, Outcome.RECORDED)
UNFUZZED = "needs the capability fuzz"
SERVED_OTHERWISE = "the target serves "  # of two known paths, a target serves one


def findings(*flips: dict[str, str], fuzzed: bool = True) -> list[list[Finding]]:
    """
    What a run finds with these switches flipped, for each of them.
    """
    slice_, settings = catalog.load("amazonpay"), resolve("amazonpay", None, None)
    able = ABLE if fuzzed else ABLE - {"fuzz"}
    plans = [Plan(None, variation=Variation(one), capabilities=able, cases=10) for one in flips]
    runs = [Run(slice_, settings, plan, "switches") for plan in plans]

    def play_all(play: Play) -> None:
        for run in runs:
            play(run)

    rehearse(Run(slice_, settings, Plan(None), "switches"), play_all)
    return [run.findings for run in runs]


def unwelcome(found: list[Finding]) -> list[Finding]:
    return [
        finding
        for finding in found
        if finding.outcome not in WELCOME
        and not (
            finding.outcome is Outcome.SKIPPED
            and finding.reason.startswith((UNFUZZED, SERVED_OTHERWISE))
        )
    ]


@pytest.mark.parametrize("share", SHARES, ids=range(len(SHARES)))
def test_a_flipped_switch_shows_and_fails_nothing(share: list[tuple[str, str, str]]) -> None:
    flips = [{switch: choice} for _, switch, choice in share]
    usual, *found = findings({}, *flips, fuzzed=False)
    for (rule, switch, choice), flipped in zip(share, found, strict=True):
        assert unwelcome(flipped) == [], f"{switch}={choice}"
        seen = {finding.got for finding in flipped if finding.rule == rule}
        before = {finding.got for finding in usual if finding.rule == rule}
        assert seen != before, f"{switch}={choice} changes nothing"


def test_default_and_flipped_at_once_nothing_fails_and_every_outcome_is_listed() -> None:
    for found in findings({}, ALL_AT_ONCE):
        assert unwelcome(found) == []
        for finding in found:
            listed = BOOK.by_id[finding.rule].outcomes
            if finding.outcome is Outcome.RECORDED:
                assert finding.got in listed, finding

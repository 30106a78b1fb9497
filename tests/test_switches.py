"""
The suite does not certify our own guesses: whatever the simulator chooses, nothing fails.
"""

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Outcome
from payconform.run import Plan, Run
from payconform.spec.rules import rulebook
from payconform.target.opening import Variation

FLIPS = {
    f"{name}={choice}": {name: choice}
    for name, switch in rulebook("maib").switches.items()
    for choice in switch.choices[1:]
}
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in rulebook("maib").switches.items()}


def outcomes(flipped: dict[str, str]) -> set[Outcome]:
    run = Run(
        catalog.load("maib"),
        resolve("maib", None, None),
        Plan(None, variation=Variation(flipped)),
        "switches",
    )
    certify(run)
    return {finding.outcome for finding in run.findings}


@pytest.mark.parametrize("flipped", FLIPS.values(), ids=FLIPS)
def test_a_flipped_switch_fails_nothing(flipped: dict[str, str]) -> None:
    assert outcomes(flipped) == {Outcome.PASSED, Outcome.RECORDED}


def test_all_switches_flipped_at_once_fail_nothing() -> None:
    assert outcomes(ALL_AT_ONCE) == {Outcome.PASSED, Outcome.RECORDED}

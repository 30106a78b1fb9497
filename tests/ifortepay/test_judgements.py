"""
iFortepay: what recorded traffic is judged by. A liar is seen in the traffic of its rule's own
stories, and an honest target is not accused, whatever it chooses.
"""

from dataclasses import replace

import pytest
from tests.hearing import Heard, hearing

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import published, resolve
from payconform.exercise.oracle import judgements
from payconform.model import Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.stories import Play
from payconform.target.opening import Variation
from payconform.wire import recorder

IFORTEPAY = catalog.load("ifortepay")
RULES = IFORTEPAY.rules.by_id
ALL_AT_ONCE = {name: switch.choices[-1] for name, switch in IFORTEPAY.rules.switches.items()}
AREAS = frozenset({"CREATE", "READ", "CANCEL", "REFUND", "CALLBACK", "ERROR"})
JUDGED = {
    one.rule
    for one in judgements(IFORTEPAY, RULES, [], published("ifortepay"))
    if one.rule in RULES
}
LIARS = [fault for fault in catalog.behaviour("ifortepay").faults if fault.rule in JUDGED]


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch, simulator: Simulator) -> Heard:
    monkeypatch.setattr(recorder, "KEPT", 100_000)
    return hearing(IFORTEPAY, simulator.url)


def test_liars_are_seen_in_their_traffic_and_nobody_else(heard: Heard) -> None:
    seen: set[str] = set()

    def grade(play: Play) -> None:
        plan = Plan(None, areas=AREAS, machines=False)
        for choices in ({}, ALL_AT_ONCE):
            honest = heard(play, replace(plan, variation=Variation(choices)))
            assert honest == dict.fromkeys(JUDGED, Outcome.PASSED)
        for liar in LIARS:
            own, lie = frozenset({liar.rule}), Variation({}, (liar.id,))
            found = heard(play, replace(plan, areas=frozenset(), rules=own, variation=lie))
            if found.get(liar.rule) is Outcome.FAILED:
                seen.add(liar.rule)

    rehearse(Run(IFORTEPAY, resolve("ifortepay", None, None), Plan(None), "judgements"), grade)
    assert seen == JUDGED


def test_every_judgement_is_of_a_rule_that_a_target_can_break() -> None:
    assert {(RULES[rule].party, RULES[rule].basis == "assumed") for rule in JUDGED} == {
        ("provider", False)
    }

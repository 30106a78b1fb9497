"""
The stories that a person pays for catch liars by themselves: they may be all that can run.
"""

from functools import cache

import pytest

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import resolve
from payconform.model import Finding
from payconform.plan import Plan
from payconform.run import Run
from payconform.stories import Play
from payconform.target.opening import Variation

LIARS = {
    "MAIB-CALLBACK-03": "members_are_ordered_by_case",
    "MAIB-CALLBACK-04": "the_callback_names_another_order",
    "MAIB-CANCEL-17": "a_paid_qr_is_cancelled",
    "MAIB-PAY-02": "a_paid_qr_stays_active",
    "MAIB-PAY-09": "a_paid_hybrid_qr_stays_active",
    "MAIB-READ-60": "details_lack_the_pay_id",
    "MAIB-READ-61": "the_details_tell_a_cent",
    "MAIB-READ-62": "a_payment_reads_as_settled",
    "MAIB-READ-63": "execution_is_in_epoch_seconds",
    "MAIB-READ-64": "the_reference_id_is_too_long",
    "MAIB-READ-65": "a_payment_lacks_its_extension",
    "MAIB-READ-79": "filter_of_payments_by_qr_is_ignored",
    "MAIB-REFUND-01": "a_full_refund_is_answered_refunded",
    "MAIB-REFUND-02": "a_refund_of_a_part_has_no_id",
    "MAIB-REFUND-03": "the_moment_of_a_refund_is_lost",
    "MAIB-REFUND-04": "a_payment_is_refunded_twice",
    "MAIB-REFUND-06": "the_refusal_names_the_whole_payment",
    "MAIB-REFUND-09": "each_part_is_held_against_the_whole",
}
RECORDED = {"MAIB-PAY-21"}


def person_stories(run: Run) -> dict[str, Finding]:
    return {one.rule: one for one in run.findings if "_pay_person.py" in one.test}


@cache
def told() -> dict[str, dict[str, Finding]]:
    """
    What these stories find by rule, of the honest simulator and of each liar.
    """
    slice_, settings = catalog.load("maib"), resolve("maib", None, None)
    found = {}

    def use(play: Play) -> None:
        for liar in ("", *LIARS.values()):
            rules = frozenset(rule for rule, lie in LIARS.items() if liar in ("", lie))
            variation = Variation({}, (liar,) if liar else ())
            rules |= RECORDED if not liar else set()
            run = Run(slice_, settings, Plan(None, rules=rules, variation=variation), "liars")
            play(run)
            found[liar] = person_stories(run)

    rehearse(Run(slice_, settings, Plan(None), "liars"), use)
    return found


@pytest.mark.parametrize("rule", LIARS)
def test_a_story_catches_its_liar(rule: str) -> None:
    assert told()[LIARS[rule]][rule].outcome in ("failed", "warned")


def test_the_honest_simulator_passes_them_all() -> None:
    honest = told()[""]
    assert honest.keys() == LIARS.keys() | RECORDED
    assert {one.outcome for one in honest.values()} == {"passed", "recorded"}

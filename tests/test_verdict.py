import pytest

from payconform.model import Outcome, Rule
from payconform.verdict import EXIT_CODES, RECORDED, SEVERITY, SIMULATOR, UNDECIDED, grade, verdict


def rule(level: str, basis: str) -> Rule:
    return Rule(
        id="TEA-AUTH-01",
        area="AUTH",
        level=level,
        basis=basis,
        party="provider",
        operations=("brew",),
        says="Tea is hot.",
        source=("kettle",),
    )


BROKEN_RULES = {
    ("must", "documented"): Outcome.FAILED,
    ("must", "standard"): Outcome.FAILED,
    ("must", "observed"): Outcome.WARNED,
    ("must", "assumed"): Outcome.RECORDED,
    ("should", "documented"): Outcome.WARNED,
    ("should", "standard"): Outcome.WARNED,
    ("should", "observed"): Outcome.WARNED,
    ("should", "assumed"): Outcome.RECORDED,
    ("may", "documented"): Outcome.RECORDED,
    ("may", "standard"): Outcome.RECORDED,
    ("may", "observed"): Outcome.RECORDED,
    ("may", "assumed"): Outcome.RECORDED,
}


@pytest.mark.parametrize(("level", "basis"), BROKEN_RULES)
def test_a_rule_that_does_not_hold_weighs_by_level_and_basis(level: str, basis: str) -> None:
    assert grade(rule(level, basis), holds=False) is BROKEN_RULES[level, basis]


@pytest.mark.parametrize(("level", "basis"), BROKEN_RULES)
def test_a_rule_that_holds_is_passed_or_recorded(level: str, basis: str) -> None:
    recorded = BROKEN_RULES[level, basis] is Outcome.RECORDED
    expected = Outcome.RECORDED if recorded else Outcome.PASSED
    assert grade(rule(level, basis), holds=True) is expected


def test_passed_recorded_warned_waived_and_skipped_are_conformant() -> None:
    reached = verdict(
        [Outcome.PASSED, Outcome.RECORDED, Outcome.WARNED, Outcome.WAIVED, Outcome.SKIPPED]
    )
    assert (reached.claim, reached.exit_code) == ("conformant", 0)


@pytest.mark.parametrize("skipped", [0, 1, 9])
def test_a_run_that_tested_nothing_is_not_green(skipped: int) -> None:
    reached = verdict([Outcome.SKIPPED] * skipped)
    assert (reached.claim, reached.exit_code) == ("inconclusive", 3)
    assert reached.sentence.endswith("nothing was tested")


def test_a_run_without_blemish_says_so() -> None:
    sentence = verdict([Outcome.PASSED, Outcome.RECORDED]).sentence
    assert sentence == "target: conformant: 2 tests, none failed"


def test_what_was_skipped_is_told_as_outside_the_scope() -> None:
    sentence = verdict([Outcome.PASSED, Outcome.SKIPPED, Outcome.SKIPPED]).sentence
    assert sentence == ("target: conformant: 3 tests, none failed; 2 skipped, outside the scope")


@pytest.mark.parametrize("undecided", sorted(UNDECIDED))
def test_one_undecided_test_makes_a_run_inconclusive(undecided: Outcome) -> None:
    reached = verdict([Outcome.PASSED, undecided])
    assert (reached.claim, reached.exit_code) == ("inconclusive", 3)
    assert "1 of 2 tests could not be decided" in reached.sentence


@pytest.mark.parametrize("other", Outcome)
def test_a_failure_outranks_everything(other: Outcome) -> None:
    reached = verdict([other, Outcome.FAILED], stopped="interrupted")
    assert (reached.claim, reached.exit_code) == ("non-conformant", 1)


def test_a_run_that_ended_early_is_inconclusive_and_says_why() -> None:
    reached = verdict([Outcome.PASSED], stopped="the target has stopped answering")
    assert reached.exit_code == 3
    assert "the target has stopped answering" in reached.sentence


def test_a_run_without_tests_is_inconclusive() -> None:
    reached = verdict([])
    assert reached.exit_code == 3
    assert reached.sentence == "target: inconclusive: nothing was tested"


def test_an_operation_that_never_succeeded_makes_a_run_inconclusive() -> None:
    reached = verdict([Outcome.PASSED], unanswered=["brew", "pour or spill"])
    assert (reached.claim, reached.exit_code) == ("inconclusive", 3)
    assert reached.sentence == (
        "target: inconclusive: unexercised operations, never answered with success: "
        "brew, pour or spill"
    )


def test_it_is_told_beside_what_could_not_be_decided() -> None:
    sentence = verdict([Outcome.PASSED, Outcome.BLOCKED], unanswered=["brew"]).sentence
    assert "1 of 2 tests could not be decided; unexercised operations, never" in sentence


def test_a_failure_outranks_an_operation_that_never_succeeded() -> None:
    assert verdict([Outcome.FAILED], unanswered=["brew"]).exit_code == 1


@pytest.mark.parametrize("outcome", Outcome)
def test_a_run_on_the_simulator_never_speaks_of_the_provider(outcome: Outcome) -> None:
    sentence = verdict([outcome], subject=SIMULATOR).sentence
    assert sentence.startswith("simulator self-check (says nothing about the provider): ")


def test_every_outcome_has_one_place_in_the_order() -> None:
    assert sorted(SEVERITY) == sorted(Outcome)


def test_each_claim_has_its_own_exit_code() -> None:
    assert EXIT_CODES == {
        "conformant": 0,
        "uncontradicted": 0,
        "non-conformant": 1,
        "inconclusive": 3,
    }


RECORDED_SENTENCES = {
    "uncontradicted: 2 rules judged, none failed": [Outcome.PASSED, Outcome.RECORDED],
    "uncontradicted: 3 rules judged, none failed, 2 warned": [Outcome.PASSED]
    + [Outcome.WARNED] * 2,
    "non-conformant: 1 of 2 rules judged failed": [Outcome.PASSED, Outcome.FAILED],
    "inconclusive: nothing was tested": [],
}


@pytest.mark.parametrize("sentence", RECORDED_SENTENCES)
def test_recorded_traffic_is_never_called_conformant(sentence: str) -> None:
    reached = verdict(RECORDED_SENTENCES[sentence], subject=RECORDED)
    assert reached.sentence == f"recorded traffic: {sentence}"
    assert reached.exit_code == EXIT_CODES[reached.claim]

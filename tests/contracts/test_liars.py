"""
The contracts' chapter alone: the honest simulator keeps every pact of ours, liars break it.
"""

from collections.abc import Mapping, Sequence

import pytest

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import published, resolve
from payconform.contracts import pacts
from payconform.model import Finding, Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.spec.rules import rulebook
from payconform.stories import Play
from payconform.target.opening import HONEST as OURS
from payconform.target.opening import Variation

CHAPTER = frozenset({"CONTRACT"})

LIARS = {
    "amazonpay": (
        "a_cancel_is_answered_unsigned",
        "a_cancel_tells_no_status",
        "a_link_is_told_without_its_wrapping",
        "a_qr_has_no_token",
        "a_refunded_amount_is_in_an_object",
        "a_status_is_told_in_an_object",
        "a_wrong_signature_is_forbidden",
        "an_address_to_confirm_is_told_in_small_letters",
        "an_approval_has_no_amount",
        "an_event_is_declared_as_json",
        "an_unauthorized_registration_has_no_code",
        "the_address_to_confirm_is_missing",
    ),
    "ifortepay": (
        "a_callback_is_not_signed",
        "a_cancel_names_no_order",
        "a_channel_is_told_in_an_object",
        "a_paid_qr_stays_active",
        "a_success_has_a_number_as_code",
        "a_wrong_signature_has_a_number_as_code",
        "an_order_is_told_as_a_number",
    ),
    "maib": (
        "a_callback_is_told_as_if_it_were_an_answer",
        "a_list_is_told_under_another_name",
        "a_paid_amount_is_text",
        "a_refusal_has_no_error_message",
        "a_second_cancel_succeeds",
        "a_type_is_told_in_capitals",
        "an_unknown_qr_has_a_number_as_code",
        "cancel_answers_202",
        "expiry_is_in_epoch_seconds",
        "members_are_ordered_by_case",
        "the_signature_is_inside_result",
    ),
    "mobilepay": (
        "a_captured_payment_says_cancelled",
        "a_code_is_a_number",
        "a_notification_is_written_in_camel_case",
        "a_poll_delay_is_told_as_text",
        "capturing_an_unknown_refund_tells_nothing",
        "the_code_of_a_refused_cancel_stands_inside_an_error",
    ),
    "mini": ("a_charge_that_does_not_exist_has_no_error", "a_second_cancel_succeeds"),
}


HONEST = ""


def found(provider: str) -> Mapping[str, Sequence[Finding]]:
    """
    The findings about each liar of a provider, and about the honest simulator: its stories are
    collected once.
    """
    slice_, behaviour = catalog.load(provider), catalog.behaviour(provider)
    told: dict[str, Sequence[Finding]] = {}
    simulator = Simulator(behaviour, published(provider)).start()
    settings = resolve(provider, simulator.url, None)

    def use(play: Play) -> None:
        for liar in (HONEST, *LIARS[provider]):
            variation = Variation({}, (liar,)) if liar else OURS
            plan = Plan(None, areas=CHAPTER, variation=variation, repeat=False)
            run = Run(slice_, settings, plan, "liars")
            play(run)
            told[liar] = tuple(run.findings)

    try:
        rehearse(Run(slice_, settings, Plan(None), "liars"), use)
    finally:
        simulator.stop()
    return told


@pytest.mark.parametrize("provider", LIARS)
def test_the_honest_simulator_keeps_every_pact_and_liars_break_one(provider: str) -> None:
    told = found(provider)
    honest = told.pop(HONEST)
    assert [one for one in honest if one.outcome is not Outcome.PASSED] == []
    interactions = pacts.read(pacts.own(provider), rulebook(provider).by_id)
    assert len(honest) == 2 * len(interactions)
    rules = {f"{provider.upper()}-CONTRACT-01", f"{provider.upper()}-CONTRACT-02"}
    failed = {
        liar: {one.rule for one in findings if one.outcome is Outcome.FAILED}
        for liar, findings in told.items()
    }
    assert {liar: some for liar, some in failed.items() if not some & rules} == {}
    assert failed.keys() == set(LIARS[provider])

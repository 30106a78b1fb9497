"""
What consumers rely on, held against the target by pact's own verifier.

What an interaction rests on is told as a finding of that rule besides.
"""

import pytest

from payconform.contracts.pacts import Interaction
from payconform.contracts.verifying import Held
from payconform.contracts.weighing import require_promised, weigh
from payconform.errors import Violation
from payconform.stories import Found
from payconform.target import Target


def require_kept(target: Target, interaction: Interaction, held: Held, found: Found) -> None:
    weighed = weigh(target.slice, interaction, held)
    for breach in weighed.beside:
        found(breach)
    if weighed.own:
        raise Violation(weighed.own, held.exchange.id if held.exchange else "")


@pytest.mark.rule("COMMON-CONTRACT-01")
@pytest.mark.interactions("request")
def test_an_answer_is_as_a_consumer_relies_on(
    target: Target, rule: str, interaction: Interaction, held: Held, found: Found
) -> None:
    require_kept(target, interaction, held, found)


@pytest.mark.rule("COMMON-CONTRACT-02")
@pytest.mark.interactions("message")
def test_a_message_is_as_a_consumer_relies_on(
    target: Target, rule: str, interaction: Interaction, held: Held, found: Found
) -> None:
    require_kept(target, interaction, held, found)


@pytest.mark.rule("COMMON-CONTRACT-03")
@pytest.mark.interactions
def test_a_consumer_relies_on_what_is_promised(
    target: Target, rule: str, interaction: Interaction, held: Held
) -> None:
    require_promised(target.slice, interaction, held)

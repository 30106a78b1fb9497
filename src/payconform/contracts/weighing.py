"""
What a difference weighs: the rule that the interaction rests on, or what the document promises.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from payconform.catalog import Slice
from payconform.contracts.differences import REQUEST, STATUS, Difference, named
from payconform.contracts.pacts import Interaction
from payconform.contracts.promises import optional, unpromised
from payconform.contracts.verifying import Held
from payconform.errors import Violation
from payconform.exercise.breach import Breach
from payconform.model import Mismatch, Outcome
from payconform.verdict import grade

PROMISES = "COMMON-CONTRACT-03"


@dataclass(frozen=True, slots=True)
class Weighed:
    """
    What an interaction came to: `beside` are breaches of other rules than the contract's own.
    """

    own: tuple[Mismatch, ...]
    beside: tuple[Breach, ...]


def weigh(slice_: Slice, interaction: Interaction, held: Held) -> Weighed:
    """
    The differences of an interaction, each where it counts.

    What rests on a rule breaks that rule, and the contract with it where the rule can fail a
    target. What rests on none breaks the contract as far as the document promises it.
    """
    told = held.differences
    if not told:
        return Weighed((), ())
    if interaction.rules:
        rule = slice_.rules.by_id[interaction.rules[0]]
        fails = grade(rule, holds=False) is Outcome.FAILED
        everything = _named(interaction, told)
        return Weighed(everything if fails else (), (_breach(rule.id, everything, held),))
    rules = slice_.rules.implementing(PROMISES)
    loose = [one for one in told if rules and _is_unpromised(slice_, interaction, one)]
    own = _named(interaction, [one for one in told if one not in loose])
    return Weighed(own, (_breach(rules[0].id, _named(interaction, loose), held),) if loose else ())


def require_promised(slice_: Slice, interaction: Interaction, held: Held) -> None:
    """
    Say nothing if the document promises all that a consumer relies on.

    Raises:
        Violation: it does not; `held` is where the interaction was seen.

    """
    wrong = unpromised(slice_.document, interaction)
    if wrong:
        raise Violation(_named(interaction, wrong), held.exchange.id if held.exchange else "")


def _named(interaction: Interaction, told: Iterable[Difference]) -> tuple[Mismatch, ...]:
    return named(interaction.name, (one.told for one in told))


def _breach(rule: str, mismatches: tuple[Mismatch, ...], held: Held) -> Breach:
    return Breach(rule, held.exchange, mismatches, held.evidence)


def _is_unpromised(slice_: Slice, interaction: Interaction, difference: Difference) -> bool:
    places = {one.path for one in unpromised(slice_.document, interaction)}
    if not places.isdisjoint({REQUEST, STATUS, difference.path}):
        return True  # of an answer that is not documented, nothing is
    return difference.missing and optional(slice_.document, interaction, difference.path)

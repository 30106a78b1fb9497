"""
Which rules exchanges come under, and what is wrong by each.
"""

from collections.abc import Iterable, Mapping, Sequence

from payconform.checks.judgement import Judgement
from payconform.checks.verbs import UNAVAILABLE
from payconform.model import Check, Exchange, Mismatch, Rule
from payconform.wire.redactor import MASK

Judged = dict[str, Mismatch | None]  # what is wrong, by the id of an exchange or of a rule
BUSY = (*UNAVAILABLE, 429)  # answers that say nothing about the request


def weigh(
    rules: Mapping[str, Rule],
    judgements: Iterable[Judgement],
    exchanges: Sequence[Exchange],
    *,
    masked: bool = False,
) -> dict[str, Judged]:
    """
    The exchanges that came under each rule, in the order of the judgements.

    Args:
        rules: by id.
        judgements: of any of the rules, several of one if need be.
        exchanges: oldest first, unmasked where their source had them so.
        masked: their secrets are masked, so that a difference in one of them is none.

    """
    asking: dict[str, list[Judgement]] = {}
    judged: dict[str, Judged] = {}
    for judgement in judgements:
        judged.setdefault(judgement.rule, {})
        for operation in rules[judgement.rule].operations:
            asking.setdefault(operation, []).append(judgement)
    for exchange in filter(_is_answer, exchanges):
        for judgement in asking.get(exchange.operation, ()):
            if judgement.applies(exchange):
                _add(judged[judgement.rule], exchange, judgement.check, masked=masked)
    return judged


def judged_by(judgements: Iterable[Judgement], exchange: Exchange) -> Judged:
    """
    What is wrong with one exchange, by the rules that it comes under; None where a rule holds.

    Args:
        judgements: of rules of its operation.
        exchange: unmasked.

    """
    judged: Judged = {}
    if _is_answer(exchange):
        for judgement in judgements:
            if not judged.get(judgement.rule) and judgement.applies(exchange):
                judged[judgement.rule] = judgement.check(exchange)
    return judged


def _is_answer(exchange: Exchange) -> bool:
    if exchange.direction == "inbound":
        return True
    return exchange.response is not None and exchange.response.status not in BUSY


def _add(judged: Judged, exchange: Exchange, check: Check, *, masked: bool) -> None:
    found = check(exchange)
    if found and masked and MASK.search(f"{found.expected} {found.got}"):
        return
    judged[exchange.id] = judged.get(exchange.id) or found

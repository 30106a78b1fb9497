"""
Which rules exchanges come under, and what is wrong by each.
"""

from collections.abc import Iterable, Mapping, Sequence

from payconform.checks.judgement import Judgement
from payconform.checks.verbs import UNAVAILABLE
from payconform.model import Check, Exchange, Mismatch, Rule
from payconform.wire.redactor import MASK

Judged = dict[str, Mismatch | None]  # exchanges by id, and what is wrong with them
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


def wrong_by(judgements: Iterable[Judgement], exchange: Exchange) -> dict[str, Mismatch]:
    """
    What is wrong with one exchange, by the rules that it breaks.

    Args:
        judgements: of rules of its operation.
        exchange: unmasked.

    """
    wrong: dict[str, Mismatch] = {}
    if _is_answer(exchange):
        for judgement in judgements:
            new = judgement.rule not in wrong and judgement.applies(exchange)
            if new and (found := judgement.check(exchange)):
                wrong[judgement.rule] = found
    return wrong


def _is_answer(exchange: Exchange) -> bool:
    if exchange.direction == "inbound":
        return True
    return exchange.response is not None and exchange.response.status not in BUSY


def _add(judged: Judged, exchange: Exchange, check: Check, *, masked: bool) -> None:
    found = check(exchange)
    if found and masked and MASK.search(f"{found.expected} {found.got}"):
        return
    judged[exchange.id] = judged.get(exchange.id) or found

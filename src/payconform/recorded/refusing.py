"""
Which recorded requests must be refused, for the one thing in them that the document forbids.
"""

from collections.abc import Iterator
from functools import partial
from typing import Any

from payconform.catalog import Slice
from payconform.checks import Judgement, asked
from payconform.errors import Blocked
from payconform.exercise.attribution import fault_in
from payconform.exercise.oracle import not_refused
from payconform.model import Exchange, Mismatch
from payconform.profiles import Refuses
from payconform.wire.redactor import MASK

Weighed = tuple[str, Mismatch | None]  # a rule, and what keeps the answer from being its refusal


def refusals(slice_: Slice) -> Iterator[Judgement]:
    """
    A judgement for each rule of the document's limits; none where nothing tells a refusal.
    """
    if not isinstance(slice_.profile, Refuses):
        return
    weighed: dict[str, Weighed | None] = {}

    def look(exchange: Exchange) -> Weighed | None:
        if exchange.id not in weighed:
            weighed[exchange.id] = _weighed(slice_, exchange)
        return weighed[exchange.id]

    def applies(rule: str, exchange: Exchange) -> bool:
        found = look(exchange)
        return found is not None and found[0] == rule

    def check(exchange: Exchange) -> Mismatch | None:
        found = look(exchange)
        return found and found[1]

    for rule in sorted(slice_.fields.rules):
        yield Judgement(rule, partial(applies, rule), check)


def _weighed(slice_: Slice, exchange: Exchange) -> Weighed | None:
    """
    None where it breaks no such rule, or was refused for something else.
    """
    operation, body = slice_.document.operations.get(exchange.operation), asked(exchange)
    if operation is None or operation.method != exchange.request.method or not body:
        return None
    fault = fault_in(slice_, exchange.operation, body)
    if fault is None or MASK.search(str(fault.put)):  # what was masked looks like nothing allowed
        return None
    if fault.put is ... and _is_misspelled(fault.member, body):
        return None
    try:
        return fault.rule, not_refused(slice_, exchange)
    except Blocked:
        return None


def _is_misspelled(member: tuple[str, ...], body: dict[str, Any]) -> bool:
    """
    What is missing is there under a name in letters of another case, which many parsers take.
    """
    return len(member) == 1 and member[0].lower() in {name.lower() for name in body}

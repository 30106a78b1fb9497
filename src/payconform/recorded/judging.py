"""
Judges recorded exchanges by the rules that can be judged on them: one finding for each that was.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from payconform.catalog import Slice
from payconform.checks import UNAVAILABLE, Judgement, asked, no_internals, no_server_error
from payconform.model import Check, Exchange, Finding, Mismatch, Rule
from payconform.verdict import grade
from payconform.wire.redactor import MASK

EVIDENCE = 20  # exchanges that a finding names
EXAMPLES = 5  # of them where all of them held
Judged = dict[str, Mismatch | None]  # exchanges by id, and what is wrong with them
BUSY = (*UNAVAILABLE, 429)  # answers that say nothing about the request


def common(slice_: Slice) -> Iterator[Judgement]:
    """
    What can be judged of every provider that has the rule: general security.
    """

    def is_broken(exchange: Exchange) -> bool:
        return bool(exchange.request.body) and not asked(exchange)

    def is_refused(exchange: Exchange) -> bool:
        return slice_.profile.succeeded(exchange) is not None

    for abstract, applies, check in (
        ("COMMON-ERROR-01", is_broken, no_server_error),
        ("COMMON-ERROR-02", is_refused, no_internals),
    ):
        for rule in slice_.rules.implementing(abstract):
            yield Judgement(rule.id, applies, check)


def judge(
    rules: Mapping[str, Rule],
    judgements: Iterable[Judgement],
    exchanges: Sequence[Exchange],
    *,
    masked: bool,
) -> Iterator[Finding]:
    """
    A finding for each rule that some exchange came under, in the order of the rules.

    Args:
        rules: by id.
        judgements: of any of the rules, several of one if need be.
        exchanges: oldest first, unmasked where their source had them so.
        masked: their secrets are masked, so that a difference in one of them is none.

    """
    every = list(judgements)
    asking: dict[str, list[Judgement]] = {}
    for judgement in every:
        for operation in rules[judgement.rule].operations:
            asking.setdefault(operation, []).append(judgement)
    judged: dict[str, Judged] = {judgement.rule: {} for judgement in every}
    for exchange in filter(_is_answer, exchanges):
        for judgement in asking.get(exchange.operation, ()):
            if judgement.applies(exchange):
                _add(judged[judgement.rule], exchange, judgement.check, masked=masked)
    for name, rule in rules.items():
        if judged.get(name):
            yield _finding(rule, judged[name])


def _is_answer(exchange: Exchange) -> bool:
    if exchange.direction == "inbound":
        return True
    return exchange.response is not None and exchange.response.status not in BUSY


def _add(judged: Judged, exchange: Exchange, check: Check, *, masked: bool) -> None:
    found = check(exchange)
    if found and masked and MASK.search(f"{found.expected} {found.got}"):
        return
    judged[exchange.id] = judged.get(exchange.id) or found


def _finding(rule: Rule, judged: Judged) -> Finding:
    broken = {name: found for name, found in judged.items() if found}
    first = next(iter(broken.values()), Mismatch("", ""))
    more = f", and {len(broken) - 1} more exchanges" if len(broken) > 1 else ""
    return Finding(
        rule.id,
        "",
        grade(rule, holds=not broken),
        expected=first.expected,
        got=f"{first.got}{more}" if broken else "",
        evidence=tuple(broken)[:EVIDENCE] or tuple(judged)[:EXAMPLES],
        exercised=len(judged),
    )

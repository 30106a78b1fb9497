"""
What can be judged of exchanges that a machine provoked, whichever requests it made up.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace

from payconform.catalog import Slice
from payconform.checks import Applies, Judgement, asked, both, no_internals, no_server_error
from payconform.checks.answers import as_documented
from payconform.errors import Blocked, Violation
from payconform.model import Exchange, Mismatch
from payconform.profiles import Judges, Refuses


def judgements(
    slice_: Slice,
    rules: Container[str],
    recorded: Sequence[Exchange],
    credentials: Mapping[str, str],
) -> Iterator[Judgement]:
    """
    Every judgement there is by those rules: general security, and what the profile knows.

    An exchange with another verb than its operation's is no call of that operation.
    """
    methods = {one.id: one.method for one in slice_.document.operations.values()}

    def is_call(exchange: Exchange) -> bool:
        return exchange.request.method == methods.get(exchange.operation, exchange.request.method)

    for one in security(slice_):
        if one.rule in rules:
            yield one
    if isinstance(slice_.profile, Judges):
        for one in slice_.profile.judgements(recorded, credentials):
            if one.rule in rules:
                yield replace(one, applies=both(is_call, one.applies))


def security(slice_: Slice) -> Iterator[Judgement]:
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


def survival(slice_: Slice) -> Iterator[Judgement]:
    """
    What holds of every answer, whatever was asked: no failure of the server, nothing of its inside,
    a form that the document gives.
    """

    def survived(exchange: Exchange) -> Mismatch | None:
        return no_server_error(exchange) or no_internals(exchange)

    for rule in slice_.rules.implementing("COMMON-FUZZ-01"):
        yield Judgement(rule.id, lambda _: True, survived)
    for rule in slice_.rules.implementing("COMMON-FUZZ-03"):
        for operation in rule.operations:
            check = as_documented(slice_.document.operations[operation])
            yield Judgement(rule.id, _is_of(operation), check)


def _is_of(operation: str) -> Applies:
    return lambda exchange: exchange.operation == operation


def not_refused(slice_: Slice, exchange: Exchange) -> Mismatch | None:
    """
    What keeps an answer from being the refusal that a rule asks for; None where nothing does.

    Raises:
        Blocked: it was refused for something else, or nothing tells a refusal.

    """
    profile = slice_.profile
    if not isinstance(profile, Refuses):
        raise Blocked(f"{slice_.rules.title} does not tell which requests are wrong")
    try:
        profile.require_refused(exchange)
    except Violation as violation:
        return violation.mismatches[0]
    return None

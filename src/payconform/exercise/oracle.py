"""
What can be judged of exchanges that a machine provoked, whichever requests it made up.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from payconform.catalog import Slice
from payconform.checks import Judgement, asked, no_internals, no_server_error
from payconform.checks.answers import as_documented
from payconform.errors import Blocked, Violation
from payconform.model import Exchange, Mismatch
from payconform.profiles import Judges, Refuses


def judgements(
    slice_: Slice, recorded: Sequence[Exchange], credentials: Mapping[str, str]
) -> Iterator[Judgement]:
    """
    Every judgement there is for a provider: general security, and what its profile knows.
    """
    yield from security(slice_)
    if isinstance(slice_.profile, Judges):
        yield from slice_.profile.judgements(recorded, credentials)


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


def _is_of(operation: str) -> Callable[[Exchange], bool]:
    return lambda exchange: exchange.operation == operation


def not_refused(slice_: Slice, exchange: Exchange) -> Mismatch | None:
    """
    What keeps an answer from being the refusal that a rule asks for; None where nothing does, or
    where it was refused for something else.
    """
    profile = slice_.profile
    if not isinstance(profile, Refuses):
        return None
    try:
        profile.require_refused(exchange)
    except Violation as violation:
        return violation.mismatches[0]
    except Blocked:
        return None
    return None

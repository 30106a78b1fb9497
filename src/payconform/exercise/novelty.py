"""
What a case has shown: the measure by which a corpus grows.
"""

from collections.abc import Iterable, Iterator

from payconform.catalog import Slice
from payconform.exercise.bench import Trial
from payconform.exercise.mutation import Mutation
from payconform.model import Call
from payconform.profiles import Refuses
from payconform.spec.openapi import Operation

Signature = tuple[str, ...]
MOST = 2  # things wrong, or members changed, that are told apart; more of them are just many


def signature(slice_: Slice, trial: Trial) -> Signature:
    """
    The operation, how it was answered, what its schema finds wrong with the body, and what was
    changed, each member for the better or the worse.
    """
    operation, exchange = slice_.document.operations[trial.case.operation], trial.exchange
    status = str(exchange.response.status if exchange.response else 0)
    fate = slice_.profile.fate(exchange) if isinstance(slice_.profile, Refuses) else ""
    wrong = dict(_wrong(operation, trial.call))
    changed = {place(operation, one): one for one in trial.case.changes}
    return (
        operation.id,
        status,
        fate,
        *_few(f"{member} breaks {keyword}" for member, keyword in wrong.items()),
        *_few(f"{name} is {'wrong' if name in wrong else 'changed'}" for name in changed),
    )


def place(operation: Operation, change: Mutation) -> str:
    """
    Where a change is made, in words; members that the document does not know are all one.
    """
    if not change.member:
        whole = change.value if change.place in ("verb", "media") else ""
        return f"{change.place} {whole}".strip()
    known = bool(operation.schema_at(change.place, change.member))
    return f"{change.place} {'.'.join(change.member) if known else '*'}"


def _wrong(operation: Operation, call: Call) -> Iterator[tuple[str, str]]:
    if operation.validator is None or isinstance(call.body, bytes):
        return
    for error in operation.validator.iter_errors(call.body):
        member = [str(step) for step in error.instance_path]
        if error.kind.name == "required":
            member.append(error.kind.as_dict()["property"])
        yield f"body {'.'.join(member)}", error.kind.name


def _few(told: Iterable[str]) -> list[str]:
    some = sorted(set(told))
    return some if len(some) <= MOST else ["many"]

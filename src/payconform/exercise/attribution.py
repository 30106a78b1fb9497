"""
The rule that a request breaks, where it is one thing that the document forbids.
"""

from typing import Any, NamedTuple

from payconform.catalog import Slice
from payconform.exercise.case import Case
from payconform.exercise.mutation import fault_of
from payconform.model import Call


class Fault(NamedTuple):
    """
    The one thing in a body that the document forbids: the path to its member, what stands there,
    `...` for nothing, and the rule by which it must be refused.
    """

    member: tuple[str, ...]
    put: Any
    rule: str


def rule_broken(slice_: Slice, case: Case, call: Call) -> str | None:
    """
    The id of the rule by which a case must be refused; None where nothing says so.

    Args:
        slice_: the provider.
        case: whose only change is one of a member of the body: what several mean together is only
            known to stories.
        call: with the change made.

    """
    if len(case.changes) != 1 or case.changes[0].place != "body" or isinstance(call.body, bytes):
        return None
    fault = fault_in(slice_, case.operation, call.body)
    return fault.rule if fault and fault.member == case.changes[0].member else None


def fault_in(slice_: Slice, operation: str, body: Any) -> Fault | None:
    """
    What is wrong with the JSON body of an operation; None where nothing is, or more than one thing,
    or where no rule says that it must be refused, or the operation has no body.
    """
    judge = slice_.document.operations[operation]
    if judge.validator is None:
        return None
    try:
        errors = list(judge.validator.iter_errors(body))
    except UnicodeEncodeError:  # half of a surrogate pair
        return None
    if len(errors) != 1 or "if" in errors[0].schema_path:
        return None
    (error,) = errors
    member, put = tuple(map(str, error.instance_path)), error.instance
    if error.kind.name == "required":
        member, put = (*member, error.kind.as_dict()["property"]), ...
    broken = "enum" if error.kind.name == "const" else error.kind.name
    value = None if put is ... else put
    keyword = fault_of("body", judge.schema_at("body", member), broken, value)
    if slice_.fields.exclusion(operation, member, keyword, put):
        return None
    rule = slice_.fields.rule(operation, member, keyword)
    if rule is None or slice_.rules.by_id[rule].implements:
        return None
    return Fault(member, put, rule)

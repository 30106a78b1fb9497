"""
The rule that a case breaks, where it is one thing that the document forbids.
"""

from payconform.catalog import Slice
from payconform.exercise.case import Case
from payconform.exercise.mutation import fault_of
from payconform.model import Call


def rule_broken(slice_: Slice, case: Case, call: Call) -> str | None:
    """
    The id of the rule by which a case must be refused; None where nothing says so.

    Args:
        slice_: the provider.
        case: whose only change is one of a member of the body: what several mean together is only
            known to stories.
        call: with the change made.

    """
    operation = slice_.document.operations[case.operation]
    if len(case.changes) != 1 or case.changes[0].place != "body" or isinstance(call.body, bytes):
        return None
    (change,) = case.changes
    errors = list(operation.validator.iter_errors(call.body))
    if len(errors) != 1:
        return None
    (error,) = errors
    member = tuple(map(str, error.instance_path))
    if error.kind.name == "required":
        member = (*member, error.kind.as_dict()["property"])
    if member != change.member or "if" in error.schema_path:
        return None
    schema = operation.schema_at("body", member)
    broken = "enum" if error.kind.name == "const" else error.kind.name
    keyword = fault_of("body", schema, broken, change.value)
    if slice_.fields.exclusion(case.operation, member, keyword, change.put):
        return None
    rule = slice_.fields.rule(case.operation, member, keyword)
    return None if rule is None or slice_.rules.by_id[rule].implements else rule

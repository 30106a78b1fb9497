"""
Requests that differ from a valid one in one thing, found in the provider's document.

Each stands on what it needs: the same request without the difference would succeed.
"""

import pytest

from payconform.checks import no_internals, no_server_error, require, status
from payconform.errors import NotOffered
from payconform.exercise.mutation import Mutation, mutated
from payconform.model import Exchange
from payconform.profiles import Refuses
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("fuzz")


def sent(target: Target, mutation: Mutation) -> Exchange:
    """
    The answer to a valid call of the operation with that one thing changed.

    Raises:
        NotOffered: the target serves another operation in its place.

    """
    call = target.slice.profile.valid(mutation.operation, target)
    if call.operation != mutation.operation:
        raise NotOffered(f"the target serves {call.operation} instead")
    return target.send(mutated(call, mutation))


@pytest.mark.mutations("body", "query", "path")
def test_a_faulty_member(target: Target, rule: str, mutation: Mutation, record: Record) -> None:
    profile, known = target.slice.profile, target.slice.rules.by_id[rule]
    assert isinstance(profile, Refuses)
    answer = sent(target, mutation)
    record(profile.fate(answer))
    if known.implements == "COMMON-FIELD-01":
        require(answer, no_server_error, no_internals)
    else:
        profile.require_refused(answer)


@pytest.mark.mutations("allowed")
def test_an_allowed_value(target: Target, rule: str, mutation: Mutation) -> None:
    require(sent(target, mutation), target.slice.profile.succeeded)


@pytest.mark.mutations("verb")
def test_a_verb_the_path_does_not_have(target: Target, rule: str, mutation: Mutation) -> None:
    require(sent(target, mutation), status(405))


@pytest.mark.mutations("media")
def test_a_body_declared_as_something_else(target: Target, rule: str, mutation: Mutation) -> None:
    require(sent(target, mutation), status(415))

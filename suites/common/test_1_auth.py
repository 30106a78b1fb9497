"""
Abstract rules on credentials: run for every rule of the provider that implements them.
"""

import pytest

from payconform.checks import require, status, unsuccessful
from payconform.model import unsigned
from payconform.target import Target


@pytest.mark.rule("COMMON-AUTH-01")
def test_a_call_without_credentials_is_refused(target: Target, rule: str, operation: str) -> None:
    call = target.slice.profile.valid(operation, target)
    require(target.send(call, unsigned), status(401))


@pytest.mark.rule("COMMON-AUTH-02")
@pytest.mark.needs("bad_credentials")
def test_a_call_with_credentials_nobody_issued_is_refused(
    target: Target, rule: str, operation: str
) -> None:
    profile = target.slice.profile
    call = profile.valid(operation, target)
    require(target.send(call, profile.stranger), status(401))


@pytest.mark.rule("COMMON-AUTH-03")
@pytest.mark.needs("second_merchant")
def test_another_merchants_resource_is_not_disclosed(
    target: Target, rule: str, operation: str
) -> None:
    theirs = target.slice.profile.valid(operation, target.second())
    require(target.send(theirs), unsuccessful(target.slice.profile.succeeded))

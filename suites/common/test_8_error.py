"""
Abstract rules on refusals: general security, not any provider's own words.
"""

from collections.abc import Callable
from functools import cache

import pytest

from payconform.checks import given, no_internals, no_secret, no_server_error, require, unsuccessful
from payconform.model import Call
from payconform.profiles import TakesSecret
from payconform.target import Target

BROKEN_BODIES = {
    "cut short": b'{"a": ',
    "not JSON": b"<a/>",
    "not UTF-8": b'{"a": "\xff"}',
    "an array": b"[1]",
    "NaN": b'{"a": NaN}',
    "half a character": b'{"a": "\\ud800"}',
    "deeply nested": b"[" * 5000,
}


Prepare = Callable[[str], Call]


@pytest.fixture(scope="module")
def prepared(target: Target) -> Prepare:
    """
    A valid call of each operation, prepared once: refusing a broken body changes nothing.
    """
    return cache(lambda operation: target.slice.profile.valid(operation, target))


def broken(call: Call, body: bytes) -> Call:
    return Call(call.operation, path=call.path, body=body)


@pytest.mark.rule("COMMON-ERROR-01")
@pytest.mark.parametrize("fault", BROKEN_BODIES)
def test_a_broken_body_is_no_server_error(
    target: Target, prepared: Prepare, rule: str, operation: str, fault: str
) -> None:
    call = broken(prepared(operation), BROKEN_BODIES[fault])
    require(target.send(call), no_server_error)


@pytest.mark.rule("COMMON-ERROR-02")
@pytest.mark.parametrize("fault", BROKEN_BODIES)
def test_a_refusal_shows_no_internals(
    target: Target, prepared: Prepare, rule: str, operation: str, fault: str
) -> None:
    call = broken(prepared(operation), BROKEN_BODIES[fault])
    require(target.send(call), no_internals)


@pytest.mark.rule("COMMON-ERROR-03")
@pytest.mark.needs("bad_credentials")
def test_a_secret_is_not_echoed(target: Target, rule: str, operation: str) -> None:
    profile = target.slice.profile
    assert isinstance(profile, TakesSecret)
    call, secret = profile.wrong_secret(operation, target)
    answer = given(target.send(call), unsuccessful(target.slice.profile.succeeded))
    require(answer, no_secret([secret]))

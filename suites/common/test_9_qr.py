"""
Abstract rules on the content of a QR: what a create call returns, as a payer's app reads it.
"""

import pytest

from payconform.checks import agrees, decodes, given, lawful, refers, require
from payconform.model import Check, Exchange
from payconform.profiles.contents import FillsQr
from payconform.qr import Promise
from payconform.stories import Record
from payconform.target import Target


def created(target: Target, operation: str) -> tuple[Exchange, Promise]:
    """
    The answer to a call that created a QR, and what that must show.
    """
    profile = target.slice.profile
    assert isinstance(profile, FillsQr)
    answer = given(target.send(profile.valid(operation, target)), profile.succeeded)
    return answer, profile.promise(answer)


def judge(answer: Exchange, check: Check, record: Record) -> None:
    record("otherwise" if check(answer) else "as promised")
    require(answer, check)


@pytest.mark.rule("COMMON-QR-01")
def test_the_qr_decodes(target: Target, rule: str, operation: str, record: Record) -> None:
    answer, promise = created(target, operation)
    judge(answer, decodes(promise), record)


@pytest.mark.rule("COMMON-QR-02")
def test_the_qr_agrees_with_what_was_asked(
    target: Target, rule: str, operation: str, record: Record
) -> None:
    answer, promise = created(target, operation)
    judge(answer, agrees(promise), record)


@pytest.mark.rule("COMMON-QR-03")
def test_the_qr_names_the_order(target: Target, rule: str, operation: str, record: Record) -> None:
    answer, promise = created(target, operation)
    judge(answer, refers(promise), record)


@pytest.mark.rule("COMMON-QR-04")
def test_the_qr_keeps_the_law_of_its_country(
    target: Target, rule: str, operation: str, record: Record
) -> None:
    answer, promise = created(target, operation)
    judge(answer, lawful(promise), record)

"""
Mini: cancelling a charge.
"""

import pytest

from payconform.checks import given, member, require, status
from payconform.model import Call
from payconform.stories import Record
from payconform.target import Target


@pytest.mark.rule("MINI-CANCEL-01")
def test_an_open_charge_is_cancelled(target: Target, charge: str) -> None:
    cancelled = member("status", "cancelled")
    require(target.send(Call("cancelCharge", path={"id": charge})), status(200), cancelled)
    require(target.send(Call("getCharge", path={"id": charge})), status(200), cancelled)


@pytest.mark.rule("MINI-CANCEL-02")
def test_a_second_cancel_is_refused(target: Target, charge: str) -> None:
    call = Call("cancelCharge", path={"id": charge})
    given(target.send(call), status(200))
    require(target.send(call), status(409))


@pytest.mark.rule("MINI-CANCEL-03")
def test_a_cancel_with_a_body(target: Target, charge: str, record: Record) -> None:
    answer = target.send(Call("cancelCharge", path={"id": charge}, body={}))
    record("refused" if status(200)(answer) else "accepted")


@pytest.mark.rule("MINI-CANCEL-04")
@pytest.mark.needs("races")
def test_of_two_cancels_at_once_one_succeeds(target: Target, charge: str) -> None:
    call = Call("cancelCharge", path={"id": charge})
    first, second = sorted(target.race([call, call]), key=lambda answer: bool(status(200)(answer)))
    require(first, status(200))
    require(second, status(409))

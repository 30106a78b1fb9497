"""
iFortepay: voiding a payment. QRs cannot be voided.
"""

from typing import Any

import pytest

from payconform.checks import given, require
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import VOID, fate, refused, stands, succeeded
from payconform.stories import Record
from payconform.target import Target

DAY = 86400

WALLET = pytest.mark.needs("simulate_payment")
EITHER = pytest.mark.parametrize("channel", ["DANA", "OVO"])


@pytest.fixture
def dana(target: Target) -> dict[str, Any]:
    """
    The five members that name a payment by DANA.
    """
    return calls.charged(target, calls.linked(target, "DANA"))


@pytest.mark.rule("IFORTEPAY-REFUND-01")
@pytest.mark.parametrize("channel", ["NOBU", "SHOPEEPAY"])
def test_a_qr_that_nobody_paid_is_not_voided(target: Target, channel: str) -> None:
    named = calls.new(target, {"payment_channel": channel})
    require(target.send(calls.void(named)), refused)


@pytest.mark.rule("IFORTEPAY-REFUND-01")
@pytest.mark.needs("simulate_payment")
@pytest.mark.parametrize("channel", ["NOBU", "SHOPEEPAY"])
def test_a_paid_qr_is_not_voided(target: Target, channel: str) -> None:
    named = calls.paid(target, {"payment_channel": channel})
    require(target.send(calls.void(named)), refused)


@pytest.mark.rule("IFORTEPAY-REFUND-02")
@WALLET
@EITHER
def test_a_payment_is_voided_on_its_day(target: Target, channel: str) -> None:
    named = calls.charged(target, calls.linked(target, channel))
    require(target.send(calls.void(named)), succeeded)


@pytest.mark.rule("IFORTEPAY-REFUND-03")
@WALLET
@pytest.mark.needs("control_clock")
@EITHER
def test_a_payment_is_not_voided_on_a_later_day(target: Target, channel: str) -> None:
    named = calls.charged(target, calls.linked(target, channel))
    target.wait(DAY)
    require(target.send(calls.void(named)), refused)


@pytest.mark.rule("IFORTEPAY-REFUND-04")
@WALLET
def test_dana_is_voided_before_it_is_paid(target: Target) -> None:
    require(target.send(calls.void(calls.linked(target, "DANA"))), succeeded)


@pytest.mark.rule("IFORTEPAY-REFUND-05")
@WALLET
@pytest.mark.parametrize("missing", calls.NAMES)
def test_a_void_without_a_member_is_refused(
    target: Target, dana: dict[str, Any], missing: str
) -> None:
    require(target.send(calls.void(dana, **{missing: ...})), refused)


@pytest.mark.rule("IFORTEPAY-REFUND-06")
@WALLET
def test_a_voided_payment_reads_void(target: Target, dana: dict[str, Any]) -> None:
    given(target.send(calls.void(dana)), succeeded)
    require(target.send(calls.inquiry(dana)), succeeded, stands(*VOID))


@pytest.mark.rule("IFORTEPAY-REFUND-20")
@WALLET
def test_ovo_is_voided_before_it_is_paid(target: Target, record: Record) -> None:
    record(fate(target.send(calls.void(calls.linked(target, "OVO")))))


@pytest.mark.rule("IFORTEPAY-REFUND-21")
@WALLET
def test_a_second_void(target: Target, dana: dict[str, Any], record: Record) -> None:
    given(target.send(calls.void(dana)), succeeded)
    record(fate(target.send(calls.void(dana))))

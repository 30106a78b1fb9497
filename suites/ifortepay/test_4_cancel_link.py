"""
iFortepay: cancelling a payment link, which is no QR.
"""

import pytest

from payconform.checks import at, given, member, require
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import CANCELED, cased, fate, refused, stands, succeeded
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")

IDS = ("transaction_id", "external_id", "order_id")


@pytest.mark.rule("IFORTEPAY-CANCEL-10")
def test_a_live_link_is_cancelled(target: Target) -> None:
    link = calls.linked(target, "SHOPEEPAY")
    ids = [member(name, link[name]) for name in IDS]
    require(target.send(calls.cancel_link(link)), succeeded, stands(*CANCELED), *ids)


@pytest.mark.rule("IFORTEPAY-CANCEL-11")
@pytest.mark.parametrize("channel", ["DANA", "OVO"])
def test_a_link_of_another_channel_is_not_cancelled(target: Target, channel: str) -> None:
    require(target.send(calls.cancel_link(calls.linked(target, channel))), refused)


@pytest.mark.rule("IFORTEPAY-CANCEL-12")
@pytest.mark.parametrize("missing", calls.NAMES)
def test_a_cancel_of_a_link_without_a_member_is_refused(target: Target, missing: str) -> None:
    link = calls.linked(target, "SHOPEEPAY")
    require(target.send(calls.cancel_link(link, **{missing: ...})), refused)


@pytest.mark.rule("IFORTEPAY-CANCEL-25")
def test_the_letter_case_of_the_channel(target: Target, record: Record) -> None:
    link = calls.linked(target, "SHOPEEPAY")
    answer = given(target.send(calls.cancel_link(link)), succeeded)
    record(cased(at(answer, "payment_channel"), "shopeepay"))


@pytest.mark.rule("IFORTEPAY-CANCEL-26")
def test_a_qr_where_a_link_is_expected(target: Target, record: Record) -> None:
    named = calls.new(target, {"payment_channel": "SHOPEEPAY"})
    record(fate(target.send(calls.cancel_link(named))))

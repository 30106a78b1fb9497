"""
iFortepay: what no page tells of a request for a QR.
"""

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from payconform.checks import asked, at, given
from payconform.model import Exchange
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import EXPIRED, cased, fate, stands, succeeded
from payconform.stories import Record
from payconform.target import Target

AMOUNT, EXPIRY = "payment_details.amount", "payment_details.expired_time"
LARGE = 50_000_000  # above each limit that is named
ITEM = {"item_id": "1", "name": "tea", "amount": 15000, "qty": 1}
JAKARTA = timezone(timedelta(hours=7))


def ask(target: Target, members: dict[str, Any]) -> Exchange:
    return target.send(calls.ask(target, members))


@pytest.mark.rule("IFORTEPAY-CREATE-20")
def test_an_external_id_that_was_used(target: Target, record: Record) -> None:
    first = calls.made(target)
    again = ask(target, {"external_id": asked(first)["external_id"]})
    if fate(again) == "refused":
        record("refused")
    else:
        same = at(again, "transaction_id") == at(first, "transaction_id")
        record("the same transaction" if same else "another transaction")


@pytest.mark.rule("IFORTEPAY-CREATE-21")
@pytest.mark.needs("control_clock")
def test_how_long_a_qr_lives_by_itself(target: Target, record: Record) -> None:
    named = calls.new(target, {EXPIRY: ...})
    for minutes, told in ((16, "15 minutes"), (45, "up to an hour")):
        target.wait(minutes * 60)
        if stands(*EXPIRED)(target.send(calls.inquiry(named))) is None:
            record(told)
            return
    record("longer")


@pytest.mark.rule("IFORTEPAY-CREATE-22")
def test_an_amount_above_every_limit(target: Target, record: Record) -> None:
    record(fate(ask(target, {AMOUNT: LARGE})))


@pytest.mark.rule("IFORTEPAY-CREATE-23")
def test_the_form_of_item_details(target: Target, record: Record) -> None:
    one = fate(ask(target, {"item_details": ITEM})) == "accepted"
    many = fate(ask(target, {"item_details": [ITEM]})) == "accepted"
    if one:
        record("either" if many else "an object")
    else:
        record("a list" if many else "neither")


@pytest.mark.rule("IFORTEPAY-CREATE-24")
def test_an_expiry_in_the_time_of_jakarta(target: Target, record: Record) -> None:
    ends = datetime.fromisoformat(calls.ahead(target, calls.LIFE)).astimezone(JAKARTA)
    record(fate(ask(target, {EXPIRY: ends.isoformat(timespec="milliseconds")})))


@pytest.mark.rule("IFORTEPAY-CREATE-25")
def test_an_amount_as_text(target: Target, record: Record) -> None:
    record(fate(ask(target, {AMOUNT: str(calls.AMOUNT)})))


@pytest.mark.rule("IFORTEPAY-CREATE-26")
def test_a_qr_for_the_announced_channel(target: Target, record: Record) -> None:
    record(fate(ask(target, {"payment_channel": "LINKAJA"})))


@pytest.mark.rule("IFORTEPAY-CREATE-27")
def test_a_request_without_callback_url(target: Target, record: Record) -> None:
    record(fate(ask(target, {"callback_url": ...})))


@pytest.mark.rule("IFORTEPAY-CREATE-28")
@pytest.mark.parametrize(
    ("name", "value"), [("payment_method", "WALLET"), ("payment_channel", "nobu")]
)
def test_a_word_in_the_other_letter_case(
    target: Target, name: str, value: str, record: Record
) -> None:
    record(fate(ask(target, {name: value})))


@pytest.mark.rule("IFORTEPAY-CREATE-29")
def test_an_unknown_member(target: Target, record: Record) -> None:
    record(fate(ask(target, {"payconform": "1"})))


@pytest.mark.rule("IFORTEPAY-CREATE-30")
def test_the_letter_case_of_the_method(target: Target, record: Record) -> None:
    made = given(target.send(calls.ask(target)), succeeded)
    record(cased(at(made, "payment_method"), "wallet"))


@pytest.mark.rule("IFORTEPAY-CREATE-31")
@pytest.mark.parametrize("odd", [" ", "é"])
def test_an_order_id_that_may_be_special(target: Target, odd: str, record: Record) -> None:
    record(fate(ask(target, {"order_id": f"{target.fresh('odd')}{odd}x"})))

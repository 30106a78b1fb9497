"""
Amazon Pay: asking for a QR.
"""

import pytest

from payconform.checks import at, given, require
from payconform.model import Call, Exchange
from payconform.providers.amazonpay import calls, forms
from payconform.providers.amazonpay.checks import fate, succeeded
from payconform.stories import Record
from payconform.target import Target

MANDATORY = (
    "merchantId",
    "expiryTimestamp",
    "amount",
    "currency",
    "orderId",
    "clientId",
    "qrMedium",
    "distributionType",
    "storeId",
    "storeIdType",
)


def ask(target: Target, **members: object) -> Exchange:
    return target.send(Call("generateQr", body=calls.qr(target, **members)))


@pytest.mark.rule("AMAZONPAY-CREATE-01")
def test_a_valid_request_makes_a_qr(target: Target) -> None:
    require(ask(target), succeeded, *forms.QR)


@pytest.mark.rule("AMAZONPAY-CREATE-02")
@pytest.mark.parametrize("seconds", [65, 595])
def test_a_qr_may_live_from_one_to_ten_minutes(target: Target, seconds: int) -> None:
    require(ask(target, expiryTimestamp=calls.ahead(target, seconds)), succeeded)


@pytest.mark.rule("AMAZONPAY-CREATE-03")
def test_a_qr_may_ask_for_one_paisa(target: Target) -> None:
    require(ask(target, amount="0.01"), succeeded)


@pytest.mark.rule("AMAZONPAY-CREATE-04")
def test_an_order_id_may_have_35_characters(target: Target) -> None:
    order = f"{target.fresh('Az_9')}-".ljust(35, "x")
    require(ask(target, orderId=order), succeeded)


@pytest.mark.rule("AMAZONPAY-CREATE-10")
@pytest.mark.parametrize("missing", MANDATORY)
def test_a_request_without_a_member(target: Target, missing: str, record: Record) -> None:
    record(fate(ask(target, **{missing: ...})))


@pytest.mark.rule("AMAZONPAY-CREATE-11")
@pytest.mark.parametrize("amount", ["0.00", "0.001", "-1.00"])
def test_an_amount_below_one_paisa(target: Target, amount: str, record: Record) -> None:
    record(fate(ask(target, amount=amount)))


@pytest.mark.rule("AMAZONPAY-CREATE-12")
@pytest.mark.parametrize("seconds", [-60, 30, 660, 86400])
def test_an_expiry_too_soon_or_too_late(target: Target, seconds: int, record: Record) -> None:
    record(fate(ask(target, expiryTimestamp=calls.ahead(target, seconds))))


@pytest.mark.rule("AMAZONPAY-CREATE-13")
@pytest.mark.parametrize("tail", ["x" * 36, " space", "/slash", "ü"])
def test_an_order_id_beyond_its_form(target: Target, tail: str, record: Record) -> None:
    record(fate(ask(target, orderId=f"{target.fresh('o')}{tail}")))


@pytest.mark.rule("AMAZONPAY-CREATE-14")
def test_another_currency(target: Target, record: Record) -> None:
    record(fate(ask(target, currency="USD")))


@pytest.mark.rule("AMAZONPAY-CREATE-15")
def test_an_order_id_that_was_used(target: Target, order: str, record: Record) -> None:
    record(fate(ask(target, orderId=order)))


@pytest.mark.rule("AMAZONPAY-CREATE-16")
def test_the_expiry_as_the_table_spells_it(target: Target, record: Record) -> None:
    record(fate(ask(target, expiryTimestamp=..., expiryTimeStamp=calls.ahead(target, calls.LIFE))))


@pytest.mark.rule("AMAZONPAY-CREATE-17")
def test_an_amount_as_a_number(target: Target, record: Record) -> None:
    record(fate(ask(target, amount=1.5)))


@pytest.mark.rule("AMAZONPAY-CREATE-18")
def test_a_distribution_as_text(target: Target, record: Record) -> None:
    record(fate(ask(target, distributionType="QR_STRING")))


@pytest.mark.rule("AMAZONPAY-CREATE-19")
def test_the_token_of_an_order(target: Target, record: Record) -> None:
    made = calls.made(target)
    same = given(made, succeeded) and at(made, "tokenId") == calls.order_of(made)
    record("the orderId" if same else "an id of its own")

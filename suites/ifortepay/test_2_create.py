"""
iFortepay: asking for a QR.
"""

from typing import Any

import pytest

from payconform.checks import asked, given, member, member_matches, require
from payconform.model import Exchange
from payconform.providers.ifortepay import calls
from payconform.providers.ifortepay.checks import refused, shows_qr, succeeded
from payconform.target import Target

MINUTE = 60
DETAILS, PERSON, WALLET = "payment_details", "customer_details", "wallet_details"
MANDATORY = (
    "external_id",
    "order_id",
    "currency",
    "payment_method",
    "payment_channel",
    DETAILS,
    f"{DETAILS}.amount",
    f"{DETAILS}.transaction_description",
    PERSON,
    f"{PERSON}.email",
    f"{PERSON}.full_name",
    WALLET,
    f"{WALLET}.id",
    f"{WALLET}.id_type",
)
LONGEST = {
    "external_id": 64,
    "order_id": 255,
    f"{DETAILS}.transaction_description": 255,
    f"{PERSON}.email": 255,
    f"{PERSON}.full_name": 100,
    f"{PERSON}.phone": 18,
    f"{WALLET}.id": 50,
}
UNLISTED = {
    "currency": "USD",
    "payment_method": "card",
    "payment_channel": "OVO",
    f"{WALLET}.id_type": "FAX",
}


def ask(target: Target, members: dict[str, Any] | None = None) -> Exchange:
    return target.send(calls.ask(target, members or {}))


@pytest.mark.rule("IFORTEPAY-CREATE-01")
def test_a_valid_request_is_answered_00(target: Target) -> None:
    require(ask(target), succeeded)


@pytest.mark.rule("IFORTEPAY-CREATE-02")
def test_the_answer_shows_a_qr(target: Target) -> None:
    require(given(ask(target), succeeded), shows_qr)


@pytest.mark.rule("IFORTEPAY-CREATE-03")
def test_the_answer_names_the_transaction(target: Target) -> None:
    made = given(ask(target), succeeded)
    ids = [member(name, asked(made)[name]) for name in ("external_id", "order_id")]
    require(made, member_matches("transaction_id", str, ".+"), *ids)


@pytest.mark.rule("IFORTEPAY-CREATE-04")
def test_the_content_of_the_qr_is_told(target: Target) -> None:
    content = member_matches("qr_response.qr_string", str, "000201.+")
    require(given(ask(target), succeeded), content)


@pytest.mark.rule("IFORTEPAY-CREATE-05")
def test_the_smallest_amount_is_accepted(target: Target) -> None:
    require(ask(target, {f"{DETAILS}.amount": 1000}), succeeded)


@pytest.mark.rule("IFORTEPAY-CREATE-06")
@pytest.mark.parametrize("amount", [999, 999.99, 1, 0, -15000])
def test_a_smaller_amount_is_refused(target: Target, amount: float) -> None:
    require(ask(target, {f"{DETAILS}.amount": amount}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-07")
@pytest.mark.parametrize("seconds", [15 * MINUTE + 30, 30 * MINUTE, 60 * MINUTE - 30])
def test_a_qr_may_live_from_15_to_60_minutes(target: Target, seconds: int) -> None:
    require(ask(target, {f"{DETAILS}.expired_time": calls.ahead(target, seconds)}), succeeded)


@pytest.mark.rule("IFORTEPAY-CREATE-08")
@pytest.mark.parametrize("minutes", [-5, 1, 14, 61, 24 * 60])
def test_another_lifetime_is_refused(target: Target, minutes: int) -> None:
    ends = calls.ahead(target, minutes * MINUTE)
    require(ask(target, {f"{DETAILS}.expired_time": ends}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-09")
def test_the_longest_ids_are_accepted(target: Target) -> None:
    ids = {
        "external_id": target.fresh("Az-9").ljust(64, "x"),
        "order_id": target.fresh("Az-9").ljust(255, "x"),
    }
    require(ask(target, ids), succeeded)


@pytest.mark.rule("IFORTEPAY-CREATE-10")
@pytest.mark.parametrize("name", ["external_id", "order_id"])
@pytest.mark.parametrize("odd", ["_", "/", "@", "#", "."])
def test_an_id_with_other_characters_is_refused(target: Target, name: str, odd: str) -> None:
    require(ask(target, {name: f"{target.fresh('odd')}{odd}"}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-10")
def test_an_external_id_with_a_space_is_refused(target: Target) -> None:
    require(ask(target, {"external_id": f"{target.fresh('odd')} x"}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-11")
@pytest.mark.parametrize("name", LONGEST)
def test_a_text_that_is_too_long_is_refused(target: Target, name: str) -> None:
    told = target.fresh("x").ljust(LONGEST[name] + 1, "x")
    require(ask(target, {name: told}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-12")
@pytest.mark.parametrize("missing", MANDATORY)
def test_a_request_without_a_member_is_refused(target: Target, missing: str) -> None:
    require(ask(target, {missing: ...}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-13")
@pytest.mark.parametrize("name", UNLISTED)
def test_an_unlisted_value_is_refused(target: Target, name: str) -> None:
    require(ask(target, {name: UNLISTED[name]}), refused)


@pytest.mark.rule("IFORTEPAY-CREATE-14")
def test_an_order_id_is_used_again(target: Target) -> None:
    order = asked(calls.made(target))["order_id"]
    require(ask(target, {"order_id": order}), succeeded)


@pytest.mark.rule("IFORTEPAY-CREATE-15")
@pytest.mark.parametrize("channel", ["SHOPEEPAY", "NOBU"])
def test_a_qr_is_made_for_each_channel(target: Target, channel: str) -> None:
    require(ask(target, {"payment_channel": channel}), succeeded)

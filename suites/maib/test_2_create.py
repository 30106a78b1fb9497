"""
maib: creating a Dynamic QR. Where the documents give a limit and a validation error for the API,
success beyond the limit fails; which code refuses it is recorded in chapter 8.
"""

import pytest

from payconform.checks import given, member, require, status
from payconform.model import Exchange
from payconform.providers.maib import forms
from payconform.providers.maib.calls import in_future
from payconform.providers.maib.checks import fate, guid, require_refused, succeeded
from payconform.providers.maib.moments import iso_moment
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

CALLBACK = "https://callback.payconform.invalid/"


@pytest.fixture
def created(maib: Maib) -> Exchange:
    return given(maib.ask(), status(200))


@pytest.mark.rule("MAIB-CREATE-01")
def test_a_valid_request_makes_a_qr(maib: Maib) -> None:
    require(maib.ask(), succeeded, guid("result.qrId"))


@pytest.mark.rule("MAIB-CREATE-02")
def test_the_type_is_repeated(created: Exchange) -> None:
    require(created, member("result.type", "Dynamic"))


@pytest.mark.rule("MAIB-CREATE-03")
def test_the_url_is_https(created: Exchange) -> None:
    require(created, forms.HTTPS_URL)


@pytest.mark.rule("MAIB-CREATE-04")
def test_the_order_id_is_repeated(target: Target, maib: Maib) -> None:
    order = target.fresh("order")
    require(given(maib.ask(orderId=order), status(200)), member("result.orderId", order))


@pytest.mark.rule("MAIB-CREATE-05")
def test_the_expiry_is_told(created: Exchange) -> None:
    require(created, iso_moment("result.expiresAt"))


def refuses(member_name: str, rule: str) -> object:
    return pytest.param(member_name, marks=pytest.mark.rule(rule), id=member_name)


@pytest.mark.parametrize(
    "required",
    [
        refuses("type", "MAIB-CREATE-06"),
        refuses("amountType", "MAIB-CREATE-07"),
        refuses("currency", "MAIB-CREATE-08"),
        refuses("description", "MAIB-CREATE-09"),
        refuses("expiresAt", "MAIB-CREATE-10"),
        refuses("amount", "MAIB-CREATE-11"),
    ],
)
def test_a_request_without_a_required_member_is_refused(maib: Maib, required: str) -> None:
    given(maib.ask(), succeeded)
    require_refused(maib.ask(**{required: ...}))


@pytest.mark.rule("MAIB-CREATE-12")
@pytest.mark.parametrize("amount", [0, -1, -0.01])
def test_an_amount_of_zero_or_less_is_refused(maib: Maib, amount: float) -> None:
    require_refused(maib.ask(amount=amount))


@pytest.mark.rule("MAIB-CREATE-13")
@pytest.mark.parametrize("amount", [0.01, 100000])
def test_an_amount_within_the_limit_is_accepted(maib: Maib, amount: float) -> None:
    require(maib.ask(amount=amount), succeeded)


@pytest.mark.rule("MAIB-CREATE-13")
@pytest.mark.parametrize("amount", [100000.01, 1000000])
def test_an_amount_above_the_limit_is_refused(maib: Maib, amount: float) -> None:
    require_refused(maib.ask(amount=amount))


@pytest.mark.rule("MAIB-CREATE-14")
@pytest.mark.parametrize("currency", ["EUR", "USD"])
def test_another_currency_is_refused(maib: Maib, currency: str) -> None:
    require_refused(maib.ask(currency=currency))


@pytest.mark.rule("MAIB-CREATE-15")
def test_an_unknown_type_is_refused(maib: Maib) -> None:
    require_refused(maib.ask(type="Eternal"))


@pytest.mark.rule("MAIB-CREATE-16")
def test_an_unknown_amount_type_is_refused(maib: Maib) -> None:
    require_refused(maib.ask(amountType="Rounded"))


TEXTS = [
    pytest.param(
        "description", "x" * 500, marks=pytest.mark.rule("MAIB-CREATE-17"), id="description"
    ),
    pytest.param("orderId", "x" * 100, marks=pytest.mark.rule("MAIB-CREATE-18"), id="orderId"),
    pytest.param(
        "callbackUrl",
        CALLBACK + "x" * (1000 - len(CALLBACK)),
        marks=pytest.mark.rule("MAIB-CREATE-19"),
        id="callbackUrl",
    ),
]


@pytest.mark.parametrize(("name", "longest"), TEXTS)
def test_a_text_as_long_as_allowed_is_accepted(
    target: Target, maib: Maib, name: str, longest: str
) -> None:
    require(maib.ask(**{name: _unique(target, longest)}), succeeded)


@pytest.mark.parametrize(("name", "longest"), TEXTS)
def test_a_text_one_longer_is_refused(target: Target, maib: Maib, name: str, longest: str) -> None:
    require_refused(maib.ask(**{name: _unique(target, longest) + "x"}))


def _unique(target: Target, text: str) -> str:
    ending = target.fresh("")
    return text[: -len(ending)] + ending


@pytest.mark.rule("MAIB-CREATE-20")
def test_an_expiry_in_the_past_is_refused(target: Target, maib: Maib) -> None:
    require_refused(maib.ask(expiresAt=in_future(target, hours=-1)))


@pytest.mark.rule("MAIB-CREATE-21")
def test_an_expiry_of_59_days_is_accepted(target: Target, maib: Maib) -> None:
    require(maib.ask(expiresAt=in_future(target, days=59)), succeeded)


@pytest.mark.rule("MAIB-CREATE-21")
def test_an_expiry_of_61_days_is_refused(target: Target, maib: Maib) -> None:
    require_refused(maib.ask(expiresAt=in_future(target, days=61)))


@pytest.mark.rule("MAIB-CREATE-22")
def test_an_expiry_of_two_minutes_is_accepted(target: Target, maib: Maib) -> None:
    require(maib.ask(expiresAt=in_future(target, minutes=2)), succeeded)


@pytest.mark.rule("MAIB-CREATE-22")
def test_an_expiry_of_five_seconds_is_refused(target: Target, maib: Maib) -> None:
    require_refused(maib.ask(expiresAt=in_future(target, seconds=5)))


@pytest.mark.rule("MAIB-CREATE-23")
def test_a_free_amount_is_refused(maib: Maib) -> None:
    require_refused(maib.ask(amountType="Free", amount=...))


@pytest.mark.rule("MAIB-CREATE-24")
@pytest.mark.parametrize("amount", [10, 100])
def test_a_controlled_amount_within_its_limits_is_accepted(maib: Maib, amount: int) -> None:
    limits = {"amountType": "Controlled", "amountMin": 10, "amountMax": 100}
    require(maib.ask(amount=amount, **limits), succeeded)


@pytest.mark.rule("MAIB-CREATE-24")
@pytest.mark.parametrize("amount", [9.99, 100.01])
def test_a_controlled_amount_outside_its_limits_is_refused(maib: Maib, amount: float) -> None:
    limits = {"amountType": "Controlled", "amountMin": 10, "amountMax": 100}
    require_refused(maib.ask(amount=amount, **limits))


@pytest.mark.rule("MAIB-CREATE-25")
def test_a_callback_url_without_tls(maib: Maib, record: Record) -> None:
    record(fate(maib.ask(callbackUrl="http://callback.payconform.invalid/")))


@pytest.mark.rule("MAIB-CREATE-26")
def test_an_order_id_used_twice(target: Target, maib: Maib, record: Record) -> None:
    order = target.fresh("order")
    maib.create(orderId=order)
    record(fate(maib.ask(orderId=order)))


@pytest.mark.rule("MAIB-CREATE-27")
def test_a_member_nobody_documented(maib: Maib, record: Record) -> None:
    told = fate(maib.ask(payconform="unknown"))
    record("ignored" if told == "accepted" else told)


@pytest.mark.rule("MAIB-CREATE-28")
def test_a_controlled_request_with_one_limit(maib: Maib, record: Record) -> None:
    record(fate(maib.ask(amountType="Controlled", amount=50, amountMax=100)))

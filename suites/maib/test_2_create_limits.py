"""
maib: the limits of a QR's members beyond those of chapter 2's first page, and what they leave open.
"""

import pytest

from payconform.checks import given, require
from payconform.providers.maib.calls import in_future
from payconform.providers.maib.checks import fate, require_refused, succeeded
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

REDIRECT = "https://thanks.payconform.invalid/"


@pytest.fixture(scope="module")
def controlled(target: Target) -> dict[str, object]:
    """
    The amounts of a Controlled request that is accepted.
    """
    amounts = {"amountType": "Controlled", "amount": 50, "amountMin": 10, "amountMax": 100}
    given(Maib(target).ask(**amounts), succeeded)
    return amounts


@pytest.mark.rule("MAIB-CREATE-32")
def test_a_controlled_request_without_amount(
    maib: Maib, controlled: dict[str, object], record: Record
) -> None:
    record(fate(maib.ask(**{**controlled, "amount": ...})))


def limits(rule: str, case: str, **members: object) -> object:
    return pytest.param(members, marks=pytest.mark.rule(rule), id=case)


@pytest.mark.parametrize(
    "members",
    [
        limits("MAIB-CREATE-33", "min equals max", amountMin=50, amountMax=50),
        limits("MAIB-CREATE-33", "min above max", amountMin=100, amountMax=10),
        limits("MAIB-CREATE-34", "min of zero", amountMin=0),
        limits("MAIB-CREATE-34", "min below zero", amountMin=-1),
        limits("MAIB-CREATE-35", "max above the largest amount", amountMax=100000.01),
        limits("MAIB-CREATE-46", "neither min nor max", amountMin=..., amountMax=...),
    ],
)
def test_controlled_limits_that_cannot_be_are_refused(
    maib: Maib, controlled: dict[str, object], members: dict[str, object]
) -> None:
    require_refused(maib.ask(**{**controlled, **members}))


@pytest.mark.rule("MAIB-CREATE-36")
def test_a_redirect_url_of_1000_characters_is_accepted(maib: Maib) -> None:
    require(maib.ask(redirectUrl=REDIRECT.ljust(1000, "x")), succeeded)


@pytest.mark.rule("MAIB-CREATE-36")
def test_a_redirect_url_of_1001_characters_is_refused(maib: Maib) -> None:
    require_refused(maib.ask(redirectUrl=REDIRECT.ljust(1001, "x")))


@pytest.mark.rule("MAIB-CREATE-37")
def test_a_terminal_id_of_101_characters_is_refused(maib: Maib) -> None:
    require_refused(maib.ask(terminalId="x" * 101))


@pytest.mark.rule("MAIB-CREATE-38")
def test_an_expiry_in_words_is_refused(maib: Maib) -> None:
    require_refused(maib.ask(expiresAt="tomorrow"))


@pytest.mark.rule("MAIB-CREATE-38")
def test_an_expiry_at_an_hour_that_no_day_has_is_refused(target: Target, maib: Maib) -> None:
    day = in_future(target, days=2).partition("T")[0]
    require_refused(maib.ask(expiresAt=f"{day}T25:00:00+00:00"))


@pytest.mark.rule("MAIB-CREATE-40")
def test_a_fixed_request_with_a_limit(maib: Maib, record: Record) -> None:
    record(fate(maib.ask(amountMin=10)))


@pytest.mark.rule("MAIB-CREATE-42")
def test_a_redirect_url_without_tls(maib: Maib, record: Record) -> None:
    record(fate(maib.ask(redirectUrl=REDIRECT.replace("https", "http"))))


@pytest.mark.rule("MAIB-CREATE-43")
def test_an_amount_written_as_text(maib: Maib, record: Record) -> None:
    record(fate(maib.ask(amount="50.00")))


@pytest.mark.rule("MAIB-CREATE-44")
def test_an_amount_with_three_decimals(maib: Maib, record: Record) -> None:
    record(fate(maib.ask(amount=12.345)))


@pytest.mark.rule("MAIB-CREATE-45")
def test_an_expiry_without_an_offset(target: Target, maib: Maib, record: Record) -> None:
    record(fate(maib.ask(expiresAt=in_future(target, days=1).removesuffix("+00:00"))))

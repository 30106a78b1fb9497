"""
MobilePay: payments that disallow kinds of cards.
"""

from collections.abc import Callable

import pytest

from payconform.checks import ABSENT, at, given, require
from payconform.model import Check, Exchange, Mismatch
from payconform.providers.mobilepay.checks import outcome, succeeded, unbarred
from payconform.providers.mobilepay.story import Till
from payconform.stories import Record

DEBIT, CREDIT = "debitCardDisallowed", "creditCardDisallowed"
RESTRICTIONS: dict[str, dict[str, bool | None] | None] = {
    "no debit cards": {DEBIT: True, CREDIT: False},
    "no credit cards": {DEBIT: False, CREDIT: True},
    "any card": {DEBIT: False, CREDIT: False},
    "flags of null": {DEBIT: None, CREDIT: None},
    "null": None,
}
UNTOLD = ("amount", "currencyCode", "plannedCaptureDelay", "restrictions", "merchantPaymentLabel")

Make = Callable[[Till, object], tuple[Exchange, str]]


def initiated(till: Till, restrictions: object) -> tuple[Exchange, str]:
    answer = till.initiate(restrictions=restrictions)
    return answer, str(at(answer, "paymentId"))


def made_ready(till: Till, restrictions: object) -> tuple[Exchange, str]:
    payment = till.prepared()
    return till.ready(payment, restrictions=restrictions), payment


BOTH_WAYS = pytest.mark.parametrize("make", [initiated, made_ready], ids=["initiate", "ready"])


def disallows(name: str, *, wanted: bool) -> Check:
    """
    A payment disallows a kind of cards, or does not.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        shown = at(exchange, f"restrictions.{name}")
        if (shown is True) is wanted and (shown is ABSENT or shown in (True, False, None)):
            return None
        return Mismatch(f"{name} {wanted}", f"{shown}")

    return check


def unset(name: str) -> Check:
    """
    A member is absent, or null, or of restrictions that restrict nothing.
    """

    def check(exchange: Exchange) -> Mismatch | None:
        shown = at(exchange, name)
        if name == "restrictions" and isinstance(shown, dict) and not any(shown.values()):
            return None
        return None if shown is ABSENT or shown is None else Mismatch(f"no {name}", f"{shown}")

    return check


@BOTH_WAYS
@pytest.mark.rule("MOBILEPAY-CREATE-80")
@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_a_restriction_is_taken(till: Till, make: Make, kind: str) -> None:
    answer, _ = make(till, RESTRICTIONS[kind])
    require(given(answer, unbarred), succeeded)


@pytest.mark.rule("MOBILEPAY-CREATE-81")
def test_neither_kind_is_allowed(till: Till, record: Record) -> None:
    record(outcome(initiated(till, {DEBIT: True, CREDIT: True})[0]))


@BOTH_WAYS
@pytest.mark.rule("MOBILEPAY-READ-40")
@pytest.mark.parametrize("kind", RESTRICTIONS)
def test_a_payment_shows_its_restriction(till: Till, make: Make, kind: str) -> None:
    answer, payment = make(till, RESTRICTIONS[kind])
    given(answer, succeeded)
    asked = RESTRICTIONS[kind] or {}
    wanted = (disallows(name, wanted=bool(asked.get(name))) for name in (DEBIT, CREDIT))
    require(till.read(payment), succeeded, *wanted)


@pytest.mark.rule("MOBILEPAY-READ-41")
def test_how_no_restriction_is_shown(till: Till, record: Record) -> None:
    shown = at(given(till.read(till.initiated()), succeeded), "restrictions")
    record("absent" if shown is ABSENT else "null" if shown is None else "an object")


@pytest.mark.rule("MOBILEPAY-READ-42")
def test_a_prepared_payment_shows_no_terms(till: Till) -> None:
    require(till.read(till.prepared()), succeeded, *(unset(name) for name in UNTOLD))

"""
maib: creating a Static QR: no expiry, and three kinds of amount.
"""

import pytest

from payconform.checks import require
from payconform.providers.maib.calls import in_future
from payconform.providers.maib.checks import fate
from payconform.providers.maib.forms import STATIC
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target


@pytest.mark.rule("MAIB-CREATE-29")
def test_a_static_qr_needs_no_expiry(maib: Maib) -> None:
    require(maib.ask_static(), *STATIC)


@pytest.mark.rule("MAIB-CREATE-30")
def test_a_static_qr_may_be_controlled(maib: Maib) -> None:
    limits = {"amountType": "Controlled", "amountMin": 10, "amountMax": 100}
    require(maib.ask_static(amount=50, **limits), *STATIC)


@pytest.mark.rule("MAIB-CREATE-31")
def test_a_static_qr_may_be_free(maib: Maib) -> None:
    require(maib.ask_static(amountType="Free", amount=...), *STATIC)


@pytest.mark.rule("MAIB-CREATE-39")
def test_a_free_request_with_an_amount(maib: Maib, record: Record) -> None:
    record(fate(maib.ask_static(amountType="Free", amount=50.0)))


@pytest.mark.rule("MAIB-CREATE-41")
def test_a_static_request_with_an_expiry(target: Target, maib: Maib, record: Record) -> None:
    record(fate(maib.ask_static(expiresAt=in_future(target, hours=1))))

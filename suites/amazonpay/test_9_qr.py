"""
Amazon Pay: the UPI link that a QR shows.
"""

import re

import pytest

from payconform.checks import require
from payconform.providers.amazonpay import calls, forms
from payconform.target import Target


@pytest.mark.rule("AMAZONPAY-QR-01")
def test_the_link_pays_a_upi_address(target: Target) -> None:
    require(calls.made(target), forms.upi, forms.ADDRESS)


@pytest.mark.rule("AMAZONPAY-QR-02")
@pytest.mark.parametrize(("asked", "told"), [("12.30", "12.30"), ("7", "7.00"), ("0.5", "0.50")])
def test_the_link_asks_for_the_amount(target: Target, asked: str, told: str) -> None:
    require(calls.made(target, amount=asked), forms.parameter("am", re.escape(told)))


@pytest.mark.rule("AMAZONPAY-QR-03")
def test_the_link_asks_for_rupees(target: Target) -> None:
    require(calls.made(target), forms.RUPEES)


@pytest.mark.rule("AMAZONPAY-QR-05")
def test_the_link_names_the_payee(target: Target) -> None:
    require(calls.made(target), *forms.PAYEE)

"""
Amazon Pay: the UPI link that a QR shows.
"""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest

from payconform.checks import at
from payconform.errors import Violation
from payconform.model import Exchange, Mismatch
from payconform.providers.amazonpay import calls
from payconform.target import Target


def link(created: Exchange) -> str:
    return str(at(created, "qrPayload.qrString"))


def parameters(created: Exchange) -> dict[str, str]:
    """
    What a payer's app reads from the link.
    """
    return dict(parse_qsl(urlsplit(link(created)).query, keep_blank_values=True))


def require_parameter(created: Exchange, name: str, pattern: str) -> None:
    found = parameters(created).get(name)
    if found is None or not re.fullmatch(pattern, found):
        raise Violation(
            [Mismatch(f"{name} as {pattern}", f"{found} in {link(created)}")], created.id
        )


@pytest.mark.rule("AMAZONPAY-QR-01")
def test_the_link_pays_a_upi_address(target: Target) -> None:
    created = calls.made(target)
    if not link(created).startswith("upi://pay?"):
        raise Violation([Mismatch("a upi://pay link", link(created))], created.id)
    require_parameter(created, "pa", r"[A-Za-z0-9._-]+@[A-Za-z0-9]+")


@pytest.mark.rule("AMAZONPAY-QR-02")
@pytest.mark.parametrize(("asked", "told"), [("12.30", "12.30"), ("7", "7.00"), ("0.5", "0.50")])
def test_the_link_asks_for_the_amount(target: Target, asked: str, told: str) -> None:
    require_parameter(calls.made(target, amount=asked), "am", re.escape(told))


@pytest.mark.rule("AMAZONPAY-QR-03")
def test_the_link_asks_for_rupees(target: Target) -> None:
    require_parameter(calls.made(target), "cu", "INR")


@pytest.mark.rule("AMAZONPAY-QR-05")
def test_the_link_names_the_payee(target: Target) -> None:
    created = calls.made(target)
    require_parameter(created, "pn", ".+")
    require_parameter(created, "mc", "[0-9]{4}")

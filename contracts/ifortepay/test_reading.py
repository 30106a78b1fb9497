"""
What a merchant relies on who asks where a transaction stands.
"""

from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.ifortepay.results import Standing

INQUIRY = "inquiry"


@pytest.mark.parametrize(
    ("state", "status", "form", "rule"),
    [
        ("a QR", "ACTIVE", "ACTIVE|REQUEST", "IFORTEPAY-READ-02"),
        ("a paid QR", "PAID", "PAID|SUCCESS", "IFORTEPAY-READ-03"),
        ("an expired QR", "EXPIRED", "EXPIRED", "IFORTEPAY-READ-04"),
        ("a cancelled QR", "CANCELED", "CANCELED", "IFORTEPAY-READ-05"),
    ],
)
def test_a_qr_is_read(ifortepay: Any, state: str, status: str, form: str, rule: str) -> None:
    asked = ifortepay.about(f"read {state}", INQUIRY, rule, "IFORTEPAY-READ-01").given(state)
    ifortepay.told(asked, transaction_status=ifortepay.word(status, form))
    with ifortepay.client() as client:
        found = client.inquire(ifortepay.named())
    assert found == Standing(status)
    assert (found.live, found.paid) == (status == "ACTIVE", status == "PAID")


def test_a_voided_payment_is_read(ifortepay: Any) -> None:
    rules = ["IFORTEPAY-REFUND-06", "IFORTEPAY-READ-01"]
    asked = ifortepay.about("read a voided payment", INQUIRY, *rules, channel="DANA")
    asked.given("a voided payment", payment_channel="DANA")
    ifortepay.told(asked, transaction_status=ifortepay.word("VOID"))
    with ifortepay.client() as client:
        assert client.inquire(ifortepay.named("DANA")) == Standing("VOID")


def test_what_was_paid_is_read(ifortepay: Any) -> None:
    """
    That an inquiry tells it is known from a public client only.
    """
    asked = ifortepay.about("read what a QR is paid with", INQUIRY, "IFORTEPAY-READ-08")
    asked.given("a paid QR", amount=15000)
    ifortepay.told(
        asked,
        **ifortepay.repeated(),
        transaction_status=ifortepay.word("PAID", "PAID|SUCCESS"),
        currency="IDR",
        payment_details={"amount": match.number(15000)},
    )
    with ifortepay.client() as client:
        found = client.inquire(ifortepay.named())
    assert found == Standing("PAID", Decimal(15000), "IDR")


def test_an_unknown_transaction_is_refused(ifortepay: Any) -> None:
    """
    That a refusal has a code, and this one 02 or 01, is not documented.
    """
    rules = ["IFORTEPAY-ERROR-05", "IFORTEPAY-READ-07"]
    asked = ifortepay.about("read an unknown transaction", INQUIRY, *rules, known=False)
    ifortepay.refused(asked.given("a merchant"), "02|01")
    assert ifortepay.refusal(lambda client: client.inquire(ifortepay.named())).code == "02"


@pytest.mark.parametrize(
    ("state", "code", "rule"),
    [
        ("wrong credentials", "04", "IFORTEPAY-AUTH-15"),
        ("a wrong hash key", "99", "IFORTEPAY-AUTH-16"),
    ],
)
def test_an_inquiry_that_is_not_proven_is_refused(
    ifortepay: Any, state: str, code: str, rule: str
) -> None:
    asked = ifortepay.about(f"read a QR with {state}", INQUIRY, rule).given("a QR").given(state)
    ifortepay.refused(asked, code)
    assert ifortepay.refusal(lambda client: client.inquire(ifortepay.named())).code == code

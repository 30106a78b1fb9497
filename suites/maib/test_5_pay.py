"""
maib: the sandbox's simulated payment.
"""

import pytest

from payconform.checks import ABSENT, at, given, member, member_matches, require, status
from payconform.providers.maib.checks import code, fate, succeeded
from payconform.providers.maib.profile import PAYER, unknown_id
from payconform.providers.maib.story import Maib
from payconform.stories import Record
from payconform.target import Target

pytestmark = pytest.mark.needs("simulate_payment")


@pytest.mark.rule("MAIB-PAY-01")
def test_an_active_qr_is_paid(maib: Maib, qr: str) -> None:
    known = "Active|Inactive|Expired|Paid|Cancelled"
    require(
        maib.pay(qr),
        succeeded,
        member_matches("result.payId", str, ".+"),
        member_matches("result.qrStatus", str, known, "one of the five statuses"),
    )


@pytest.mark.rule("MAIB-PAY-02")
def test_a_paid_qr_reads_as_paid(maib: Maib, qr: str) -> None:
    given(maib.pay(qr), succeeded)
    require(maib.paid(qr), succeeded, member("result.status", "Paid"))


@pytest.mark.rule("MAIB-PAY-03")
def test_the_payment_is_repeated(maib: Maib, qr: str) -> None:
    require(
        given(maib.pay(qr), status(200)),
        member("result.qrId", qr),
        member("result.amount", 50.0),
        member("result.currency", "MDL"),
        member("result.payerName", PAYER["payerName"]),
        member("result.payerIban", PAYER["iban"]),
    )


@pytest.mark.rule("MAIB-PAY-04")
def test_paying_an_unknown_qr_is_refused(target: Target, maib: Maib) -> None:
    require(maib.pay(unknown_id(target)), status(404), code("13000", "14010"))


@pytest.mark.rule("MAIB-PAY-05")
def test_the_name_of_the_signature_key(maib: Maib, qr: str, record: Record) -> None:
    answer = given(maib.pay(qr), succeeded)
    names = [
        name for name in ("signatureKey", "signature") if at(answer, f"result.{name}") is not ABSENT
    ]
    record(" and ".join(names) or "neither")


@pytest.mark.rule("MAIB-PAY-06")
def test_paying_another_amount(maib: Maib, qr: str, record: Record) -> None:
    record(fate(maib.pay(qr, amount=49.99)))

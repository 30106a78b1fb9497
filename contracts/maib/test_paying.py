"""
What a merchant relies on around a payment: its simulation, its details, its refund.
"""

from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.maib.errors import MaibRefused

QR_ID = "789e0123-f456-7890-a123-456789012345"
PAY_ID = "123e4567-e89b-12d3-a456-426614174000"
REFUND_ID = "8ce09e40-2948-4225-a9c4-f277dbd587ea"
PAY = "/v2/mia/test-pay"
LIST = "/v2/mia/payments"
DETAILS = "/v2/mia/payments/{payId}"
REFUND = "/v2/payments/{payId}/refund"
PAYER = {"iban": "MD88AG000000011621810140", "payer_name": "John D."}
REASON = "Reason for payment refund."
ASKED = {"reason": match.like(REASON)}
SANDBOX, NEWER = "a sandbox that simulates payments", "the newer refund path"


def test_a_payment_is_simulated(maib: Any, contract: Any) -> None:
    rules = [f"MAIB-PAY-{number}" for number in ("01", "03", "18")]
    body = payment(contract.of_state("qrId", QR_ID))
    asked = maib.post("pay an Active QR", PAY, body, *rules)
    asked.given("an Active QR", type="Dynamic", amount=50.0).given(SANDBOX)
    told = {
        "payId": maib.guid(PAY_ID),
        "qrId": maib.guid(QR_ID),
        "qrStatus": match.regex("Paid", regex="^(Active|Inactive|Expired|Paid|Cancelled)$"),
        "amount": maib.fifty(),
        "currency": "MDL",
        "executedAt": maib.moment(),
    }
    maib.told(asked, told)
    with maib.client() as client:
        paid = client.pay_test(QR_ID, Decimal(50), **PAYER)
    assert (paid.pay_id, paid.qr_id, paid.qr_status) == (PAY_ID, QR_ID, "Paid")
    assert (paid.amount, paid.currency) == (Decimal(50), "MDL")
    assert paid.executed_at is not None


def test_a_payment_of_an_unknown_qr_is_refused(maib: Any) -> None:
    asked = maib.post("pay an unknown QR", PAY, payment(QR_ID), "MAIB-PAY-04", "MAIB-ERROR-01")
    maib.refused(asked.given("a merchant").given(SANDBOX), 404, "13000|14010")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.pay_test(QR_ID, Decimal(50), **PAYER)
    assert refused.value.code == "13000"


def test_the_details_of_a_payment_are_read(maib: Any) -> None:
    rules = [f"MAIB-READ-6{number}" for number in (0, 1, 2, 3)]
    asked = maib.get("read a payment", maib.at(DETAILS, payId=PAY_ID), *rules)
    maib.told(asked.given("a paid QR", type="Dynamic", amount=50.0), details(maib))
    with maib.client() as client:
        paid = client.payment(PAY_ID)
    assert (paid.pay_id, paid.qr_id, paid.status) == (PAY_ID, QR_ID, "Executed")
    assert (paid.amount, paid.currency, paid.order_id) == (Decimal(50), "MDL", "123")
    assert paid.executed_at is not None


def test_an_unknown_payment_is_told(maib: Any, contract: Any) -> None:
    """
    How is not documented: only that it is refused.
    """
    asked = maib.get("read an unknown payment", DETAILS.format(payId=PAY_ID), "MAIB-READ-66")
    contract.refused(asked.given("a merchant"), 409)
    with maib.client() as client, pytest.raises(MaibRefused):
        client.payment(PAY_ID)


def test_payments_are_listed(maib: Any) -> None:
    asked = maib.get("list payments", LIST, "MAIB-READ-70", count=10, offset=0)
    item = {
        "payId": maib.guid(PAY_ID),
        "amount": match.number(50.0),
        "status": match.regex("Executed", regex="^(Executed|Refunded)$"),
    }
    told = {"totalCount": match.integer(1), "items": match.each_like(item, min=1)}
    maib.told(asked.given("a paid QR", type="Dynamic", amount=50.0), told)
    with maib.client() as client:
        page = client.payments(count=10)
    assert page.total == 1
    assert [(paid.pay_id, paid.amount) for paid in page.items] == [(PAY_ID, Decimal(50))]


@pytest.mark.parametrize(
    ("how", "amount", "rule"), [("in full", None, "01"), ("in part", Decimal("20.5"), "02")]
)
def test_a_payment_is_refunded(maib: Any, how: str, amount: Decimal | None, rule: str) -> None:
    body = ASKED if amount is None else ASKED | {"amount": match.number(float(amount))}
    path = maib.at(REFUND, payId=PAY_ID)
    asked = maib.post(f"refund a payment {how}", path, body, f"MAIB-REFUND-{rule}")
    asked.given("a paid QR", type="Dynamic", amount=50.0).given(NEWER)
    maib.told(asked, {"refundId": maib.guid(REFUND_ID), "status": "Created"})
    with maib.client() as client:
        refund = client.refund(PAY_ID, REASON, amount=amount)
    assert (refund.refund_id, refund.status) == (REFUND_ID, "Created")


def test_a_second_refund_is_refused(maib: Any) -> None:
    path = maib.at(REFUND, payId=PAY_ID)
    asked = maib.post("refund a refunded payment", path, ASKED, "MAIB-REFUND-04", "MAIB-ERROR-01")
    asked.given("a refunded payment", amount=50.0).given(NEWER)
    maib.refused(asked, 409, "14015")
    assert refusal(maib, None).code == "14015"


def test_a_refund_of_more_than_was_paid_is_refused(maib: Any) -> None:
    path = maib.at(REFUND, payId=PAY_ID)
    body = ASKED | {"amount": 50.01}
    asked = maib.post("refund more than was paid", path, body, "MAIB-REFUND-05", "MAIB-ERROR-11")
    asked.given("a paid QR", type="Dynamic", amount=50.0).given(NEWER)
    maib.refused(asked, 404, "14016")
    assert refusal(maib, Decimal("50.01")).code == "14016"


def payment(qr_id: object) -> dict[str, object]:
    return {
        "qrId": qr_id,
        "amount": 50.0,
        "iban": match.like(PAYER["iban"]),
        "currency": "MDL",
        "payerName": match.like(PAYER["payer_name"]),
    }


def details(maib: Any) -> dict[str, object]:
    return {
        "payId": maib.guid(PAY_ID),
        "qrId": maib.guid(QR_ID),
        "orderId": match.like("123"),
        "amount": maib.fifty(),
        "currency": "MDL",
        "status": "Executed",
        "executedAt": maib.moment(),
    }


def refusal(maib: Any, amount: Decimal | None) -> MaibRefused:
    """
    What the client makes of a refused refund.
    """
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.refund(PAY_ID, REASON, amount=amount)
    return refused.value

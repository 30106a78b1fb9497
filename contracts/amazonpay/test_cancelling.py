"""
What a merchant relies on who takes a QR back, paid or not.
"""

from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.amazonpay.results import Cancellation

CANCEL = "/v2/pay/cancel"
ORDER_ID = "AMZDQR1112LX1uh0mAH00000057soA12112"
CHARGE_ID = "P04-9470662-5202780"
CREATED, UPDATED = "2024-08-23T14:03:18.861Z", "2024-08-23T14:03:24.179Z"
NOTE = "Session has expired"
THE_SAME, ANY = r"^1\.50*$", r"^\d+(\.\d+)?$"  # amounts
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"
NOT_CHARGED = {"merchantId": "AMAZONMID123", "status": "Approved", "amount": "1.50"}
CHARGE = {
    "chargeId": ORDER_ID,
    "amazonChargeId": CHARGE_ID,
    "createTime": CREATED,
    "updateTime": UPDATED,
}


@pytest.mark.parametrize("refund", [True, False])
def test_a_qr_that_nobody_paid_is_cancelled(amazonpay: Any, contract: Any, refund: bool) -> None:
    rules = ["AMAZONPAY-CANCEL-01", "AMAZONPAY-CANCEL-05", "AMAZONPAY-CANCEL-08"]
    asked = cancelling(amazonpay, f"cancel a QR {how(refund)}", *rules, refund=refund)
    amazonpay.told(
        asked.given("a QR", amount="1.50"), CANCEL, NOT_CHARGED, forms(contract, NOT_CHARGED)
    )
    assert cancelled(amazonpay, refund=refund) == Cancellation("Approved", Decimal("1.50"))


@pytest.mark.parametrize(
    ("refund", "status", "rule"),
    [
        (True, "RefundApplicable", "AMAZONPAY-CANCEL-02"),
        (False, "RefundApplicableButNotRequested", "AMAZONPAY-CANCEL-03"),
    ],
)
def test_a_charged_qr_is_cancelled(
    amazonpay: Any, contract: Any, refund: bool, status: str, rule: str
) -> None:
    rules = [rule, *(f"AMAZONPAY-CANCEL-0{number}" for number in (4, 7, 8, 9))]
    asked = cancelling(amazonpay, f"cancel a charged QR {how(refund)}", *rules, refund=refund)
    sample = NOT_CHARGED | CHARGE | {"status": status}
    amazonpay.told(
        asked.given("a charged QR", amount="1.50"), CANCEL, sample, forms(contract, sample)
    )
    found = cancelled(amazonpay, refund=refund)
    assert (found.status, found.charge_id, found.amazon_charge_id) == (status, ORDER_ID, CHARGE_ID)
    assert (found.create_time, found.update_time) == (CREATED, UPDATED)


def test_a_second_cancel_is_told_as_the_first(amazonpay: Any, contract: Any) -> None:
    """
    No page says so: a client that sees a refusal reads the status.
    """
    asked = cancelling(amazonpay, "cancel a cancelled QR", "AMAZONPAY-CANCEL-20")
    amazonpay.told(
        asked.given("a cancelled QR"), CANCEL, NOT_CHARGED, forms(contract, NOT_CHARGED, ANY)
    )
    assert cancelled(amazonpay).status == "Approved"


def test_a_cancel_of_an_unknown_order_is_refused(amazonpay: Any) -> None:
    """
    No page says so.
    """
    asked = cancelling(amazonpay, "cancel an unknown order", "AMAZONPAY-CANCEL-21", known=False)
    amazonpay.invalid(asked.given("a merchant"))
    refused = amazonpay.refusal(lambda client: client.cancel(ORDER_ID, NOTE))
    assert refused.status == 400


def test_an_expired_qr_is_cancelled(amazonpay: Any, contract: Any) -> None:
    """
    The reason SESSION_EXPIRED is documented, what comes of it is not.
    """
    asked = cancelling(amazonpay, "cancel an expired QR", "AMAZONPAY-CANCEL-22")
    amazonpay.told(
        asked.given("an expired QR"), CANCEL, NOT_CHARGED, forms(contract, NOT_CHARGED, ANY)
    )
    assert cancelled(amazonpay).status == "Approved"


def cancelling(
    amazonpay: Any, what: str, *rules: str, refund: bool = True, known: bool = True
) -> Any:
    body = {
        "chargeIdType": "MerchantTxnId",
        "chargeId": amazonpay.of_state("orderId", ORDER_ID) if known else ORDER_ID,
        "cancelIntent": ["CANCEL_TOKEN", "REFUND"] if refund else ["CANCEL_TOKEN"],
        "cancellationReason": match.regex(
            "SESSION_EXPIRED",
            regex="^(SESSION_EXPIRED|USER_CANCELLATION|DEVICE_GENERATED_CANCELLATION)$",
        ),
        "noteToCustomer": match.like(NOTE),
    }
    return amazonpay.post(what, CANCEL, body, *rules)


def cancelled(amazonpay: Any, *, refund: bool = True) -> Cancellation:
    with amazonpay.client() as client:
        found: Cancellation = client.cancel(ORDER_ID, NOTE, refund=refund, reason="SESSION_EXPIRED")
    return found


def forms(contract: Any, sample: dict[str, str], amount: str = THE_SAME) -> dict[str, object]:
    """
    Text throughout, also the amount.
    """
    moments = {name: MOMENT for name in ("createTime", "updateTime") if name in sample}
    return {
        **{name: match.like(value) for name, value in sample.items()},
        **{name: match.regex(sample[name], regex=form) for name, form in moments.items()},
        "amount": contract.every(sample["amount"], match.like("1.50"), match.regex(regex=amount)),
        "status": sample["status"],
    }


def how(refund: bool) -> str:
    return "with its refund" if refund else "without a refund"

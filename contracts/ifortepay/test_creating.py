"""
What a merchant relies on who asks for a QR.
"""

from datetime import timedelta
from typing import Any

import pytest
from pact import match

from payconform.providers.ifortepay.errors import IfortepayUnclear
from payconform.providers.ifortepay.results import Customer, Order

CREATE = "create-qr"
CALLED_BACK = "https://callback.payconform.invalid/ifortepay"
ENDS = "2026-04-07T11:22:59.000Z"
CONTENT = (
    "00020101021226690017ID.CO.EXAMPLE.WWW01189360099900000000010215DEMO000000000010303UMI51440014"
    "ID.CO.QRIS.WWW0215ID10200000000010303UMI5204581253033605405150005802ID5913DEMO MERCHANT6007"
    "JAKARTA61051234562210110ORDER-00010703A0163041489"
)


@pytest.mark.parametrize("channel", ["NOBU", "SHOPEEPAY"])
def test_a_success_is_told_by_its_code(ifortepay: Any, channel: str) -> None:
    """
    What else stands there is known from public clients only; without it there is nothing to show.
    """
    what = f"ask for a QR of {channel}"
    asked = ifortepay.post(what, CREATE, wanted(ifortepay, channel=channel), "IFORTEPAY-CREATE-01")
    ifortepay.told(asked.given("a merchant"))
    with ifortepay.client() as client, pytest.raises(IfortepayUnclear):
        client.create(order(ifortepay, channel=channel))


def test_a_qr_is_shown(ifortepay: Any) -> None:
    rules = ["IFORTEPAY-CREATE-04", "IFORTEPAY-CREATE-03", "IFORTEPAY-CREATE-02"]
    asked = ifortepay.post("ask for a QR and show it", CREATE, wanted(ifortepay), *rules)
    shown = {"qr_string": match.regex(CONTENT, regex="^0002.+$")}
    ifortepay.told(asked.given("a merchant"), **ifortepay.repeated(), qr_response=shown)
    with ifortepay.client() as client:
        qr = client.create(order(ifortepay))
    assert (qr.transaction, qr.content) == (ifortepay.named(), CONTENT)


def test_a_small_amount_is_refused(ifortepay: Any) -> None:
    """
    That a refusal has a code, and this one 01 or 98, is not documented.
    """
    rules = ["IFORTEPAY-ERROR-05", "IFORTEPAY-CREATE-06"]
    body = wanted(ifortepay, amount=999)
    asked = ifortepay.post("ask for a QR of 999 rupiah", CREATE, body, *rules)
    ifortepay.refused(asked.given("a merchant"), "01|98")
    refused = ifortepay.refusal(lambda client: client.create(order(ifortepay, amount=999)))
    assert refused.code == "01"


def test_a_second_qr_with_the_same_id_is_refused(ifortepay: Any) -> None:
    """
    No page says so.
    """
    what = "ask for a QR with an external_id that was used"
    asked = ifortepay.post(what, CREATE, wanted(ifortepay), "IFORTEPAY-CREATE-20")
    ifortepay.refused(asked.given("a QR"), "01")
    assert ifortepay.refusal(lambda client: client.create(order(ifortepay))).code == "01"


@pytest.mark.parametrize(
    ("state", "code", "rule"),
    [
        ("wrong credentials", "04", "IFORTEPAY-AUTH-15"),
        ("a wrong hash key", "99", "IFORTEPAY-AUTH-16"),
    ],
)
def test_a_call_that_is_not_proven_is_refused(
    ifortepay: Any, state: str, code: str, rule: str
) -> None:
    asked = ifortepay.post(f"ask for a QR with {state}", CREATE, wanted(ifortepay), rule)
    ifortepay.refused(asked.given("a merchant").given(state), code)
    assert ifortepay.refusal(lambda client: client.create(order(ifortepay))).code == code


def order(ifortepay: Any, amount: int = 15000, channel: str = "NOBU") -> Order:
    ids = (ifortepay.ids["external_id"], ifortepay.ids["order_id"])
    payer = Customer("payconform@example.com", "payconform", "081200000000")
    half_an_hour = timedelta(minutes=30)
    return Order(*ids, amount, "payconform", payer, CALLED_BACK, channel, half_an_hour)


def wanted(ifortepay: Any, amount: int = 15000, channel: str = "NOBU") -> dict[str, object]:
    ends = ifortepay.of_state("expired_time", ENDS)
    return {
        "external_id": ifortepay.of_state("external_id", ifortepay.ids["external_id"]),
        "order_id": ifortepay.of_state("order_id", ifortepay.ids["order_id"]),
        "currency": "IDR",
        "payment_method": "wallet",
        "payment_channel": channel,
        "payment_details": {
            "amount": amount,
            "transaction_description": match.like("payconform"),
            "expired_time": ends,
        },
        "customer_details": {
            "email": match.like("payconform@example.com"),
            "full_name": match.like("payconform"),
        },
        "wallet_details": {
            "id": match.like("081200000000"),
            "id_type": match.regex("HP", regex="^(HP|EMAIL)$"),
        },
        "callback_url": match.regex(CALLED_BACK, regex="^https://.+$"),
    }

"""
What a merchant relies on who is called back.
"""

from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.ifortepay import notification, signing
from payconform.providers.ifortepay.notification import Notice
from payconform.providers.ifortepay.results import Standing


@pytest.mark.parametrize(
    ("what", "state", "channel", "status", "form", "rule"),
    [
        ("a payment", "a paid QR", "NOBU", "PAID", "PAID|SUCCESS", "IFORTEPAY-CALLBACK-05"),
        ("an expiry", "an expired QR", "SHOPEEPAY", "EXPIRED", "EXPIRED", "IFORTEPAY-CALLBACK-08"),
    ],
)
def test_what_became_of_a_qr_is_told(
    ifortepay: Any,
    contract: Any,
    what: str,
    state: str,
    channel: str,
    status: str,
    form: str,
    rule: str,
) -> None:
    """
    Whether the signature verifies stands in the metadata: who verifies the pact holds the key.
    """
    rules = [rule, *(f"IFORTEPAY-CALLBACK-0{number}" for number in range(1, 5))]
    told = contract.tells(f"{what} is told", *rules)
    told.given(state, payment_channel=channel, amount=15000)
    body = {
        **ifortepay.repeated(),
        "payment_channel": ifortepay.word(channel),
        "currency": "IDR",
        "transaction_status": ifortepay.word(status, form),
        "payment_details": {"amount": match.number(15000)},
    }
    told.with_body(body, "application/json").with_metadata({"signature": "verifies"})
    received: list[Notice] = []
    contract.heard(lambda body: received.append(heard(ifortepay, body)))
    (notice,) = received
    assert notice.transaction == ifortepay.named(channel)
    assert notice.standing == Standing(status, Decimal(15000), "IDR")


def heard(ifortepay: Any, body: bytes) -> Notice:
    key = ifortepay.keys["hash_key"]
    proof = signing.sign_callback(key, **ifortepay.ids).value
    return notification.told(body, ((signing.CALLBACK, proof),), key)

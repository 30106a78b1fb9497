"""
Callbacks are believed where their signature verifies.
"""

import json
from decimal import Decimal
from typing import Any

import pytest

from payconform.providers.ifortepay import notification, signing
from payconform.providers.ifortepay.errors import IfortepayForged, IfortepayUnclear
from payconform.providers.ifortepay.notification import Notice
from payconform.providers.ifortepay.results import Standing, Transaction

KEY = "key"
TOLD = {
    "transaction_id": "1",
    "external_id": "ext-1",
    "order_id": "order-1",
    "payment_channel": "NOBU",
    "currency": "IDR",
    "transaction_status": "Paid",
    "payment_details": {"amount": 15000.5},
}
PROVEN = ("transaction_id", "external_id", "order_id")


def heard(told: dict[str, Any], key: str = KEY) -> Notice:
    ids = [str(told.get(name, "")) for name in PROVEN]
    proof = signing.sign_callback(key, *ids).value
    headers = ((signing.CALLBACK.title(), proof),)
    return notification.told(json.dumps(told).encode(), headers, KEY)


def test_a_payment_is_told() -> None:
    standing = Standing("PAID", Decimal("15000.5"), "IDR")
    assert heard(TOLD) == Notice(Transaction("1", "ext-1", "order-1", "NOBU"), standing)
    assert heard(TOLD).standing.paid


@pytest.mark.parametrize("name", PROVEN)
def test_a_callback_about_another_transaction_is_forged(name: str) -> None:
    ids = [str(TOLD[one]) for one in PROVEN]
    headers = ((signing.CALLBACK, signing.sign_callback(KEY, *ids).value),)
    body = json.dumps(TOLD | {name: "another"}).encode()
    with pytest.raises(IfortepayForged):
        notification.told(body, headers, KEY)


def test_a_callback_of_somebody_else_is_forged() -> None:
    with pytest.raises(IfortepayForged):
        heard(TOLD, "another key")
    with pytest.raises(IfortepayForged):
        notification.told(json.dumps(TOLD).encode(), (), KEY)


@pytest.mark.parametrize("name", [*PROVEN, "payment_channel", "transaction_status"])
def test_a_callback_that_tells_too_little_is_unclear(name: str) -> None:
    with pytest.raises(IfortepayUnclear, match=name):
        heard({one: value for one, value in TOLD.items() if one != name})


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff"])
def test_a_callback_that_is_no_object_is_unclear(body: bytes) -> None:
    proof = signing.sign_callback(KEY, "", "", "").value
    with pytest.raises(IfortepayUnclear):
        notification.told(body, ((signing.CALLBACK, proof),), KEY)

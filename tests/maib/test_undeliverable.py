"""
A callbackUrl that is no URL, or not one of the map, is told as undeliverable and ends nothing.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest


@pytest.mark.parametrize("url", ["https://[x", "https://\u2100.example/", "https://shop.example/"])
def test_an_undeliverable_callback_ends_nothing(merchant: Any, url: str) -> None:
    headers = {"Authorization": f"Bearer {merchant.token()}"}
    asked = {
        "type": "Dynamic",
        "amountType": "Fixed",
        "amount": 5,
        "currency": "MDL",
        "description": "Tea",
        "expiresAt": (datetime.now(UTC) + timedelta(minutes=10)).isoformat(),
        "callbackUrl": url,
    }
    made = httpx.post(f"{merchant.url}/v2/mia/qr", json=asked, headers=headers)
    payer = {"amount": 5, "currency": "MDL", "iban": "MD88", "payerName": "John D."}
    payment = {"qrId": made.json()["result"]["qrId"], **payer}
    assert httpx.post(f"{merchant.url}/v2/mia/test-pay", json=payment, headers=headers).is_success
    told = merchant.control("clock", advance=60)
    assert [one["result"] for one in told["deliveries"]] == ["undeliverable"]


@pytest.mark.parametrize("seconds", [1e12, -1e12, float("1e300")])
def test_a_time_beyond_all_calendars_is_refused(merchant: Any, seconds: float) -> None:
    account = merchant.credentials["client_id"]
    url = f"{merchant.url}/_payconform/sessions/{account}/clock"
    assert httpx.post(url, json={"advance": seconds}).status_code == 400

"""
maib's simulator draws the url that its create call returned.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import segno

Merchant = Any


def test_the_image_shows_the_url_of_the_answer(merchant: Merchant) -> None:
    ends = datetime.now(UTC) + timedelta(minutes=30)
    body = {
        "type": "Dynamic",
        "expiresAt": ends.isoformat(timespec="seconds"),
        "amountType": "Fixed",
        "amount": 1,
        "currency": "MDL",
        "description": "tea",
    }
    made = httpx.post(
        f"{merchant.url}/v2/mia/qr",
        json=body,
        headers={"Authorization": f"Bearer {merchant.token()}"},
    ).json()["result"]
    session = f"{merchant.url}/_payconform/sessions/{merchant.credentials['client_id']}"
    shown = httpx.get(f"{session}/qrs/{made['qrId']}.svg").text
    drawn = segno.make_qr(made["url"]).svg_inline(scale=8)
    path = drawn.partition(' d="')[2].partition('"')[0]
    assert path
    assert path in shown

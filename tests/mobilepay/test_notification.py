"""
What a notification tells a till.
"""

import json

import pytest

from payconform.providers.mobilepay import notification
from payconform.providers.mobilepay.client.errors import MobilePayUnclear
from payconform.providers.mobilepay.notification import Notice

TOLD = {
    "MerchantId": "DK12345678",
    "MerchantBrandId": "MPPOS12345",
    "MerchantLocationId": "12345",
    "MerchantPosId": "My-Pos-1",
    "PosId": "22f8155d-4042-4439-825f-068dbca98857",
}


def test_a_notification_is_read() -> None:
    assert notification.told(json.dumps(TOLD).encode()) == Notice(*TOLD.values())


@pytest.mark.parametrize("name", TOLD)
@pytest.mark.parametrize("value", [None, 7, {}], ids=str)
def test_a_member_that_is_no_text_is_told(name: str, value: object) -> None:
    with pytest.raises(MobilePayUnclear, match=name):
        notification.told(json.dumps({**TOLD, name: value}).encode())


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"PosId"', b"\xff"], ids=repr)
def test_what_is_no_object_is_told(body: bytes) -> None:
    with pytest.raises(MobilePayUnclear):
        notification.told(body)

"""
What a merchant relies on who looks at QRs.
"""

from decimal import Decimal
from typing import Any

import pytest
from pact import match

from payconform.providers.maib.errors import MaibRefused

QR_ID = "123e4567-e89b-12d3-a456-426614174000"
EXTENSION_ID = "40e6ba44-7dff-48cc-91ec-386a38318c68"
DETAILS = "/v2/mia/qr/{qrId}"
LIST = "/v2/mia/qr"


def test_the_details_of_a_qr_are_read(maib: Any) -> None:
    rules = [f"MAIB-READ-0{number}" for number in (1, 2, 3)]
    asked = maib.get("read an Active QR", maib.at(DETAILS, qrId=QR_ID), *rules)
    asked.given("an Active QR", type="Dynamic", amount=50.0)
    told = {
        "qrId": maib.guid(QR_ID),
        "type": "Dynamic",
        "status": "Active",
        "amountType": "Fixed",
        "amount": maib.fifty(),
        "currency": "MDL",
        "description": match.like("Order description"),
        "orderId": match.like("123"),
    }
    maib.told(asked, told)
    with maib.client() as client:
        qr = client.qr(QR_ID)
    assert (qr.qr_id, qr.type, qr.status) == (QR_ID, "Dynamic", "Active")
    assert (qr.amount_type, qr.amount, qr.currency) == ("Fixed", Decimal(50), "MDL")
    assert (qr.description, qr.order_id) == ("Order description", "123")


@pytest.mark.parametrize(
    ("status", "state", "more", "rule"),
    [
        ("Cancelled", "a Cancelled QR", {}, "MAIB-CANCEL-03"),
        ("Paid", "a paid QR", {"amount": 50.0}, "MAIB-PAY-02"),
        ("Expired", "an expired QR", {}, "MAIB-READ-06"),
    ],
)
def test_the_end_of_a_qr_is_read(
    maib: Any, status: str, state: str, more: dict[str, object], rule: str
) -> None:
    path = maib.at(DETAILS, qrId=QR_ID)
    asked = maib.get(f"read a QR that is {status}", path, rule).given(state, type="Dynamic", **more)
    maib.told(asked, {"qrId": maib.guid(QR_ID), "status": status})
    with maib.client() as client:
        assert client.qr(QR_ID).status == status


def test_the_extension_of_a_hybrid_qr_is_read(maib: Any) -> None:
    path = maib.at(DETAILS, qrId=QR_ID)
    asked = maib.get("read a Hybrid QR", path, "MAIB-READ-13", "MAIB-READ-12")
    told = {
        "qrId": maib.guid(QR_ID),
        "type": "Hybrid",
        "status": "Active",
        "extensionId": maib.guid(EXTENSION_ID),
    }
    maib.told(asked.given("an Active extension"), told)
    with maib.client() as client:
        qr = client.qr(QR_ID)
    assert (qr.type, qr.status, qr.extension_id) == ("Hybrid", "Active", EXTENSION_ID)


def test_an_unknown_qr_is_told(maib: Any) -> None:
    path = DETAILS.format(qrId=QR_ID)
    asked = maib.get("read an unknown QR", path, "MAIB-READ-05", "MAIB-ERROR-01")
    maib.refused(asked.given("a merchant"), 404, "13000")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.qr(QR_ID)
    assert (refused.value.status, refused.value.code) == (404, "13000")


def test_qrs_are_listed(maib: Any) -> None:
    asked = maib.get("list QRs", LIST, "MAIB-READ-30", "MAIB-READ-52", count=10, offset=0)
    item = {
        "qrId": maib.guid(QR_ID),
        "type": match.regex("Dynamic", regex="^(Static|Dynamic|Hybrid)$"),
        "status": match.regex("Active", regex="^(Active|Inactive|Expired|Paid|Cancelled)$"),
    }
    told = {"totalCount": match.integer(1), "items": match.each_like(item, min=1)}
    maib.told(asked.given("an Active QR", type="Dynamic"), told)
    with maib.client() as client:
        page = client.qrs(count=10)
    assert page.total == 1
    assert [(qr.qr_id, qr.type, qr.status) for qr in page.items] == [(QR_ID, "Dynamic", "Active")]


def test_an_unknown_order_of_a_list_is_refused(maib: Any) -> None:
    asked = maib.get(
        "list QRs in an unknown order", LIST, "MAIB-READ-39", count=10, offset=0, sortBy="url"
    )
    maib.invalid(asked.given("a merchant"), "12003")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.qrs(count=10, sortBy="url")
    assert refused.value.code == "12003"

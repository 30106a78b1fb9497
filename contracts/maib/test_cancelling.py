"""
What a merchant relies on who takes back a QR, or one use of it.
"""

from typing import Any

import pytest
from pact import match

from payconform.providers.maib.errors import MaibRefused

QR_ID = "123e4567-e89b-12d3-a456-426614174000"
EXTENSION_ID = "40e6ba44-7dff-48cc-91ec-386a38318c68"
CANCEL = "/v2/mia/qr/{qrId}/cancel"
CANCEL_EXTENSION = "/v2/mia/qr/{qrId}/extension/cancel"
REASON = "Client cancelled the order"
ASKED = {"reason": match.like(REASON)}


@pytest.mark.parametrize(("kind", "rule"), [("Dynamic", "01"), ("Static", "19")])
def test_an_active_qr_is_cancelled(maib: Any, kind: str, rule: str) -> None:
    rules = [f"MAIB-CANCEL-{rule}", "MAIB-CANCEL-02"]
    path = maib.at(CANCEL, qrId=QR_ID)
    asked = maib.post(f"cancel an Active {kind} QR", path, ASKED, *rules)
    asked.given("an Active QR", type=kind)
    maib.told(asked, {"qrId": maib.guid(QR_ID), "status": "Cancelled"})
    with maib.client() as client:
        cancelled = client.cancel_qr(QR_ID, REASON)
    assert (cancelled.qr_id, cancelled.status) == (QR_ID, "Cancelled")


def test_a_second_cancel_is_refused(maib: Any) -> None:
    path = maib.at(CANCEL, qrId=QR_ID)
    asked = maib.post("cancel a Cancelled QR", path, ASKED, "MAIB-CANCEL-04", "MAIB-ERROR-01")
    maib.refused(asked.given("a Cancelled QR", type="Dynamic"), 409, "14005")
    assert refusal(maib).code == "14005"


def test_a_cancel_after_the_payment_is_refused(maib: Any) -> None:
    """
    No page says how: the code is not relied on.
    """
    path = maib.at(CANCEL, qrId=QR_ID)
    asked = maib.post("cancel a Paid QR", path, ASKED, "MAIB-CANCEL-12")
    maib.invalid(asked.given("a paid QR", type="Dynamic", amount=50.0), "14019")
    assert refusal(maib).code == "14019"


def test_a_cancel_of_an_unknown_qr_is_refused(maib: Any) -> None:
    path = CANCEL.format(qrId=QR_ID)
    asked = maib.post("cancel an unknown QR", path, ASKED, "MAIB-CANCEL-06", "MAIB-ERROR-01")
    maib.refused(asked.given("a merchant"), 404, "13000")
    assert refusal(maib).code == "13000"


def test_a_long_reason_is_refused(maib: Any) -> None:
    path = maib.at(CANCEL, qrId=QR_ID)
    body = {"reason": "r" * 501}
    asked = maib.post("cancel with a reason of 501 characters", path, body, "MAIB-CANCEL-08")
    maib.invalid(asked.given("an Active QR", type="Dynamic"), "12000")
    assert refusal(maib, "r" * 501).code == "12000"


@pytest.mark.parametrize(("how", "body"), [("with a reason", ASKED), ("without a reason", {})])
def test_an_extension_is_cancelled(maib: Any, how: str, body: dict[str, object]) -> None:
    rules = ["MAIB-CANCEL-40", *([] if body else ["MAIB-CANCEL-42"])]
    path = maib.at(CANCEL_EXTENSION, qrId=QR_ID)
    asked = maib.post(f"cancel an extension {how}", path, body, *rules)
    asked.given("an Active extension")
    maib.told(asked, {"extensionId": maib.guid(EXTENSION_ID)})
    with maib.client() as client:
        cancelled = client.cancel_extension(QR_ID, REASON if body else None)
    assert cancelled == EXTENSION_ID


def test_a_cancel_of_the_extension_of_an_unknown_qr_is_refused(maib: Any) -> None:
    path = CANCEL_EXTENSION.format(qrId=QR_ID)
    asked = maib.post("cancel the extension of an unknown QR", path, ASKED, "MAIB-CANCEL-44")
    maib.refused(asked.given("a merchant"), 404, "13000")
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.cancel_extension(QR_ID, REASON)
    assert refused.value.code == "13000"


def refusal(maib: Any, reason: str = REASON) -> MaibRefused:
    """
    What the client makes of a refused cancel.
    """
    with maib.client() as client, pytest.raises(MaibRefused) as refused:
        client.cancel_qr(QR_ID, reason)
    return refused.value

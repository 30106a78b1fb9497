"""
The documents' example requests, sent as they stand, get the answers that the documents promise.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import httpx
import pytest

from payconform.spec.openapi import document

MAIB = document("maib")
PUBLISHED = datetime(2029, 10, 20, tzinfo=UTC)  # when the dates of the examples lie ahead
PAYER = {"iban": "MD88AG000000011621810140", "currency": "MDL", "payerName": "John D."}


def printed(operation: str) -> Any:
    """
    The request body that the documents print for an operation.
    """
    body = MAIB.operations[operation].definition["requestBody"]["content"]["application/json"]
    _, _, kind, name = body["examples"]["documents"]["$ref"].split("/")
    return MAIB.raw["components"][kind][name]["value"]


class Hand(NamedTuple):
    """
    Sends calls by hand, with a token.
    """

    merchant: Any
    token: str

    def send(self, operation: str, body: Any, **path: str) -> httpx.Response:
        known = MAIB.operations[operation]
        headers = {"Authorization": f"Bearer {self.token}"}
        url = self.merchant.url + known.target(path)
        answer = httpx.request(known.method, url, json=body, headers=headers)
        schema = known.answer(answer.status_code)
        assert schema is not None, f"{operation} documents no {answer.status_code}"
        assert [error.message for error in schema.iter_errors(answer.json())] == []
        return answer

    def made(self, operation: str, body: Any, **path: str) -> Any:
        answer = self.send(operation, body, **path)
        assert answer.status_code == 200, answer.text
        return answer.json()["result"]

    def hybrid(self, **members: Any) -> str:
        body = {"amountType": "Fixed", "currency": "MDL", **members}
        return str(self.made("createHybridQr", body)["qrId"])

    def terms(self) -> Any:
        ahead = (PUBLISHED + timedelta(days=1)).isoformat()
        return {"expiresAt": ahead, "amount": 80.5, "description": "Tea"}


@pytest.fixture
def hand(mint: Callable[..., Any]) -> Hand:
    merchant = mint(now=PUBLISHED.timestamp())
    return Hand(merchant, merchant.token())


@pytest.fixture
def today(mint: Callable[..., Any]) -> Hand:
    merchant = mint()
    return Hand(merchant, merchant.token())


def test_the_documents_print_these_requests() -> None:
    bodies = {
        name: operation.definition["requestBody"]["content"]["application/json"]
        for name, operation in MAIB.operations.items()
        if "requestBody" in operation.definition
    }
    assert {name for name, body in bodies.items() if "documents" in body.get("examples", {})} == {
        "obtainToken",
        "createQr",
        "createExtension",
        "cancelQr",
        "cancelExtension",
        "refundPayment",
        "payTest",
    }


def test_the_token_example_obtains_a_token(hand: Hand) -> None:
    # Its credentials are those of the merchant that the simulator holds from the start.
    assert hand.made("obtainToken", printed("obtainToken"))["tokenType"] == "Bearer"


def test_the_create_example_makes_a_qr(hand: Hand) -> None:
    assert hand.made("createQr", printed("createQr"))["type"] == "Dynamic"


@pytest.mark.parametrize("operation", ["createQr", "createExtension"])
def test_an_example_dated_beyond_60_days_is_refused(today: Hand, operation: str) -> None:
    qr_id = today.hybrid()
    path = {"qrId": qr_id} if operation == "createExtension" else {}
    answer = today.send(operation, printed(operation), **path)
    assert answer.json()["errors"][0]["errorArgs"] == {"parameter": "expiresAt"}


def test_the_extension_example_extends_a_hybrid_qr(hand: Hand) -> None:
    assert hand.made("createExtension", printed("createExtension"), qrId=hand.hybrid())


def test_the_cancel_example_cancels(hand: Hand) -> None:
    qr_id = hand.made("createQr", printed("createQr"))["qrId"]
    cancelled = hand.made("cancelQr", printed("cancelQr"), qrId=qr_id)
    assert cancelled == {"qrId": qr_id, "status": "Cancelled"}
    again = hand.send("cancelQr", printed("cancelQr"), qrId=qr_id)
    assert (again.status_code, again.json()["errors"][0]["errorArgs"]) == (409, {"qrId": qr_id})


def test_the_extension_cancel_example_cancels(hand: Hand) -> None:
    qr_id = hand.hybrid(extension=hand.terms())
    assert hand.made("cancelExtension", printed("cancelExtension"), qrId=qr_id)["extensionId"]


def test_the_refund_example_refunds_a_part(hand: Hand) -> None:
    qr_id = hand.hybrid(extension=hand.terms())
    paid = hand.made("payTest", {"qrId": qr_id, "amount": 80.5, **PAYER})
    refunded = hand.made("refundPayment", printed("refundPayment"), payId=paid["payId"])
    assert refunded["status"] == "Created"


def test_the_payment_example_pays_an_unknown_qr(hand: Hand) -> None:
    answer = hand.send("payTest", printed("payTest"))
    assert (answer.status_code, answer.json()["errors"][0]["errorCode"]) == (404, "13000")


def test_the_payment_example_pays_a_qr_of_its_amount(hand: Hand) -> None:
    asked = printed("createQr") | {"amount": 10}
    qr_id = hand.made("createQr", asked)["qrId"]
    paid = hand.made("payTest", printed("payTest") | {"qrId": qr_id})
    assert (paid["amount"], paid["payerIban"]) == (10, printed("payTest")["iban"])

"""
What names a QR stands in the body, not in the path: each is taken back by its own name.
"""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from payconform import catalog
from payconform.config import resolve
from payconform.errors import Blocked
from payconform.model import Call, Exchange, Request
from payconform.providers.amazonpay import profile
from payconform.target.leftovers import Leftovers
from payconform.target.masks import learn
from payconform.target.target import Target
from payconform.wire.redactor import Redactor

SLICE = catalog.load("amazonpay")


class Merchant:
    """
    Makes and cancels QRs, each call answered with success.
    """

    def __init__(self, exchange: Any) -> None:
        self.leftovers = Leftovers(SLICE, self)
        self.cancelled: list[str] = []
        self._exchange = exchange

    def generate(self, order: str) -> None:
        asked = json.dumps({"merchantId": "M", "orderId": order}).encode()
        self._notice("generateQr", Request("POST", "/v2/pay/token", (), asked))

    def send(self, call: Call) -> Exchange:
        self.cancelled.append(call.body["chargeId"])
        body = json.dumps(call.body).encode()
        return self._notice(call.operation, Request("POST", "/v2/pay/cancel", (), body))

    def until(self, *unused: Any) -> Exchange:
        raise AssertionError("nothing is looked for")

    def _notice(self, operation: str, request: Request) -> Exchange:
        made = replace(self._exchange(200, b"{}", request=request), operation=operation)
        self.leftovers.notice(made)
        return made


@pytest.fixture
def merchant(exchange: Any) -> Merchant:
    return Merchant(exchange)


def test_every_qr_is_taken_back(merchant: Merchant) -> None:
    for order in ("one", "two", "three"):
        merchant.generate(order)
    assert merchant.leftovers.open == ["cancelQr three", "cancelQr two", "cancelQr one"]
    assert merchant.leftovers.settle() == []
    assert merchant.cancelled == ["three", "two", "one"]


def test_what_a_story_cancels_is_not_cancelled_again(merchant: Merchant) -> None:
    merchant.generate("one")
    merchant.generate("two")
    merchant.send(Call("cancelQr", body={"merchantId": "M", "chargeId": "one"}))
    assert merchant.leftovers.open == ["cancelQr two"]


@pytest.mark.parametrize(
    ("order", "status", "cancelled"),
    [
        ("order-0123456789ab", b'{"status": "PENDING"}', ["order-0123456789ab"]),
        ("order-0123456789ab", b'{"status": "NO_RECORD_FOUND"}', []),
        ("somebody's", b'{"status": "PENDING"}', []),
    ],
)
def test_what_a_lost_answer_would_have_told_is_looked_for(
    order: str, status: bytes, cancelled: list[str], exchange: Any
) -> None:
    asked = json.dumps({"merchantId": "M", "orderId": order}).encode()
    request = Request("POST", "/v2/pay/token", (), asked)
    sent = replace(exchange(request=request, answered=False), operation="generateQr")
    call = profile.trace(sent)
    answer = replace(exchange(200, status), operation="getStatus")
    calls = profile.traced(sent, answer) if call else []
    assert [one.body["chargeId"] for one in calls] == cancelled
    assert profile.trace(replace(sent, operation="cancelQr")) is None


def test_nobody_pays_at_a_target_of_others() -> None:
    silent: Any = None
    credentials = resolve("amazonpay", None, None).credentials
    target = Target(SLICE, silent, credentials, frozenset(), random.Random(1))  # noqa: S311
    with pytest.raises(Blocked, match="pay: nobody can make that happen"):
        target.cause("pay", orderId="one")


def test_ids_are_shown_and_keys_are_masked() -> None:
    settings, redactor = resolve("amazonpay", None, None), Redactor()
    learn(redactor, SLICE, settings)
    assert redactor("AMAZONMID123 payconform-store-1") == "AMAZONMID123 payconform-store-1"
    assert redactor("DQRTESTACCESSKEY0001") == "‹AMAZONPAY_ACCESS_KEY_ID›"
    assert redactor("DqrTestSecret_0001-abcDEF") == "‹AMAZONPAY_SECRET_KEY›"
    second = replace(settings, second=dict.fromkeys(settings.credentials, "of the second"))
    learn(redactor, SLICE, second)
    assert redactor("of the second") == "‹AMAZONPAY_SECOND_ACCESS_KEY_ID›"

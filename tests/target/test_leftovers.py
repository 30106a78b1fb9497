import json
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from payconform.catalog import Slice
from payconform.errors import Blocked, TargetSilent
from payconform.model import Call, Exchange, Request
from payconform.target.leftovers import Leftovers

Make = Callable[..., Exchange]


class Merchant:
    """
    Creates and cancels QRs, and answers as it is told to.
    """

    def __init__(self, maib: Slice, exchange: Make) -> None:
        self.leftovers = Leftovers(maib, self)
        self.sent: list[tuple[str, str]] = []
        self.answers: list[int | Exception] = []
        self.listed: list[tuple[str, str | None]] = []
        self._exchange = exchange

    def create(self, qr_id: str, status: int = 200) -> None:
        body = f'{{"result": {{"qrId": "{qr_id}"}}, "ok": true}}'.encode()
        request = Request("POST", "/v2/mia/qr")
        made = self._exchange(status, body, request=request)
        self.leftovers.notice(replace(made, operation="createQr"))

    def cancel(self, qr_id: str, status: int = 200) -> Exchange:
        request = Request("POST", f"/v2/mia/qr/{qr_id}/cancel")
        made = replace(self._exchange(status, request=request), operation="cancelQr")
        self.leftovers.notice(made)
        return made

    def until(self, read: Callable[[], Exchange], holds: object, seconds: int) -> Exchange:
        return read()

    def send(self, call: Call) -> Exchange:
        listing = call.operation == "listQrs"
        self.sent.append((call.operation, str(call.query.get("orderId") or call.path["qrId"])))
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        if listing:
            items = [{"qrId": qr_id, "orderId": order} for qr_id, order in self.listed]
            body = json.dumps({"result": {"totalCount": 1, "items": items}, "ok": True})
            return self._exchange(answer, body.encode("utf-8"))
        return self.cancel(call.path["qrId"], answer)


@pytest.fixture
def merchant(maib: Slice, exchange: Make) -> Merchant:
    return Merchant(maib, exchange)


def test_what_was_created_is_taken_back_newest_first(merchant: Merchant) -> None:
    for qr_id in ("a", "b", "c"):
        merchant.create(qr_id)
    assert merchant.leftovers.settle() == []
    assert merchant.sent == [("cancelQr", "c"), ("cancelQr", "b"), ("cancelQr", "a")]


def test_what_is_taken_back_is_not_taken_back_again(merchant: Merchant) -> None:
    merchant.create("a")
    assert merchant.leftovers.settle() == []
    assert merchant.leftovers.settle() == []
    assert merchant.sent == [("cancelQr", "a")]


def test_what_a_story_took_back_is_left_alone(merchant: Merchant) -> None:
    merchant.create("a")
    merchant.create("b")
    merchant.cancel("a")
    merchant.leftovers.settle()
    assert merchant.sent == [("cancelQr", "b")]


@pytest.mark.parametrize("status", [300, 302, 400, 401, 409, 500])
def test_a_refused_cancel_takes_nothing_back(merchant: Merchant, status: int) -> None:
    merchant.create("a")
    merchant.cancel("a", status)
    merchant.leftovers.settle()
    assert merchant.sent == [("cancelQr", "a")]


def test_a_run_that_created_nothing_sends_nothing(merchant: Merchant) -> None:
    merchant.cancel("a")
    assert merchant.leftovers.settle() == []
    assert merchant.sent == []


def test_what_is_in_a_state_of_no_return_is_settled(merchant: Merchant) -> None:
    merchant.create("a")
    merchant.answers = [409]
    assert merchant.leftovers.settle() == []


def test_what_cannot_be_taken_back_is_told(merchant: Merchant) -> None:
    for qr_id in ("a", "b", "c"):
        merchant.create(qr_id)
    merchant.answers = [500, Blocked("429"), 200]
    assert merchant.leftovers.settle() == ["cancelQr c", "cancelQr b"]
    assert len(merchant.sent) == 3


def test_a_target_that_is_gone_is_not_asked_for_each(merchant: Merchant) -> None:
    for qr_id in ("a", "b", "c"):
        merchant.create(qr_id)
    merchant.answers = [200, TargetSilent("no connection")]
    assert merchant.leftovers.settle() == ["cancelQr b", "cancelQr a"]
    assert len(merchant.sent) == 2


ORDER = "order-0123456789ab"


def creating(exchange: Make, order: object, **answer: Any) -> Exchange:
    request = Request("POST", "/v2/mia/qr", (), json.dumps({"orderId": order}).encode("utf-8"))
    return replace(exchange(request=request, **answer), operation="createQr")


@pytest.mark.parametrize("answer", [{"answered": False}, {"status": 500}, {"status": 503}])
def test_what_a_lost_answer_would_have_told_is_looked_for(
    merchant: Merchant, exchange: Make, answer: dict[str, Any]
) -> None:
    """
    The list need not heed its filter: only what bears the run's own order is taken back.
    """
    merchant.listed = [("theirs", "order-ffffffffffff"), ("ours", ORDER), ("nobodys", None)]
    merchant.leftovers.notice(creating(exchange, ORDER, **answer))
    assert merchant.leftovers.settle() == []
    assert merchant.sent == [("listQrs", ORDER), ("cancelQr", "ours")]


@pytest.mark.parametrize("order", [None, "", "42", "o" * 100, "order-0123456789AB", 7, ["order"]])
def test_a_lost_answer_that_nothing_traces_is_named(
    merchant: Merchant, exchange: Make, order: object
) -> None:
    merchant.leftovers.notice(creating(exchange, order, answered=False))
    assert merchant.leftovers.settle() == ["createQr sent at 00:00:00 UTC, whose answer was lost"]
    assert merchant.sent == []


@pytest.mark.parametrize("answer", [400, 404, TargetSilent("no connection")])
def test_where_no_list_can_be_had_the_call_is_named(
    merchant: Merchant, exchange: Make, answer: int | Exception
) -> None:
    merchant.answers = [answer]
    merchant.leftovers.notice(creating(exchange, ORDER, answered=False))
    assert len(merchant.leftovers.settle()) == 1
    assert merchant.sent == [("listQrs", ORDER)]


def test_a_reading_that_got_no_answer_created_nothing(merchant: Merchant, exchange: Make) -> None:
    reading = exchange(answered=False, request=Request("GET", "/v2/mia/qr"))
    merchant.leftovers.notice(replace(reading, operation="listQrs"))
    assert merchant.leftovers.settle() == []
    assert merchant.sent == []


@pytest.mark.usefixtures("hurried")
def test_nothing_is_forgotten_between_threads(merchant: Merchant) -> None:
    def create_and_cancel(word: str) -> None:
        for number in range(50):
            merchant.create(f"{word}{number}")
            merchant.cancel(f"{word}{number - 1}")

    threads = [threading.Thread(target=create_and_cancel, args=(word,)) for word in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert merchant.leftovers.settle() == []
    assert sorted(merchant.sent) == [("cancelQr", f"{word}49") for word in "abcd"]

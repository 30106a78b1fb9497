from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

import pytest

from payconform.catalog import Slice
from payconform.config import SECOND
from payconform.model import Call, Exchange, Request
from payconform.target import Target
from payconform.target.aftermath import Aftermath, take_back

Make = Callable[..., Exchange]


class Merchant:
    """
    Can cancel its own QRs, and may have a second one beside it.
    """

    def __init__(
        self, maib: Slice, exchange: Make, own: set[str], other: "Merchant | None" = None
    ) -> None:
        self.slice = maib
        self.capabilities = frozenset({SECOND} if other else ())
        self.asked: list[str] = []
        self._exchange = exchange
        self._own = own
        self._other = other

    def settle(self) -> list[str]:
        return []

    def second(self) -> "Merchant | None":
        return self._other

    def until(self, read: Callable[[], Exchange], holds: object, seconds: int) -> Exchange:
        return read()

    def send(self, call: Call) -> Exchange:
        self.asked.append(call.path["qrId"])
        return self._exchange(200 if call.path["qrId"] in self._own else 404)


@pytest.fixture
def created(exchange: Make) -> list[Exchange]:
    bodies = [b'{"result": {"qrId": "%s"}, "ok": true}' % name for name in (b"a", b"b", b"c")]
    request = Request("POST", "/v2/mia/qr")
    return [replace(exchange(body=body, request=request), operation="createQr") for body in bodies]


def test_what_the_first_merchant_cannot_take_back_the_second_does(
    maib: Slice, exchange: Make, created: list[Exchange]
) -> None:
    second = Merchant(maib, exchange, {"b"})
    first = Merchant(maib, exchange, {"a"}, second)
    after = take_back(cast("Target", cast("Any", first)), created)
    assert after == Aftermath(["cancelQr b", "cancelQr a"], ["cancelQr c"])
    assert (first.asked, second.asked) == (["c", "b", "a"], ["c", "b"])


def test_without_a_second_merchant_it_is_left(
    maib: Slice, exchange: Make, created: list[Exchange]
) -> None:
    alone = Merchant(maib, exchange, {"a"})
    after = take_back(cast("Target", cast("Any", alone)), created)
    assert after == Aftermath(["cancelQr a"], ["cancelQr c", "cancelQr b"])

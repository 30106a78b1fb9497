"""
The reference client against the simulator, with users at its till and a clock that is moved.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from payconform.providers.mobilepay import calls
from payconform.providers.mobilepay.client import Integrator, MobilePayClient, Patience
from payconform.providers.mobilepay.client.asked import NewPos, Order, Terms
from payconform.providers.mobilepay.client.errors import MobilePayRefused, MobilePayWhole
from payconform.providers.mobilepay.client.results import Payment
from payconform.providers.mobilepay.story import Till
from payconform.simulator.serving import Simulator
from payconform.target import Target

Opened = Callable[..., Target]

TERMS = Terms(Decimal("12.5"))
DAY = 86400
WEEK = 7 * DAY
FLIPPED = {
    "cancel_effect": "soon",
    "user_steps": "soon",
    "cancel_paired": "refuse",
    "cancel_again": "refuse",
    "cancel_after_user": "refuse",
    "cancel_refund_again": "refuse",
    "empty_success": "s204",
    "refund_capture_body": "object",
    "correlation_member": "pascal",
    "expired_refund_spelling": "double_r",
    "ibm_client_id": "required",
    "vat_header_with_claim": "required",
    "vat_conflict": "refuse",
    "refund_poll_delay": "ms1000",
    "expires_at_form": "day_first",
}


@dataclass
class Desk:
    """
    A client of a merchant, the users at its till, and what the client sent.
    """

    target: Target
    client: MobilePayClient
    till: Till
    sent: list[httpx.Request] = field(default_factory=list)

    def order(self) -> Order:
        return Order(self.till.pos, self.target.fresh("order"))

    def reserved(self, phone: str = "") -> Payment:
        payment = self.client.payments.initiate(self.order(), TERMS)
        self.till.check_in(phone)
        self.till.settles(payment, "IssuedToUser")
        self.till.send(self.till.accepting(phone))
        return self.client.payments.settled(payment, 60)

    def captured(self) -> Payment:
        payment = self.reserved()
        self.client.payments.capture(payment)
        return self.client.payments.read(payment.payment_id)

    def asked(self) -> list[str]:
        """
        What was sent since this was asked last, but for tokens.
        """
        told = [f"{one.method} {one.url.path.removeprefix('/pos/v10')}" for one in self.sent]
        self.sent.clear()
        return [one for one in told if "token" not in one]


@pytest.fixture
def manned(simulator: Simulator, opened: Opened) -> Iterator[Callable[..., Desk]]:
    desks: list[Desk] = []

    def man(*, bound: bool = False, **switches: str) -> Desk:
        target = opened(**switches)
        known = target.credentials
        ids = ("client_id", "client_secret", "merchant_vat")
        integrator = Integrator(*(known[one] for one in ids), version="2.1.1", bound=bound)
        sent: list[httpx.Request] = []
        patience = Patience(
            reads=30, acts=30, clock=lambda: target.now().timestamp(), wait=target.advance
        )
        http = httpx.Client(event_hooks={"request": [sent.append]})
        client = MobilePayClient(simulator.url, integrator, patience=patience, http=http)
        desks.append(Desk(target, client, Till(target), sent))
        return desks[-1]

    yield man
    for desk in desks:
        desk.client.close()


@pytest.fixture
def desk(manned: Callable[..., Desk]) -> Desk:
    return manned()


@pytest.mark.parametrize("bound", [False, True], ids=["any merchant's token", "its own token"])
@pytest.mark.parametrize("switches", [{}, FLIPPED], ids=["usual", "flipped"])
def test_a_payment_is_captured_and_refunded(
    manned: Any, switches: dict[str, str], bound: bool
) -> None:
    desk = manned(bound=bound, **switches)
    payment = desk.reserved()
    assert (payment.status, payment.amount) == ("Reserved", Decimal("12.5"))
    desk.client.payments.capture(payment)
    desk.client.payments.capture(payment)  # repeating it is harmless
    assert desk.client.payments.find_captured(payment.order_id) == (payment.payment_id,)
    refunds = desk.client.refunds
    refund = refunds.create(payment.payment_id, "REFUND-1", Decimal("2.5"))
    assert refunds.find(payment_id=payment.payment_id) == (refund,)
    assert refunds.settled(refund, 60).status == "Reserved"
    refunds.capture(refund)
    assert refunds.read(refund).paid_out
    assert refunds.cancel(refund).paid_out  # 1352: it stays


@pytest.mark.parametrize("switches", [{}, FLIPPED], ids=["usual", "flipped"])
def test_a_refund_is_cancelled_once_and_for_all(manned: Any, switches: dict[str, str]) -> None:
    desk = manned(**switches)
    payment = desk.captured()
    refund = desk.client.refunds.create(payment.payment_id, "REFUND-1", Decimal("12.5"))
    for _ in range(2):
        told = desk.client.refunds.cancel(refund)
        assert (told.status, told.pending, told.paid_out) == ("CancelledByClient", False, False)


@pytest.mark.parametrize("switches", [{}, FLIPPED], ids=["usual", "flipped"])
def test_a_refund_left_alone_is_paid_out(manned: Any, switches: dict[str, str]) -> None:
    desk = manned(**switches)
    payment = desk.captured()
    refund = desk.client.refunds.create(payment.payment_id, "REFUND-1", Decimal("12.5"))
    desk.client.refunds.settled(refund, 60)
    desk.target.advance(DAY + 60)
    told = desk.client.refunds.cancel(refund)
    assert (told.status, told.paid_out) == ("ExpiredAndCaptured", True)


# --- cancelling ---


@pytest.mark.parametrize("switches", [{}, FLIPPED], ids=["usual", "flipped"])
@pytest.mark.parametrize(
    ("state", "cancelled"),
    [
        ("Prepared", True),
        ("Initiated", True),
        ("IssuedToUser", True),
        ("Reserved", True),
        ("CancelledByClient", True),
        ("CancelledByUser", True),
        ("ExpiredAndCancelled", True),
        ("Captured", False),
    ],
)
def test_what_became_of_a_cancel_is_read(
    manned: Any, state: str, cancelled: bool, switches: dict[str, str]
) -> None:
    desk = manned(**switches)
    payment = desk.till.brought(state)
    told = desk.client.payments.cancel(payment)
    first, *others = desk.asked()
    assert first == f"POST /payments/{payment}/cancel"
    assert set(others) == {f"GET /payments/{payment}"}
    kept = ("Captured", "CancelledByUser", "ExpiredAndCancelled")
    assert told.status == (state if state in kept else "CancelledByClient")
    assert (told.cancelled, told.active) == (cancelled, False)


def test_a_cancel_that_the_state_does_not_allow_is_told_as_it_reads(manned: Any) -> None:
    desk = manned(cancel_paired="refuse")
    told = desk.client.payments.cancel(desk.till.paired())
    assert (told.status, told.cancelled, told.active) == ("Paired", False, True)


def test_a_cancel_of_nothing_is_refused(desk: Desk) -> None:
    with pytest.raises(MobilePayRefused) as refused:
        desk.client.payments.cancel(calls.guid(desk.target))
    assert (refused.value.status, refused.value.code) == (404, "")


def test_a_lost_payment_is_found_and_cancelled(desk: Desk) -> None:
    order = desk.order()
    payment = desk.client.payments.initiate(order, TERMS)
    assert desk.client.payments.find(pos_id=order.pos_id, order_id=order.order_id) == (payment,)
    (told,) = desk.client.payments.clear(order)
    assert told.status == "CancelledByClient"
    assert desk.client.payments.clear(order) == ()


# --- a payment that is active already ---


@pytest.mark.parametrize("prepared", [False, True], ids=["initiate", "prepare"])
def test_what_was_left_open_is_cleared_for_a_new_payment(desk: Desk, prepared: bool) -> None:
    left, order, payments = desk.order(), desk.order(), desk.client.payments
    first = payments.initiate(left, TERMS)
    path = "/payments/prepare" if prepared else "/payments"
    desk.sent.clear()
    if prepared:
        second = payments.prepare(order, clearing=left.order_id)
    else:
        second = payments.initiate(order, TERMS, clearing=left.order_id)
    keys = [one.headers[calls.KEY] for one in desk.sent if calls.KEY in one.headers]
    assert len(set(keys)) == 2
    read, cancel = f"GET /payments/{first}", f"POST /payments/{first}/cancel"
    assert desk.asked() == [f"POST {path}", "GET /payments", read, cancel, read, f"POST {path}"]
    assert payments.read(first).status == "CancelledByClient"
    assert payments.read(second).active


def test_a_payment_of_another_name_is_not_cleared(desk: Desk) -> None:
    left, order, payments = desk.order(), desk.order(), desk.client.payments
    first = payments.initiate(left, TERMS)
    for clearing in (None, order.order_id):
        with pytest.raises(MobilePayRefused) as refused:
            payments.initiate(order, TERMS, clearing=clearing)
        assert refused.value.code == "1301"
    assert payments.read(first).active


def test_what_is_reserved_is_not_cleared(desk: Desk) -> None:
    payment = desk.reserved()
    assert desk.client.payments.clear(Order(payment.pos_id, payment.order_id)) == ()
    assert desk.client.payments.read(payment.payment_id).status == "Reserved"


# --- capturing a part ---


def test_a_part_is_captured_where_that_is_possible(desk: Desk) -> None:
    payment = desk.reserved(calls.phone(desk.target, "5"))
    assert payment.partial_capture_possible is True
    desk.client.payments.capture(payment, Decimal(10))
    assert desk.client.payments.read(payment.payment_id).status == "Captured"


def test_no_part_is_captured_where_that_is_not_possible(desk: Desk) -> None:
    payment = desk.reserved()
    desk.sent.clear()
    with pytest.raises(MobilePayWhole):
        desk.client.payments.capture(payment, Decimal(10))
    assert desk.asked() == []
    desk.client.payments.capture(payment)


def test_a_reservation_that_expired_is_not_captured(desk: Desk) -> None:
    payment = desk.reserved()
    desk.target.advance(WEEK + 60)
    with pytest.raises(MobilePayRefused) as refused:
        desk.client.payments.capture(payment)
    assert (refused.value.status, refused.value.code) == (409, "1304")
    assert refused.value.correlation_id


# --- points of sale ---


def test_a_point_of_sale_is_created_found_and_deleted(desk: Desk) -> None:
    points, stores = desk.client.points, desk.client.stores
    (store,) = stores.find(calls.BRAND, calls.LOCATION)
    assert stores.detailed(calls.BRAND, calls.LOCATION) == (stores.read(store),)
    pos = points.create(NewPos("Till-1", store, "Till 1"))
    shown = points.read(pos)
    assert (shown.name, shown.supported_beacon_types) == ("Till 1", ("QR",))
    assert points.find(beacon_id=shown.beacon_id) == points.find(merchant_pos_id="Till-1") == (pos,)
    assert not points.check_in(pos).is_user_checked_in
    points.delete(pos)
    points.delete(pos)  # gone is gone
    with pytest.raises(MobilePayRefused):
        points.read(pos)


def test_a_user_who_checks_in_pairs_and_gets_the_amount(desk: Desk) -> None:
    payments = desk.client.payments
    payment = payments.prepare(desk.order())
    assert payments.read(payment).amount is None
    desk.till.check_in()
    assert desk.client.points.check_in(desk.till.pos).is_user_checked_in
    assert payments.read(payment).status == "Paired"
    payments.ready(payment, TERMS)
    assert payments.read(payment).amount == Decimal("12.5")


# --- time ---


def test_what_is_polled_is_read_no_sooner_than_its_answers_allow(desk: Desk) -> None:
    payment = desk.client.payments.initiate(desk.order(), TERMS)
    began = desk.target.now()
    assert desk.client.payments.settled(payment, 5).status == "Initiated"
    assert (desk.target.now() - began).total_seconds() == 5
    assert desk.asked().count(f"GET /payments/{payment}") == 6


def test_a_token_is_renewed_before_it_ends(desk: Desk) -> None:
    desk.client.stores.find(calls.BRAND, calls.LOCATION)
    desk.target.advance(3700 - 5)
    desk.client.stores.find(calls.BRAND, calls.LOCATION)
    tokens = [one for one in desk.sent if one.url.path.endswith("/token")]
    assert len(tokens) == 2


def test_a_lost_answer_is_asked_for_again_with_the_same_key(
    simulator: Simulator, desk: Desk
) -> None:
    order, payments = desk.order(), desk.client.payments
    session = f"{simulator.url}/_payconform/sessions/{desk.target.credentials['client_id']}"
    asked = {"condition": "500_after_effect", "operation": "initiatePayment"}
    assert httpx.post(f"{session}/conditions", json=asked).status_code == 200
    payment = payments.initiate(order, TERMS)
    first, second = (one for one in desk.sent if one.url.path == "/pos/v10/payments")
    assert first.headers[calls.KEY] == second.headers[calls.KEY]
    assert first.content == second.content
    assert payments.find(pos_id=order.pos_id, order_id=order.order_id) == (payment,)


def test_the_snippet_of_the_documents_runs(simulator: Simulator, desk: Desk) -> None:
    page = (Path(__file__).parents[2] / "docs" / "mobilepay.md").read_text("utf-8")
    (snippet,) = re.findall("```python\n(.*?)```", page, re.DOTALL)
    left = Order(desk.till.pos, "ORDER-1")
    open_ = desk.client.payments.initiate(left, TERMS)
    shown: list[str] = []
    names = {**desk.target.credentials, "url": simulator.url, "pos_id": desk.till.pos}
    exec(snippet, {**names, "print": shown.append})  # noqa: S102 - the snippet is what is tested
    assert shown == ["CancelledByClient"]
    assert desk.client.payments.read(open_).status == "CancelledByClient"

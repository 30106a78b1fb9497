"""
What a till relies on that takes a payment back.
"""

from typing import Any

import pytest

PAYMENT = "payments/{paymentid}"
CANCEL = f"{PAYMENT}/cancel"


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ("Initiated", "MOBILEPAY-CANCEL-01"),
        ("Prepared", "MOBILEPAY-CANCEL-03"),
        ("IssuedToUser", "MOBILEPAY-CANCEL-04"),
        ("Reserved", "MOBILEPAY-CANCEL-05"),
    ],
)
def test_a_payment_is_cancelled_and_reads_so(mobilepay: Any, state: str, rule: str) -> None:
    cancels(mobilepay, state, rule)
    mobilepay.reads("CancelledByClient")
    assert cancelled(mobilepay).status == "CancelledByClient"


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ("Paired", "MOBILEPAY-CANCEL-09"),
        ("CancelledByClient", "MOBILEPAY-CANCEL-10"),
    ],
)
def test_a_cancel_that_no_page_settles_succeeds(mobilepay: Any, state: str, rule: str) -> None:
    """
    Pages contradict each other, or say nothing: a client that sees a refusal reads all the same.
    """
    cancels(mobilepay, state, rule)
    mobilepay.reads("CancelledByClient")
    assert cancelled(mobilepay).cancelled


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ("CancelledByUser", "MOBILEPAY-CANCEL-12"),
        ("CancelledByMobilePay", "MOBILEPAY-CANCEL-13"),
    ],
)
def test_a_cancel_after_anothers_leaves_it_as_it_is(mobilepay: Any, state: str, rule: str) -> None:
    """
    Whether it is answered as a success, no page tells.
    """
    cancels(mobilepay, state, rule)
    mobilepay.reads(state)
    found = cancelled(mobilepay)
    assert (found.status, found.cancelled) == (state, True)


@pytest.mark.parametrize(
    ("state", "rule", "ended"),
    [
        ("Captured", "MOBILEPAY-CANCEL-06", False),
        ("ExpiredAndCancelled", "MOBILEPAY-CANCEL-08", True),
    ],
)
def test_a_cancel_that_comes_too_late_is_refused_and_read(
    mobilepay: Any, state: str, rule: str, ended: bool
) -> None:
    asked = mobilepay.acts(f"cancel {mobilepay.a(state)} payment", CANCEL, rule)
    mobilepay.refused(asked.given(f"{mobilepay.a(state)} payment"), 409, "1300")
    mobilepay.reads(state)
    found = cancelled(mobilepay)
    assert (found.status, found.cancelled) == (state, ended)


def test_a_cancel_of_nothing_is_refused(mobilepay: Any) -> None:
    rule = "MOBILEPAY-CANCEL-16"
    asked = mobilepay.acts("cancel an unknown payment", CANCEL, rule, known=False)
    mobilepay.refused(asked.given("a merchant"), 404)
    assert mobilepay.refusal(cancel).status == 404


@pytest.mark.parametrize(
    ("whose", "states", "code", "rule"),
    [
        (
            "another integrator's payment",
            ("another integrator's payment",),
            "1401",
            "MOBILEPAY-AUTH-12",
        ),
        (
            "another merchant's payment",
            ("an Initiated payment", "another merchant of the integrator"),
            "1408",
            "MOBILEPAY-AUTH-15",
        ),
    ],
)
def test_a_cancel_of_what_is_anothers_is_refused(
    mobilepay: Any, whose: str, states: tuple[str, ...], code: str, rule: str
) -> None:
    asked = mobilepay.acts(f"cancel {whose}", CANCEL, rule)
    for state in states:
        asked.given(state)
    mobilepay.refused(asked, 403, code)
    refused = mobilepay.refusal(cancel)
    assert (refused.status, refused.code) == (403, code)


@pytest.mark.parametrize("state", ["Initiated", "Prepared", "Reserved"])
def test_a_lost_payment_is_found_by_its_order(mobilepay: Any, state: str) -> None:
    rules = ["MOBILEPAY-CANCEL-17", "MOBILEPAY-READ-04"]
    asked = finds(mobilepay, f"find {mobilepay.a(state)} payment by its order", *rules)
    mobilepay.told(
        asked.given(f"{mobilepay.a(state)} payment"), {"paymentIds": [mobilepay.guid("paymentId")]}
    )
    with mobilepay.client() as client:
        order = mobilepay.known_order
        found = client.payments.find(pos_id=order.pos_id, order_id=order.order_id)
    assert found == (mobilepay.samples["paymentId"],)


def test_a_reserved_payment_is_found_and_not_cleared(mobilepay: Any) -> None:
    """
    It blocks no point of sale.
    """
    rules = ["MOBILEPAY-CANCEL-17", "MOBILEPAY-READ-04"]
    asked = finds(mobilepay, "find a Reserved payment by its order", *rules)
    asked.given("a Reserved payment")
    mobilepay.told(asked, {"paymentIds": [mobilepay.guid("paymentId")]})
    mobilepay.reads("Reserved")
    with mobilepay.client() as client:
        assert client.payments.clear(mobilepay.known_order) == ()


def test_a_captured_payment_is_found_by_its_order(mobilepay: Any) -> None:
    what, rule = "find a Captured payment by its order", "MOBILEPAY-READ-07"
    asked = mobilepay.gets(what, "payments", rule).given("a Captured payment")
    asked.with_query_parameter("orderId", mobilepay.of_state("orderId"))
    asked.with_query_parameter("state", "Captured")
    mobilepay.told(asked, {"paymentIds": [mobilepay.guid("paymentId")]})
    with mobilepay.client() as client:
        found = client.payments.find_captured(mobilepay.known_order.order_id)
    assert found == (mobilepay.samples["paymentId"],)


def test_payments_are_not_listed_without_a_filter(mobilepay: Any) -> None:
    """
    How much of a filter is needed, no page tells.
    """
    asked = mobilepay.gets("find payments by nothing", "payments", "MOBILEPAY-READ-08")
    mobilepay.refused(asked.given("a merchant"), 400, "1109")
    assert mobilepay.refusal(lambda client: client.payments.find()).code == "1109"


def cancels(mobilepay: Any, state: str, rule: str) -> None:
    asked = mobilepay.acts(f"cancel {mobilepay.a(state)} payment", CANCEL, rule)
    mobilepay.done(asked.given(f"{mobilepay.a(state)} payment"))


def finds(mobilepay: Any, what: str, *rules: str) -> Any:
    asked = mobilepay.gets(what, "payments", *rules)
    asked.with_query_parameter("posId", mobilepay.of_state("posId"))
    return asked.with_query_parameter("orderId", mobilepay.of_state("orderId"))


def cancel(client: Any) -> Any:
    return client.payments.cancel("3974eae6-e36f-4148-b5ee-22689e528c75")


def cancelled(mobilepay: Any) -> Any:
    with mobilepay.client() as client:
        return cancel(client)

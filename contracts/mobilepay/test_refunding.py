"""
What a till relies on that gives money back.
"""

from decimal import Decimal
from typing import Any

import pytest

REFUNDS, REFUND = "refunds", "refunds/{refundid}"
CAPTURE, CANCEL = f"{REFUND}/capture", f"{REFUND}/cancel"
SAMPLE = "7f3a6f03-fcd4-4860-a795-138e7dcf948e"


# --- cancelling ---


@pytest.mark.parametrize(
    ("state", "rule"),
    [("an Initiated", "MOBILEPAY-CANCEL-41"), ("a Reserved", "MOBILEPAY-CANCEL-40")],
)
def test_a_refund_is_cancelled_and_reads_so(mobilepay: Any, state: str, rule: str) -> None:
    asked = mobilepay.acts(f"cancel {state} refund", CANCEL, rule)
    mobilepay.done(asked.given(f"{state} refund"))
    mobilepay.reads_refund("CancelledByClient")
    found = cancelled(mobilepay)
    assert (found.status, found.pending, found.paid_out) == ("CancelledByClient", False, False)


def test_a_second_cancel_of_a_refund_succeeds(mobilepay: Any) -> None:
    """
    The list of states that end it leaves this one out: a client that sees a refusal reads as well.
    """
    asked = mobilepay.acts("cancel a CancelledByClient refund", CANCEL, "MOBILEPAY-CANCEL-46")
    mobilepay.done(asked.given("a CancelledByClient refund"))
    mobilepay.reads_refund("CancelledByClient")
    assert cancelled(mobilepay).status == "CancelledByClient"


@pytest.mark.parametrize(
    ("state", "read", "rule", "paid_out"),
    [
        ("a Captured", "Captured", "MOBILEPAY-CANCEL-42", True),
        ("an expired", "ExpiredAndCaptured", "MOBILEPAY-CANCEL-44", True),
        ("a CancelledByMobilePay", "CancelledByMobilePay", "MOBILEPAY-CANCEL-45", False),
    ],
)
def test_a_cancel_of_a_refund_that_comes_too_late_is_refused_and_read(
    mobilepay: Any, state: str, read: str, rule: str, paid_out: bool
) -> None:
    asked = mobilepay.acts(f"cancel {state} refund", CANCEL, rule)
    mobilepay.refused(asked.given(f"{state} refund"), 409, "1352")
    mobilepay.reads_refund(read)
    found = cancelled(mobilepay)
    assert (found.status, found.paid_out) == (read, paid_out)


def test_a_cancel_of_no_refund_is_refused(mobilepay: Any) -> None:
    what, rule = "cancel an unknown refund", "MOBILEPAY-CANCEL-47"
    asked = mobilepay.acts(what, CANCEL, rule, known=False)
    mobilepay.refused(asked.given("a merchant"), 404)
    assert mobilepay.refusal(lambda client: client.refunds.cancel(SAMPLE)).status == 404


def test_a_lost_refund_is_found_by_its_payment(mobilepay: Any) -> None:
    rules = ["MOBILEPAY-CANCEL-50", "MOBILEPAY-READ-21"]
    asked = mobilepay.gets("find a refund by its payment", REFUNDS, *rules)
    asked.given("an Initiated refund")
    asked.with_query_parameter("paymentId", mobilepay.of_state("paymentId"))
    mobilepay.told(asked, {"refundIds": [mobilepay.guid("refundId")]})
    with mobilepay.client() as client:
        found = client.refunds.find(payment_id=mobilepay.samples["paymentId"])
    assert found == (SAMPLE,)


def test_refunds_are_not_listed_without_a_filter(mobilepay: Any) -> None:
    """
    How much of a filter is needed, no page tells.
    """
    asked = mobilepay.gets("find refunds by nothing", REFUNDS, "MOBILEPAY-READ-09")
    mobilepay.refused(asked.given("a merchant"), 400, "1110")
    assert mobilepay.refusal(lambda client: client.refunds.find()).code == "1110"


# --- reading ---


@pytest.mark.parametrize("state", ["Initiated", "Reserved", "Captured", "ExpiredAndCaptured"])
def test_a_refund_is_read(mobilepay: Any, state: str) -> None:
    mobilepay.reads_refund(state)
    with mobilepay.client() as client:
        found = client.refunds.read(SAMPLE)
    assert (found.status, found.amount, found.currency_code) == (state, Decimal("12.5"), "DKK")
    assert found.paid_out == (state not in ("Initiated", "Reserved"))


def test_an_unknown_refund_is_refused(mobilepay: Any) -> None:
    what, rule = "read an unknown refund", "MOBILEPAY-REFUND-11"
    asked = mobilepay.gets(what, REFUND, rule, known=False)
    mobilepay.refused(asked.given("a merchant"), 404)
    assert mobilepay.refusal(lambda client: client.refunds.read(SAMPLE)).status == 404


@pytest.mark.parametrize("act", ["read", "capture", "cancel"])
def test_anothers_refund_is_refused(mobilepay: Any, act: str) -> None:
    state, rule = "another integrator's refund", "MOBILEPAY-AUTH-13"
    where = {"read": REFUND, "capture": CAPTURE, "cancel": CANCEL}[act]
    ask = mobilepay.gets if act == "read" else mobilepay.acts
    mobilepay.refused(ask(f"{act} {state}", where, rule).given(state), 403, "1402")
    refused = mobilepay.refusal(lambda client: getattr(client.refunds, act)(SAMPLE))
    assert (refused.status, refused.code) == (403, "1402")


# --- creating and capturing ---


def test_a_captured_payment_is_refunded(mobilepay: Any) -> None:
    asked = mobilepay.creates("refund a payment", REFUNDS, body(mobilepay), "MOBILEPAY-REFUND-01")
    asked.given("a Captured payment", amount=12.5)
    mobilepay.told(asked, {"refundId": mobilepay.guid("refundId")})
    with mobilepay.client() as client:
        assert create(mobilepay, client) == SAMPLE


@pytest.mark.parametrize(
    ("what", "state", "amount", "currency", "code", "rule"),
    [
        ("a Reserved payment", "a Reserved payment", "12.5", "currencyCode", "1354", "05"),
        ("in another currency", "a Captured payment", "12.5", "otherCurrencyCode", "1365", "07"),
        ("too late", "a payment captured 91 days ago", "12.5", "currencyCode", "1366", "10"),
        ("too much", "a Captured payment", "12.75", "currencyCode", "1367", "08"),
        ("what is refunded already", "a Captured refund", "12.5", "currencyCode", "1367", "09"),
    ],
)
def test_what_cannot_be_refunded_is_refused(
    mobilepay: Any, what: str, state: str, amount: str, currency: str, code: str, rule: str
) -> None:
    wanted, rule = body(mobilepay, float(amount), currency), f"MOBILEPAY-REFUND-{rule}"
    asked = mobilepay.creates(f"refund {what}", REFUNDS, wanted, rule).given(state)
    mobilepay.refused(asked, 409, code)
    refused = mobilepay.refusal(lambda client: create(mobilepay, client, amount, currency))
    assert (refused.status, refused.code) == (409, code)


def test_a_refund_of_nothing_is_refused(mobilepay: Any) -> None:
    asked = mobilepay.creates(
        "refund an unknown payment",
        REFUNDS,
        {**body(mobilepay), "paymentId": mobilepay.samples["paymentId"]},
        "MOBILEPAY-REFUND-06",
    )
    mobilepay.refused(asked.given("a merchant"), 409, "1001")
    assert mobilepay.refusal(lambda client: create(mobilepay, client)).code == "1001"


def test_a_reserved_refund_is_captured(mobilepay: Any) -> None:
    asked = mobilepay.acts("capture a Reserved refund", CAPTURE, "MOBILEPAY-REFUND-03")
    mobilepay.done(asked.given("a Reserved refund"))
    with mobilepay.client() as client:
        client.refunds.capture(SAMPLE)


@pytest.mark.parametrize(
    ("state", "rule"),
    [
        ("a CancelledByClient refund", "MOBILEPAY-CANCEL-48"),
        ("a CancelledByMobilePay refund", "MOBILEPAY-REFUND-04"),
    ],
)
def test_a_cancelled_refund_is_not_captured(mobilepay: Any, state: str, rule: str) -> None:
    asked = mobilepay.acts(f"capture {state}", CAPTURE, rule)
    mobilepay.refused(asked.given(state), 409, "1351")
    assert mobilepay.refusal(lambda client: client.refunds.capture(SAMPLE)).code == "1351"


def test_a_capture_of_no_refund_is_refused(mobilepay: Any) -> None:
    """
    The one 404 that has a code.
    """
    what, rule = "capture an unknown refund", "MOBILEPAY-REFUND-12"
    asked = mobilepay.acts(what, CAPTURE, rule, known=False)
    mobilepay.refused(asked.given("a merchant"), 404, "1004")
    refused = mobilepay.refusal(lambda client: client.refunds.capture(SAMPLE))
    assert (refused.status, refused.code) == (404, "1004")


def body(mobilepay: Any, amount: float = 12.5, currency: str = "currencyCode") -> dict[str, object]:
    return {
        "paymentId": mobilepay.of_state("paymentId"),
        "refundOrderId": mobilepay.of_state("refundOrderId"),
        "amount": amount,
        "currencyCode": mobilepay.of_state(currency),
    }


def create(
    mobilepay: Any, client: Any, amount: str = "12.5", currency: str = "currencyCode"
) -> Any:
    names, known = ("paymentId", "refundOrderId"), mobilepay.samples
    return client.refunds.create(*(known[one] for one in names), Decimal(amount), known[currency])


def cancelled(mobilepay: Any) -> Any:
    with mobilepay.client() as client:
        return client.refunds.cancel(SAMPLE)

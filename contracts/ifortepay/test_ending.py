"""
What a merchant relies on who takes a QR, a link or a payment back.
"""

from typing import Any

import pytest

from payconform.providers.ifortepay.results import Standing

CANCEL, CANCEL_LINK, VOID = "cancel-qr", "cancel-payment", "void"
CANCELED = Standing("CANCELED")


@pytest.mark.parametrize("channel", ["NOBU", "SHOPEEPAY"])
def test_a_qr_is_cancelled(ifortepay: Any, channel: str) -> None:
    rules = ["IFORTEPAY-CANCEL-01", "IFORTEPAY-CANCEL-02", "IFORTEPAY-CANCEL-08"]
    asked = ifortepay.about(f"cancel a QR of {channel}", CANCEL, *rules, channel=channel)
    ended(ifortepay, asked.given("a QR", payment_channel=channel))
    with ifortepay.client() as client:
        assert client.cancel(ifortepay.named(channel)) == CANCELED


def test_a_second_cancel_is_told_as_the_first(ifortepay: Any) -> None:
    """
    No page says so: a client that sees a refusal inquires.
    """
    asked = ifortepay.about("cancel a cancelled QR", CANCEL, "IFORTEPAY-CANCEL-22")
    ended(ifortepay, asked.given("a cancelled QR"))
    with ifortepay.client() as client:
        assert client.cancel(ifortepay.named()) == CANCELED


@pytest.mark.parametrize(
    ("state", "rule"),
    [("a paid QR", "IFORTEPAY-CANCEL-20"), ("an expired QR", "IFORTEPAY-CANCEL-21")],
)
def test_a_cancel_that_comes_too_late_is_refused(ifortepay: Any, state: str, rule: str) -> None:
    """
    No page says so.
    """
    asked = ifortepay.about(f"cancel {state}", CANCEL, rule).given(state)
    ifortepay.refused(asked, "01|03")
    assert ifortepay.refusal(lambda client: client.cancel(ifortepay.named())).code == "01"


def test_a_cancel_of_an_unknown_transaction_is_refused(ifortepay: Any) -> None:
    """
    That a refusal has a code, and this one 02 or 01, is not documented.
    """
    rules = ["IFORTEPAY-ERROR-05", "IFORTEPAY-CANCEL-07"]
    asked = ifortepay.about("cancel an unknown transaction", CANCEL, *rules, known=False)
    ifortepay.refused(asked.given("a merchant"), "02|01")
    assert ifortepay.refusal(lambda client: client.cancel(ifortepay.named())).code == "02"


@pytest.mark.parametrize(
    ("state", "code", "rule"),
    [
        ("wrong credentials", "04", "IFORTEPAY-AUTH-15"),
        ("a wrong hash key", "99", "IFORTEPAY-AUTH-16"),
    ],
)
def test_a_cancel_that_is_not_proven_is_refused(
    ifortepay: Any, state: str, code: str, rule: str
) -> None:
    asked = ifortepay.about(f"cancel a QR with {state}", CANCEL, rule).given("a QR").given(state)
    ifortepay.refused(asked, code)
    assert ifortepay.refusal(lambda client: client.cancel(ifortepay.named())).code == code


def test_a_link_is_cancelled(ifortepay: Any) -> None:
    rule, channel = "IFORTEPAY-CANCEL-10", "SHOPEEPAY"
    asked = ifortepay.about("cancel a payment link", CANCEL_LINK, rule, channel=channel)
    ended(ifortepay, asked.given("a payment link", payment_channel=channel))
    with ifortepay.client() as client:
        assert client.cancel_payment(ifortepay.named(channel)) == CANCELED


@pytest.mark.parametrize("channel", ["DANA", "OVO"])
def test_a_payment_is_voided(ifortepay: Any, channel: str) -> None:
    rule = "IFORTEPAY-REFUND-02"
    asked = ifortepay.about(f"void a payment by {channel}", VOID, rule, channel=channel)
    ifortepay.told(asked.given("a paid payment link", payment_channel=channel))
    with ifortepay.client() as client:
        client.void(ifortepay.named(channel))


def test_a_second_void_is_refused(ifortepay: Any) -> None:
    """
    No page says so.
    """
    rule = "IFORTEPAY-REFUND-21"
    asked = ifortepay.about("void a voided payment", VOID, rule, channel="DANA")
    ifortepay.refused(asked.given("a voided payment", payment_channel="DANA"), "01")
    assert ifortepay.refusal(lambda client: client.void(ifortepay.named("DANA"))).code == "01"


def ended(ifortepay: Any, asked: Any) -> None:
    status = ifortepay.word("CANCELED")
    ifortepay.told(asked, **ifortepay.repeated(), transaction_status=status)

"""
What Amazon Pay's stories stand on.
"""

from collections.abc import Mapping

import pytest

from payconform.model import Call
from payconform.providers.amazonpay import calls
from payconform.stories import Purchase
from payconform.target import Inbox, Target

TIME_TO_PAY = 590  # seconds: a QR lives ten minutes at most


@pytest.fixture
def order(target: Target) -> str:
    """
    The orderId of a QR that nobody has paid.
    """
    return calls.ordered(target)


@pytest.fixture
def paid(target: Target) -> str:
    """
    The orderId of a QR that was paid.
    """
    return calls.paid(target)


@pytest.fixture
def inbox(target: Target) -> Inbox:
    return target.inbox()


@pytest.fixture(scope="session")
def purchases(target: Target) -> Mapping[str, Purchase]:
    """
    The QR that a person may be asked to pay: the money goes back with its cancel.
    """

    def one_rupee() -> Call:
        ends = calls.ahead(target, TIME_TO_PAY)
        return Call("generateQr", body=calls.qr(target, amount="1.00", expiryTimestamp=ends))

    return {"paid": Purchase("a QR that is cancelled with its refund", one_rupee)}

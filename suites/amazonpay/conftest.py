"""
What Amazon Pay's stories stand on.
"""

import pytest

from payconform.providers.amazonpay import calls
from payconform.target import Inbox, Target


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

"""
What iFortepay's stories stand on.
"""

from typing import Any

import pytest

from payconform.providers.ifortepay import calls
from payconform.target import Inbox, Target


@pytest.fixture
def named(target: Target) -> dict[str, Any]:
    """
    The five members that name a QR that nobody has paid.
    """
    return calls.new(target)


@pytest.fixture
def paid(target: Target) -> dict[str, Any]:
    """
    The five members that name a QR that was paid.
    """
    return calls.paid(target)


@pytest.fixture
def inbox(target: Target) -> Inbox:
    return target.inbox()

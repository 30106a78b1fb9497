"""
What maib's stories stand on.
"""

import pytest

from payconform.providers.maib.story import Maib
from payconform.target import Target


@pytest.fixture
def maib(target: Target) -> Maib:
    return Maib(target)


@pytest.fixture
def qr(maib: Maib) -> str:
    """
    The id of an Active Dynamic QR.
    """
    return maib.create()

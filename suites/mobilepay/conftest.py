"""
What MobilePay's stories stand on.
"""

import pytest

from payconform.providers.mobilepay.story import Till
from payconform.target import Target


@pytest.fixture
def till(target: Target) -> Till:
    """
    A point of sale that only this story uses.
    """
    return Till(target)

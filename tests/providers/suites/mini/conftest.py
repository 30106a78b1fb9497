"""
What Mini's stories stand on. They import nothing of Mini: its profile comes with the target.
"""

import pytest

from payconform.target import Target


@pytest.fixture
def charge(target: Target) -> str:
    """
    The id of an open charge.
    """
    return target.slice.profile.valid("getCharge", target).path["id"]

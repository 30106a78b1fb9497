"""
An account of its own for each test.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.resuming.account import Account


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    made = Account(tmp_path)
    yield made
    made.stop()

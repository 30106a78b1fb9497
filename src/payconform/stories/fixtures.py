"""
What every story may ask for.
"""

from collections.abc import Callable

import pytest

from payconform.run import Run
from payconform.target import Target

RUN = pytest.StashKey[Run]()
RECORDED = pytest.StashKey[str]()

Record = Callable[[str], None]


@pytest.fixture(scope="session")
def target(request: pytest.FixtureRequest) -> Target:
    """
    The merchant under test.
    """
    return request.config.stash[RUN].target


@pytest.fixture
def record(request: pytest.FixtureRequest) -> Record:
    """
    Notes which of several allowed outcomes was seen.
    """

    def note(seen: str) -> None:
        request.node.stash[RECORDED] = seen

    return note

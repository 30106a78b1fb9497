"""
Pacts verified in this process.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Finding
from payconform.plan import Plan
from payconform.run import Run

ROWS = Path(__file__).parents[1] / "providers"
CHAPTER = frozenset({"CONTRACT"})

Verified = Callable[..., list[Finding]]


@pytest.fixture(scope="module", autouse=True)
def _with_the_miniature() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as here:
        here.setenv("PAYCONFORM_ROWS", str(ROWS))
        yield


@pytest.fixture(scope="module")
def verified() -> Verified:
    """
    The findings of the miniature's contracts' chapter, of given pact files.
    """

    def verify(*pacts: Path, capabilities: frozenset[str] | None = None) -> list[Finding]:
        plan = Plan(
            None, areas=CHAPTER, capabilities=capabilities, repeat=False, allure=False, pacts=pacts
        )
        run = Run(catalog.load("mini"), resolve("mini", None, None), plan, "contracts")
        certify(run)
        return run.findings

    return verify

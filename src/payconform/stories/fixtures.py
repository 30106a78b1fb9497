"""
What every story may ask for.
"""

from collections.abc import Callable, Mapping

import pytest

from payconform.contracts.pacts import Interaction
from payconform.contracts.verifying import Held
from payconform.errors import NotOffered
from payconform.exercise.breach import Breach, Effort
from payconform.run import Run
from payconform.stories.contracts import Contracts
from payconform.stories.machine import FOUND
from payconform.stories.payments import Bought, Desk, Payments, Purchase
from payconform.target import Target

RUN = pytest.StashKey[Run]()
DESK = pytest.StashKey[Desk]()
CONTRACTS = pytest.StashKey[Contracts]()
RECORDED = pytest.StashKey[str]()
HEARD = pytest.StashKey[list[str]]()

Record = Callable[[str], None]
Found = Callable[[Breach], None]


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


@pytest.fixture
def found(request: pytest.FixtureRequest) -> Found:
    """
    Takes what a machine found out about any rule; all of it is told, one finding a rule.
    """
    breaches: list[Breach] = []
    request.node.stash[FOUND] = breaches
    return breaches.append


@pytest.fixture(scope="session")
def effort(request: pytest.FixtureRequest) -> Effort:
    """
    How hard a machine is to try in this run.
    """
    plan, desk = request.config.stash[RUN].plan, request.config.stash[DESK]
    seed = plan.seed if plan.chance is None else plan.chance
    return Effort(seed, plan.cases, plan.repeat, desk.interrupted)


@pytest.fixture(scope="session")
def payments(request: pytest.FixtureRequest, purchases: Mapping[str, Purchase]) -> Payments:
    """
    What stories have paid; the `purchases` are those of the provider's suite.
    """
    stash = request.config.stash
    return Payments(stash[RUN], stash[DESK], purchases)


@pytest.fixture
def bought(request: pytest.FixtureRequest, payments: Payments) -> Bought:
    """
    The purchase that a story's marker names.
    """
    return payments.of(request.node.get_closest_marker("purchase").args[0])


@pytest.fixture
def held(request: pytest.FixtureRequest, interaction: Interaction) -> Held:
    """
    The interaction of a story as the target kept it; its exchanges are taken for the story's own.
    """
    if interaction.pending:
        raise NotOffered("its consumer says that it is pending")
    found = request.config.stash[CONTRACTS].held(interaction, request.node.name)
    request.node.stash[HEARD][:] = found.evidence
    if found.error is not None:
        raise found.error
    return found

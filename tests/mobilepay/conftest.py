"""
MobilePay's simulator on a port of its own, and targets opened on it.
"""

from collections.abc import Callable, Iterator

import pytest

from payconform import catalog
from payconform.config import published, resolve
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.target import Target
from payconform.target.opening import Variation

Opened = Callable[..., Target]


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    serving = Simulator(catalog.behaviour("mobilepay"), published("mobilepay")).start()
    yield serving
    serving.stop()


@pytest.fixture
def opened(simulator: Simulator) -> Iterator[Opened]:
    runs: list[Run] = []

    def open_(*faults: str, **switches: str) -> Target:
        slice_, settings = catalog.load("mobilepay"), resolve("mobilepay", simulator.url, None)
        runs.append(
            Run(slice_, settings, Plan(None, variation=Variation(switches, faults)), "test")
        )
        runs[-1].open()
        return runs[-1].target

    yield open_
    for run in runs:
        run.close()

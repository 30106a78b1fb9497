"""
An open merchant of maib's simulator, honest or with faults made for one test.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from payconform import catalog
from payconform.config import published, resolve
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.faults import Answer, Fault, Faults
from payconform.simulator.serving import Simulator
from payconform.target import Target
from payconform.target.opening import Variation

Merchant = Callable[..., Target]


@pytest.fixture
def merchant() -> Iterator[Merchant]:
    """
    Opens a merchant that lies as told.
    """
    with ExitStack() as stack:

        def opened(*lies: Answer) -> Target:
            catalogue = Faults()
            for number, lie in enumerate(lies):
                catalogue._add(Fault(f"lie_{number}", "MAIB-FUZZ-01", lie))
            behaviour = replace(catalog.behaviour("maib"), faults=catalogue)
            simulator = Simulator(behaviour, published("maib"))
            simulator.start()
            stack.callback(simulator.stop)
            lying = Variation({}, tuple(one.id for one in catalogue))
            settings = resolve("maib", simulator.url, None)
            run = Run(catalog.load("maib"), settings, Plan(None, variation=lying), "exercise")
            run.open(callbacks=False)
            stack.callback(run.close)
            return run.target

        yield opened

"""
A merchant of maib on a listener, with time that only sleeping moves.
"""

import random
from collections.abc import Callable, Iterator

import pytest

from payconform import catalog
from payconform.catalog import Slice
from payconform.config import published
from payconform.model import Call
from payconform.target import Target
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

Make = Callable[..., Target]
READ = Call("getQr", path={"qrId": "a/b"})


@pytest.fixture(scope="session")
def maib() -> Slice:
    return catalog.load("maib")


@pytest.fixture
def slept() -> list[float]:
    """
    How long the target's pace has slept, each time.
    """
    return []


@pytest.fixture
def target(maib: Slice, slept: list[float]) -> Iterator[Make]:
    opened: list[Transport] = []

    def sleep(seconds: float) -> None:
        slept.append(round(seconds, 3))

    def make(url: str, *, seconds: float = 20.0, seed: int = 1) -> Target:
        pace = Pace(clock=lambda: 1000.0 + sum(slept), sleep=sleep)
        recorder = Recorder(Redactor())
        opened.append(Transport(url, LoopbackOnly(), recorder, pace, seconds=seconds))
        chance = random.Random(seed)  # noqa: S311
        return Target(maib, opened[-1], published("maib"), frozenset(), chance)

    yield make
    for transport in opened:
        transport.close()

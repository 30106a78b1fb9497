"""
The stories of two merchants, on a target that mints none: both are configured.
"""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from payconform import catalog
from payconform.catalog import Slice
from payconform.certify import certify
from payconform.config import SECOND, TargetSettings, published
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.serving import Simulator
from payconform.target.control import Control
from payconform.verdict import Verdict
from payconform.wire.allowlist import LoopbackOnly
from payconform.wire.pace import Pace
from payconform.wire.recorder import Recorder
from payconform.wire.redactor import Redactor
from payconform.wire.transport import Transport

RULES = frozenset({"MAIB-AUTH-10", "MAIB-CANCEL-10", "MAIB-READ-53"})


@pytest.fixture
def verdict_on(maib: Slice) -> Iterator[Callable[..., Verdict]]:
    """
    Judges a simulator that a run cannot tell from a real target: it gets two sets of credentials.
    """
    simulator = Simulator(catalog.behaviour("maib"), published("maib"))
    url = simulator.start().url
    transport = Transport(url, LoopbackOnly(), Recorder(Redactor()), Pace())
    control = Control(transport)

    def merchant(seed: str, faults: tuple[str, ...]) -> dict[str, str]:
        asked: dict[str, Any] = {"seed": seed, "now": time.time(), "switches": {}}
        said = control.ask("POST", "sessions", asked | {"faults": faults, "strangers": False})
        return {name: said["credentials"][name] for name in maib.profile.CREDENTIALS}

    def judge(*faults: str) -> Verdict:
        first, second = merchant("1", faults), merchant("2", faults)
        able = frozenset({SECOND, "simulate_payment"})
        settings = TargetSettings("maib", "x", url, "sandbox", first, able, second=second)
        return certify(Run(maib, settings, Plan(None, rules=RULES), "second"))

    yield judge
    transport.close()
    simulator.stop()


def test_two_configured_merchants_are_kept_apart_by_an_honest_target(verdict_on: Any) -> None:
    assert verdict_on().claim == "conformant"


def test_a_target_that_mixes_them_up_is_found(verdict_on: Any) -> None:
    assert verdict_on("any_merchant_cancels_any_qr").claim == "non-conformant"

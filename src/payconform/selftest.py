"""
Grades the suite with liars: every seeded fault must be killed by a test of its own rule.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from payconform import catalog
from payconform.certify import certify
from payconform.config import resolve
from payconform.model import Outcome
from payconform.run import Plan, Run
from payconform.target.opening import Variation

ALARMS = frozenset({Outcome.FAILED, Outcome.WARNED})


@dataclass(frozen=True)
class Kill:
    """
    One fault: the rules whose tests noticed it.
    """

    fault: str
    rule: str
    by: tuple[str, ...]

    @property
    def killed(self) -> bool:
        """
        Whether a test of the fault's own rule noticed it.
        """
        return self.rule in self.by


@dataclass(frozen=True)
class Matrix:
    """
    The kill matrix of a provider; `false_alarms` are rules that the honest simulator set off.
    """

    provider: str
    kills: tuple[Kill, ...]
    false_alarms: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """
        Whether every fault is killed and nothing cries wolf.
        """
        return not self.false_alarms and all(kill.killed for kill in self.kills)

    def document(self) -> dict[str, Any]:
        """
        The matrix as `payconform selftest --json` prints it.
        """
        return {
            "provider": self.provider,
            "faults": [
                {"id": kill.fault, "rule": kill.rule, "killed": kill.killed, "by": list(kill.by)}
                for kill in self.kills
            ],
            "killed": sum(kill.killed for kill in self.kills),
            "total": len(self.kills),
            "false_alarms": list(self.false_alarms),
        }


def selftest(
    provider: str,
    *,
    seed: int = 1,
    own_rule: bool = False,
    progress: Callable[[int, int, str], None],
) -> Matrix:
    """
    Run the suite against each liar and against the honest simulator.

    Args:
        provider: key of the provider.
        seed: of every run.
        own_rule: run only the tests of the fault's own rule, which is quick.
        progress: told before each fault: its number, how many there are, its id.

    """
    faults = list(catalog.behaviour(provider).faults)
    alarms = _alarms(provider, seed, (), frozenset())
    kills = []
    for number, fault in enumerate(faults, 1):
        progress(number, len(faults), fault.id)
        rules = frozenset({fault.rule}) if own_rule else frozenset()
        kills.append(Kill(fault.id, fault.rule, _alarms(provider, seed, (fault.id,), rules)))
    return Matrix(provider, tuple(kills), alarms)


def _alarms(
    provider: str, seed: int, faults: tuple[str, ...], rules: frozenset[str]
) -> tuple[str, ...]:
    slice_ = catalog.load(provider)
    plan = Plan(None, seed, rules=rules, variation=Variation({}, faults))
    run = Run(slice_, resolve(provider, None, None), plan, "selftest")
    certify(run)
    return tuple(sorted({finding.rule for finding in run.findings if finding.outcome in ALARMS}))

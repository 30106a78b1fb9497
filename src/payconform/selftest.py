"""
Grades the suite with liars: every seeded fault must be killed by a test of its own rule.
"""

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import published, resolve
from payconform.errors import Inconclusive
from payconform.model import Outcome
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.faults import Fault
from payconform.simulator.serving import Simulator
from payconform.stories import Play
from payconform.target.opening import Variation

ALARMS = frozenset({Outcome.FAILED, Outcome.WARNED})
QUIET = frozenset({Outcome.PASSED, Outcome.RECORDED, Outcome.SKIPPED})


@dataclass(frozen=True)
class Kill:
    """
    One fault: the rules whose tests noticed it. Those that a machine tells are asked only where no
    other test of the fault's own rule did.
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

    One simulator serves them all: each is a merchant of its own, minted for its run. The stories
    that a machine tells take longer than all others: a liar meets those of its own operations, and
    only where no other story of its rule has noticed it.

    Args:
        provider: key of the provider.
        seed: of every run, together with the id of its fault.
        own_rule: run only the tests of the fault's own rule, which is quick; against the honest
            simulator, those of every rule that a fault breaks.
        progress: told before each fault: its number, how many there are, its id.

    """
    slice_, behaviour = catalog.load(provider), catalog.behaviour(provider)
    faults = list(behaviour.faults)
    honest: list[tuple[str, Outcome]] = []
    noticed: list[set[tuple[str, Outcome]]] = []
    broken = frozenset(fault.rule for fault in faults if own_rule)
    simulator = Simulator(behaviour, published(provider))
    settings = resolve(provider, simulator.url, None)

    def outcomes(play: Play, plan: Plan) -> set[tuple[str, Outcome]]:
        run = Run(slice_, settings, plan, "selftest")
        play(run)
        return {(one.rule, one.outcome) for one in run.findings}

    def seen(play: Play, fault: Fault) -> set[tuple[str, Outcome]]:
        plan = _against(fault, seed, own_rule=own_rule)
        told = outcomes(play, replace(plan, machines=False))
        if fault.rule not in _rules(told, _is_alarm):
            told |= outcomes(play, replace(plan, written=False))
        return told

    def grade(play: Play) -> None:
        honest.extend(outcomes(play, Plan(None, seed, rules=broken, repeat=False)))
        for number, fault in enumerate(faults, 1):
            progress(number, len(faults), fault.id)
            try:
                noticed.append(seen(play, fault))
            except Inconclusive as error:  # a liar so crude that no story can begin
                raise type(error)(f"fault {fault.id}: {error}") from None

    simulator.start()
    try:
        rehearse(Run(slice_, settings, Plan(None), "selftest"), grade)
    finally:
        simulator.stop()
    kills = [
        Kill(fault.id, fault.rule, _rules(told, _is_alarm))
        for fault, told in zip(faults, noticed, strict=True)
    ]
    # A story that could not be decided against the honest simulator grades nothing either.
    return Matrix(provider, tuple(kills), _rules(honest, lambda outcome: outcome not in QUIET))


def _is_alarm(outcome: Outcome) -> bool:
    return outcome in ALARMS


def _rules(
    seen: Iterable[tuple[str, Outcome]], alarming: Callable[[Outcome], bool]
) -> tuple[str, ...]:
    return tuple(sorted({rule for rule, outcome in seen if alarming(outcome)}))


def _against(fault: Fault, seed: int, *, own_rule: bool) -> Plan:
    # No two liars see the same ids: what one has kept outside its merchant means nothing to others.
    own_seed = zlib.crc32(f"{seed} {fault.id}".encode())
    rules = frozenset({fault.rule} if own_rule else ())
    variation = Variation({}, (fault.id,))
    # A liar lies each time: to see it lie twice tells nothing more.
    return Plan(
        None,
        own_seed,
        rules=rules,
        variation=variation,
        repeat=False,
        operations=fault.operations,
        chance=seed,
    )

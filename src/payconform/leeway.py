"""
Grades the suite where the documents leave a choice: whatever the simulator chooses there, nothing
may be said against it, and what it chose must show.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from payconform import catalog
from payconform.certify import rehearse
from payconform.config import published, resolve
from payconform.model import Finding, Outcome, Rule
from payconform.plan import Plan
from payconform.run import Run
from payconform.simulator.control import ENGINE_CAPABILITIES
from payconform.simulator.serving import Simulator
from payconform.spec.rules import Rulebook
from payconform.stories import Play
from payconform.target.opening import Variation
from payconform.target.permission import PERMITTED, with_payments

QUIET = frozenset({Outcome.PASSED, Outcome.RECORDED, Outcome.SKIPPED})
CASES = 10  # of each operation that is fuzzed, where all switches are flipped at once


@dataclass(frozen=True)
class Flip:
    """
    Runs with some switches flipped.

    Attributes:
        switches: what each was flipped to.
        shows: whether the rule of a single switch tells another outcome than before.
        accused: what was said against a simulator that is as honest as before, one line each.

    """

    switches: Mapping[str, str]
    shows: bool
    accused: tuple[str, ...]

    @property
    def name(self) -> str:
        """
        What was flipped, in a few words.
        """
        told = [f"{name}={choice}" for name, choice in self.switches.items()]
        return told[0] if len(told) == 1 else f"{len(told)} switches at once"

    def document(self) -> dict[str, Any]:
        """
        The flip as `payconform selftest --switches --json` prints it.
        """
        return {
            "flipped": self.name,
            "switches": dict(self.switches),
            "shows": self.shows,
            "accused": list(self.accused),
        }


def flip_all(
    provider: str,
    *,
    seed: int = 1,
    own_rule: bool = False,
    progress: Callable[[int, int, str], None],
) -> list[Flip]:
    """
    Flip every switch of a provider's simulator, singly and all at once.

    Args:
        provider: key of the provider.
        seed: of every run.
        own_rule: flipped singly, a switch meets only the tests of its own rule, which is quick.
        progress: told before each flip: its number, how many there are, what is flipped.

    """
    slice_, behaviour = catalog.load(provider), catalog.behaviour(provider)
    able = with_payments(ENGINE_CAPABILITIES | behaviour.capabilities | PERMITTED)
    simulator = Simulator(behaviour, published(provider))
    settings = resolve(provider, simulator.url, None)
    singly = list(_singly(slice_.rules))
    at_once = _at_once(slice_.rules)
    flips: list[Flip] = []

    def findings(play: Play, switches: Mapping[str, str], rules: frozenset[str]) -> list[Finding]:
        # Hundreds of faulty requests meet all switches at once, and none of them singly.
        capabilities = able if len(switches) > 1 else able - {"fuzz"}
        run = Run(
            slice_,
            settings,
            Plan(
                None,
                seed,
                rules=rules,
                variation=Variation(dict(switches)),
                capabilities=capabilities,
                cases=CASES,
            ),
            "switches",
        )
        play(run)
        return run.findings

    def grade(play: Play) -> None:
        total = len(singly) + len(at_once)
        usual = _by_rule(findings(play, {}, frozenset(rule.id for rule, _ in singly)))
        for number, (rule, switches) in enumerate(singly, 1):
            progress(number, total, Flip(switches, True, ()).name)
            own = frozenset({rule.id} if own_rule else ())
            found = findings(play, switches, own)
            shows = _by_rule(found).get(rule.id) != usual.get(rule.id)
            flips.append(Flip(switches, shows, tuple(_accused(slice_.rules, found))))
        for number, switches in enumerate(at_once, len(singly) + 1):
            progress(number, total, Flip(switches, True, ()).name)
            found = findings(play, switches, frozenset())
            flips.append(Flip(switches, True, tuple(_accused(slice_.rules, found))))

    simulator.start()
    try:
        rehearse(Run(slice_, settings, Plan(None), "switches"), grade)
    finally:
        simulator.stop()
    return flips


def _singly(rules: Rulebook) -> Iterator[tuple[Rule, Mapping[str, str]]]:
    for rule in rules.rules:
        if rule.switch:
            for choice in rule.switch.choices[1:]:
                yield rule, {rule.switch.name: choice}


def _at_once(rules: Rulebook) -> Sequence[Mapping[str, str]]:
    first, last = (
        {name: switch.choices[which] for name, switch in rules.switches.items()}
        for which in (1, -1)
    )
    return [one for one in ([first] if first == last else [first, last]) if one]


def _by_rule(found: Sequence[Finding]) -> Mapping[str, set[str]]:
    told: dict[str, set[str]] = {}
    for finding in found:
        told.setdefault(finding.rule, set()).add(finding.got)
    return told


def _accused(rules: Rulebook, found: Sequence[Finding]) -> Iterator[str]:
    for finding in found:
        if finding.outcome not in QUIET:
            why = finding.got or finding.reason
            yield f"{finding.rule} {finding.outcome.value} in {finding.test}: {why}"
        listed = rules.by_id[finding.rule].outcomes
        closed = listed and not any(one.startswith("another") for one in listed)
        # A contract that rests on such a rule tells what differs from it, and no outcome.
        recorded = finding.outcome is Outcome.RECORDED and finding.expected == " | ".join(listed)
        if closed and recorded and not finding.got.startswith(tuple(listed)):
            yield f"{finding.rule} records what it does not list: {finding.got}"

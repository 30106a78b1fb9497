"""
The ledger of rules: which tests prove each, and which seeded fault breaks it, in both directions.
"""

from dataclasses import dataclass
from typing import Any

from payconform import catalog
from payconform.certify import tests_of
from payconform.config import resolve
from payconform.errors import Unusable
from payconform.model import Rule
from payconform.plan import Plan
from payconform.profiles import TellsStates
from payconform.run import Run


@dataclass(frozen=True)
class Entry:
    """
    One rule with its tests and its faults.
    """

    rule: Rule
    tests: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def orphaned(self) -> str:
        """
        What the rule lacks; empty where nothing, or where the rule book gives a reason.
        """
        if not self.tests and not self.rule.untested:
            return "no test"
        breakable = self.rule.level == "must" and self.rule.basis in ("documented", "standard")
        return "no fault" if breakable and not self.faults and not self.rule.unbreakable else ""

    def document(self) -> dict[str, Any]:
        """
        The entry as `payconform rules --json` prints it.
        """
        rule = self.rule
        return {
            "id": rule.id,
            "area": rule.area,
            "level": rule.level,
            "basis": rule.basis,
            "party": rule.party,
            "says": rule.says,
            "source": list(rule.source),
            "switch": rule.switch
            and {"name": rule.switch.name, "choices": list(rule.switch.choices)},
            "tests": list(self.tests),
            "faults": list(self.faults),
            "untested": rule.untested,
            "unbreakable": rule.unbreakable,
            "orphaned": self.orphaned,
        }


@dataclass(frozen=True)
class Covered:
    """
    What an operation comes to in a state: the rule that says so, and the tests that bring it about.
    """

    operation: str
    state: str
    rule: Rule
    tests: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """
        The cell as `payconform rules --matrix --json` prints it.
        """
        return {
            "operation": self.operation,
            "state": self.state,
            "rule": self.rule.id,
            "basis": self.rule.basis,
            "tests": list(self.tests),
        }


def matrix(provider: str) -> list[Covered]:
    """
    Each operation in each state, with the tests that cover it. Where tests of its rule name states
    in brackets, those count alone that name this one.

    Raises:
        Unusable: no documents of this provider tell of states.

    """
    profile = catalog.load(provider).profile
    if not isinstance(profile, TellsStates):
        raise Unusable(f"--matrix: no operation of {provider} is told state by state.")
    entries, cells = {entry.rule.id: entry for entry in ledger(provider)}, list(profile.cells())
    states = {state for _, state, _ in cells}
    return [
        Covered(operation, state, entries[rule].rule, _naming(entries[rule].tests, state, states))
        for operation, state, rule in cells
    ]


def _naming(tests: tuple[str, ...], state: str, states: set[str]) -> tuple[str, ...]:
    named = {test: test.partition("[")[2].rstrip("]") for test in tests}
    about = {test: name for test, name in named.items() if name in states}
    return tuple(test for test in tests if about.get(test, state) == state)


def ledger(provider: str) -> list[Entry]:
    """
    Every rule of a provider, in the order of the chapters.

    Raises:
        NoSuchProvider: there is no such provider.
        PayconformError: a test names no rule, or one that does not exist.

    """
    run = Run(catalog.load(provider), resolve(provider, None, None), Plan(None), "ledger")
    tests = tests_of(run)
    faults: dict[str, list[str]] = {}
    for fault in catalog.behaviour(provider).faults:
        faults.setdefault(fault.rule, []).append(fault.id)
    return [
        Entry(rule, tuple(tests.get(rule.id, ())), tuple(faults.get(rule.id, ())))
        for rule in run.slice.rules.rules
    ]

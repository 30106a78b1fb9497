"""
The ledger of rules: which tests prove each, and which seeded fault breaks it, in both directions.
"""

from dataclasses import dataclass
from typing import Any

from payconform import catalog
from payconform.certify import tests_of
from payconform.config import resolve
from payconform.model import Rule
from payconform.plan import Plan
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

"""
The rule book of a provider and the chapters that all share.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from payconform.errors import FileUnreadable
from payconform.model import Area, Rule, Switch
from payconform.spec import closed, rows


@dataclass(frozen=True)
class Rulebook:
    """
    All rules of one provider, in the order of the chapters.
    """

    provider: str
    title: str
    rules: tuple[Rule, ...]
    areas: tuple[Area, ...]

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """
        Rules by their id.
        """
        return {rule.id: rule for rule in self.rules}

    @cached_property
    def switches(self) -> dict[str, Switch]:
        """
        The choices that the documents leave open, by name.
        """
        return {rule.switch.name: rule.switch for rule in self.rules if rule.switch}

    def implementing(self, abstract: str) -> tuple[Rule, ...]:
        """
        The provider's rules that one abstract rule's test proves.
        """
        return tuple(rule for rule in self.rules if rule.implements == abstract)

    def unreached(self, tested: Iterable[str]) -> list[Rule]:
        """
        The provider's own rules that should have a finding, and have none among these ids.
        """
        known = frozenset(tested)
        asked = (one for one in self.rules if one.party == "provider" and not one.untested)
        return [one for one in asked if one.id not in known]


def areas() -> tuple[Area, ...]:
    """
    The chapters of specs/areas.yaml, in order.
    """
    document = closed.read(rows.find("specs", "areas.yaml"), "areas")
    return tuple(Area(**area) for area in document["areas"])


def rulebook(provider: str) -> Rulebook:
    """
    The rules of `specs/<provider>/rules.yaml`.

    Raises:
        NoSuchProvider: no such folder.
        FileUnreadable: outside the closed schema, an id used twice, or an unknown chapter.

    """
    path = rows.find("specs", provider, "rules.yaml")
    document = closed.read(path, "rules")
    chapters = areas()
    order = {area.code: area.chapter for area in chapters}
    rules = [_rule(entry) for entry in document["rules"]]
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen or not rule.id.startswith(f"{provider.upper()}-{rule.area}-"):
            problem = "the id is used twice or does not begin with provider and area"
            raise FileUnreadable(path, rule.id, problem, "Give it the next free number.")
        if rule.area not in order:
            raise FileUnreadable(path, rule.id, "no such area", f"Use one of {sorted(order)}.")
        seen.add(rule.id)
    rules.sort(key=lambda rule: (order[rule.area], rule.id))
    return Rulebook(provider, document["title"], tuple(rules), chapters)


def _rule(entry: dict[str, Any]) -> Rule:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in entry.items()
    }
    switch = entry.get("switch")
    if switch:
        values["switch"] = Switch(switch["name"], tuple(switch["choices"]))
    return Rule(**values)

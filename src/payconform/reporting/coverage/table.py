"""
What was exercised of a document, as a person reads it.
"""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from payconform.reporting.coverage.scope import ALTERNATIVE, CAPABILITY, IN, SKIPPED
from payconform.reporting.visible import visible

TITLES = {
    "operations": "operations",
    "parameters": "parameters",
    "members": "members",
    "kept": "keywords kept",
    "broken": "broken",
    "statuses": "statuses",
    "answers": "members of answers",
}
MISSING = {
    "operation": "operations never answered with success",
    "parameter": "parameters never sent",
    "member": "required members never sent",
}
UNSEEN = {
    "sent": "never sent",
    "kept": "never kept",
    "broken": "never broken",
    "statuses": "never answered with",
    "answers": "never in an answer",
}
OUTSIDE = {
    CAPABILITY: "the target lacks a capability that it needs",
    ALTERNATIVE: "the target serves another in its place",
    SKIPPED: "every test that is about it alone was skipped",
}


def told_totals(coverage: Mapping[str, Any]) -> str:
    """
    How much of everything was exercised, in one line.
    """
    totals = coverage["totals"]
    told = (f"{title} {_of(totals[name], ' of ')}" for name, title in TITLES.items())
    return f"spec coverage: {', '.join(told)}"


def missing(coverage: Mapping[str, Any], kind: str) -> list[str]:
    """
    What is missing of a kind of `MISSING`, by operation and name.
    """
    found = (one for one in coverage["missing"] if one["what"] == kind)
    return [f"{one['operation']} {one['name']}".rstrip() for one in found]


def unreachable(coverage: Mapping[str, Any]) -> list[str]:
    """
    The operations outside the scope, but for those in whose place another is served.
    """
    return [one["id"] for one in coverage["operations"] if one["scope"] in (CAPABILITY, SKIPPED)]


def show_coverage(console: Console, run: Mapping[str, Any]) -> None:
    """
    A row for each operation; below, what was never seen of those in scope, and what is outside.
    """
    coverage = run["coverage"]
    console.print(_table(coverage))
    for one in coverage["operations"]:
        if one["scope"] == IN:
            for name, told in UNSEEN.items():
                _list(console, f"{one['id']} {told}", one["unseen"][name])
        else:
            told = f"{one['id']} is outside the scope: {OUTSIDE[one['scope']]}"
            _say(console, f"[dim]{_plain(told)}[/]")
    for kind, told in MISSING.items():
        _list(console, told, missing(coverage, kind), "yellow")
    _say(console, told_totals(coverage))


def _table(coverage: Mapping[str, Any]) -> Table:
    names = [name for name in TITLES if name != "operations"]
    table = Table()
    table.add_column("operation", no_wrap=True)
    for title in ("calls", "successes", *(TITLES[name] for name in names)):
        table.add_column(title, justify="right")
    for one in coverage["operations"]:
        counted = (str(one["calls"]), str(one["successes"]))
        tallies = (_of(one[name], "/") for name in names)
        style = "" if one["scope"] == IN else "dim"
        table.add_row(_plain(one["id"]), *counted, *tallies, style=style)
    table.add_section()
    table.add_row("in scope", "", "", *(_of(coverage["totals"][name], "/") for name in names))
    return table


def _list(console: Console, told: str, names: list[str], style: str = "bold") -> None:
    if names:
        _say(console, f"[{style}]{_plain(told)}:[/] {_plain(', '.join(names))}")


def _of(tally: Mapping[str, int], between: str) -> str:
    return f"{tally['seen']}{between}{tally['total']}"


def _say(console: Console, text: str) -> None:
    console.print(text, highlight=False, soft_wrap=True)


def _plain(text: str) -> str:
    return escape(visible(text))

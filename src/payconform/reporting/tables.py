"""
The ledger of rules and the kill matrix, as tables.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

MOST_NAMED = 6


def show_rules(console: Console, entries: Sequence[Mapping[str, Any]]) -> None:
    """
    The ledger of rules; why a rule has no test stands below it.
    """
    table = Table()
    table.add_column("rule", no_wrap=True)
    for name in ("level", "basis", "says"):
        table.add_column(name)
    for name in ("tests", "faults"):
        table.add_column(name, justify="right")
    for entry in entries:
        tests, faults = len(entry["tests"]), len(entry["faults"])
        words = (entry["id"], entry["level"], entry["basis"], escape(entry["says"]))
        table.add_row(*words, str(tests or "-"), str(faults or "-"))
    console.print(table)
    _reasons(console, entries, "test", "untested")
    _reasons(console, entries, "fault", "unbreakable")
    for entry in entries:
        if entry["orphaned"]:
            console.print(f"[bold red]{entry['id']} has {entry['orphaned']}[/]")


def show_cells(console: Console, cells: Sequence[Mapping[str, Any]]) -> None:
    """
    What operations come to in states: the rule that says so, and the tests that cover it.
    """
    table = Table()
    for name in ("operation", "state", "rule", "basis"):
        table.add_column(name, no_wrap=name == "rule")
    table.add_column("tests", overflow="fold")
    for cell in cells:
        words = (cell["operation"], cell["state"], cell["rule"], cell["basis"])
        tests = "\n".join(name.rpartition("::")[2] for name in cell["tests"])
        table.add_row(*words, escape(tests) if tests else "[bold red]none[/]")
    console.print(table)
    covered = sum(bool(cell["tests"]) for cell in cells)
    console.print(f"{covered} of {len(cells)} covered", highlight=False)


def _reasons(console: Console, entries: Sequence[Mapping[str, Any]], what: str, key: str) -> None:
    reasons: dict[str, list[str]] = {}
    for entry in entries:
        if entry[key]:
            reasons.setdefault(entry[key], []).append(entry["id"])
    for reason, rules in reasons.items():
        told = f"no {what} for {', '.join(rules)}: {reason}"
        console.print(escape(told), highlight=False, soft_wrap=True)


def show_matrix(console: Console, matrix: Mapping[str, Any]) -> None:
    """
    The kill matrix: each fault, whether its own rule's test caught it, and who else noticed.
    """
    table = Table()
    for name in ("fault", "rule", "killed", "also noticed by"):
        table.add_column(name, no_wrap=name in ("fault", "rule"))
    for fault in matrix["faults"]:
        others = [rule for rule in fault["by"] if rule != fault["rule"]]
        also = ", ".join(others[:MOST_NAMED]) + (" …" if len(others) > MOST_NAMED else "")
        killed = "[green]yes[/]" if fault["killed"] else "[bold red]no[/]"
        table.add_row(fault["id"], fault["rule"], killed, also)
    console.print(table)
    alarms = ", ".join(matrix["false_alarms"]) or "none"
    console.print(
        f"{matrix['provider']}: {matrix['killed']} of {matrix['total']} faults killed; "
        f"false alarms: {alarms}",
        highlight=False,
    )


def show_flips(console: Console, provider: str, flips: Sequence[Mapping[str, Any]]) -> None:
    """
    What became of switches that were flipped: which show nowhere, and who is accused of what.
    """
    for flip in flips:
        if not flip["shows"]:
            console.print(f"[bold red]shows nowhere[/] {flip['flipped']}", highlight=False)
        for line in flip["accused"]:
            told = f"[bold red]accused[/] {flip['flipped']}: {escape(line)}"
            console.print(told, highlight=False)
    hidden = sum(not flip["shows"] for flip in flips)
    accused = sum(bool(flip["accused"]) for flip in flips)
    console.print(
        f"{provider}: {len(flips)} flips; shown nowhere: {hidden or 'none'}; "
        f"accused: {accused or 'none'}",
        highlight=False,
    )

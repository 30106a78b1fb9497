"""
What a person sees: progress while a run goes on, and its end as a table by chapter.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from payconform.config import RECORDED
from payconform.model import Outcome
from payconform.reporting.coverage.table import MISSING, missing, told_totals, unreachable
from payconform.reporting.visible import visible
from payconform.verdict import SEVERITY, UNDECIDED

STYLES = {
    "passed": "green",
    "failed": "bold red",
    "warned": "yellow",
    "recorded": "cyan",
    "skipped": "dim",
    "blocked": "magenta",
    "broken": "bold magenta",
    "unexercised": "magenta",
    "unstable": "magenta",
}
TOLD = UNDECIDED | {Outcome.FAILED, Outcome.WARNED}
MOST_SKIPPED = 6
MOST_MISSING = 6
UNENDED: Mapping[str, Any] = {
    "exit_code": 3,
    "sentence": "no verdict: the run did not come to its end",
}


class Ticker:
    """
    Progress of runs: bars on a terminal that can draw them, a line at every tenth of the way
    elsewhere.
    """

    def __init__(self, console: Console, *titles: str) -> None:
        self._console = console
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
        )
        self._tasks = {title: self._bars.add_task(title, total=None) for title in titles}
        self._tenths = dict.fromkeys(titles, 0)

    def __enter__(self) -> "Ticker":
        """
        Begin.
        """
        if self._console.is_interactive:
            self._bars.start()
        return self

    def __exit__(self, *unused: object) -> None:
        """
        End.
        """
        if self._console.is_interactive:
            self._bars.stop()

    @contextmanager
    def paused(self) -> Iterator[None]:
        """
        Leave the screen to somebody else.
        """
        self.__exit__()
        yield
        self.__enter__()

    def tell(self, title: str, done: int, total: int, rule: str) -> None:
        """
        A story of that run is over.
        """
        if self._console.is_interactive:
            task = self._tasks[title]
            self._bars.update(task, completed=done, total=total, description=rule)
        elif done * 10 // total > self._tenths[title]:
            self._tenths[title] = done * 10 // total
            self._console.print(f"{title}: {done} of {total}", highlight=False)

    def end(self, title: str) -> None:
        """
        That run is over.
        """
        self._bars.remove_task(self._tasks[title])


def show(console: Console, run: Mapping[str, Any]) -> None:
    """
    The end of a run: chapters, then what needs attention, then the verdict.
    """
    console.print(_chapters(run))
    for finding in run["findings"]:
        if finding["outcome"] in TOLD:
            _tell(console, finding)
    _skips(console, run)
    _coverage(console, run)
    if run["simulated_behaviour"]:
        told = ", ".join(
            f"{number} {basis}" for basis, number in run["simulated_behaviour"].items()
        )
        console.print(f"simulated behaviour the run rests on, by basis: {told}", highlight=False)
    _person(console, run)
    for left in run["left_behind"]:
        console.print(f"[yellow]left behind on the target:[/] {_plain(left)}")
    if until := run["target"].get("accepted_until"):
        console.print(f"[bold red]the target is production, accepted until {until}[/]")
    reached = run["verdict"] or UNENDED
    colour = {0: "green", 1: "bold red"}.get(reached["exit_code"], "yellow")
    console.print(f"[{colour}]{_plain(reached['sentence'])}[/]", soft_wrap=True)


def _chapters(run: Mapping[str, Any]) -> Table:
    place = f"{run['provider']['title']} on {run['target']['name']}"
    title = f"{place}, recorded elsewhere" if _is_recorded(run) else f"{place}, seed {run['seed']}"
    table = Table(title=_plain(title), title_justify="left")
    present = [outcome.value for outcome in reversed(SEVERITY) if outcome.value in run["outcomes"]]
    table.add_column("chapter")
    table.add_column("rules", justify="right")
    for name in present:
        table.add_column(name, justify="right", style=STYLES.get(name, ""))
    table.add_column("tests by basis")
    for chapter in run["chapters"]:
        outcomes, bases = chapter["outcomes"], chapter["bases"]
        told = ", ".join(f"{number} {basis}" for basis, number in bases.items())
        counts = [str(outcomes.get(name, "")) for name in present]
        table.add_row(chapter["area"], str(chapter["rules"]), *counts, told)
    totals = [str(run["outcomes"][name]) for name in present]
    table.add_section()
    table.add_row("all", str(sum(chapter["rules"] for chapter in run["chapters"])), *totals, "")
    return table


def _tell(console: Console, finding: Mapping[str, Any]) -> None:
    style = STYLES.get(finding["outcome"], "")
    source = ", ".join(finding["source"])
    head = (
        f"{finding['outcome']} {finding['rule']} ({finding['level']}, {finding['basis']}: {source})"
    )
    console.print(f"[{style}]{_plain(head)}[/] {_plain(finding['says'])}", soft_wrap=True)
    for name in ("test", "expected", "got", "reason", "curl"):
        if finding[name]:
            told = _plain(finding[name]).replace("\n", "\n" + " " * 14)
            console.print(f"    {name + ':':<10}{told}", soft_wrap=True, highlight=False)


def _coverage(console: Console, run: Mapping[str, Any]) -> None:
    narrowed = {"only", "rule", "last_failed"} & run["selection"].keys()
    if narrowed or not run["verdict"]:
        return  # what a narrowed run leaves out is no news, and one that was killed did not count
    console.print(told_totals(run["coverage"]), highlight=False, soft_wrap=True)
    for kind, title in MISSING.items():
        if names := missing(run["coverage"], kind):
            told = f"[yellow]{title}:[/] {_plain(_shortened(names))}"
            console.print(told, soft_wrap=True, highlight=False)
    if names := unreachable(run["coverage"]):
        told = f"[dim]operations outside the scope: {_plain(', '.join(names))}[/]"
        console.print(told, soft_wrap=True, highlight=False)


def _shortened(names: Sequence[str]) -> str:
    told, more = ", ".join(names[:MOST_MISSING]), len(names) - MOST_MISSING
    return f"{told} and {more} more: payconform show RUN --coverage" if more > 0 else told


def _person(console: Console, run: Mapping[str, Any]) -> None:
    asked = run.get("person", [])
    if not asked:
        return
    paid: dict[str, Decimal] = {}
    for one in asked:
        if one["outcome"] == "paid":
            before = paid.get(one["currency"], Decimal(0))
            paid[one["currency"]] = before + Decimal(one["amount"])
    number = sum(one["outcome"] == "paid" for one in asked)
    sums = ", ".join(f"{amount} {currency}" for currency, amount in paid.items())
    told = f"a person paid {number} of {len(asked)} QRs" + (f": {sums}" if sums else "")
    console.print(_plain(told), soft_wrap=True, highlight=False)


def _is_recorded(run: Mapping[str, Any]) -> bool:
    return bool(run["target"].get("environment") == RECORDED)


def _skips(console: Console, run: Mapping[str, Any]) -> None:
    reasons: dict[str, list[str]] = {}
    for finding in run["findings"]:
        if finding["outcome"] == Outcome.SKIPPED:
            reasons.setdefault(finding["reason"], []).append(finding["rule"])
    for reason, rules in reasons.items():
        names = sorted(set(rules))
        more = f" and {len(names) - MOST_SKIPPED} more" if len(names) > MOST_SKIPPED else ""
        told = f"skipped, {reason}: {', '.join(names[:MOST_SKIPPED])}{more}"
        console.print(f"[dim]{_plain(told)}[/]", soft_wrap=True, highlight=False)


def _plain(text: str) -> str:
    """
    The text as rich prints it without obeying it, and a terminal neither.
    """
    return escape(visible(text))

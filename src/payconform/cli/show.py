"""
`payconform show`
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from payconform.cli.options import console_for, said_plainly
from payconform.cli.past import past, run_argument
from payconform.errors import Unusable

if TYPE_CHECKING:
    from payconform.reporting.runs import PastRun

MOST_TOLD = 5  # findings printed in full at once
MOST_NAMED = 12
MOST_DIGITS = 6


@click.command()
@run_argument
@click.argument("finding", required=False)
@click.option("--coverage", is_flag=True, help="What of the provider's document was exercised.")
@said_plainly
def show(named: str, finding: str | None, *, coverage: bool) -> None:
    """
    Read a run again: its table and a numbered list, or one finding with its evidence.

    RUN is a run's folder, its id, a provider (its newest run), or `latest`. FINDING is a number of
    the list, a rule id, or a part of a test's name. Nothing is sent; files of a run that was killed
    are read as far as they go.

    \b
    payconform show latest
    payconform show latest 1
    payconform show latest --coverage
    """
    from payconform.profiles.signatures import valid_until
    from payconform.reporting import details, terminal
    from payconform.reporting.coverage.table import show_coverage
    from payconform.reporting.runs import attention

    console, run = console_for(), past(named)
    if coverage:
        if finding is not None:
            raise Unusable(f"FINDING {finding}: leave it out, --coverage is about a whole run.")
        if not run.opened["verdict"]:
            raise Unusable(f"RUN {named}: did not come to its end, where coverage is summed up.")
        show_coverage(console, run.opened)
        return
    if finding is not None:
        until = partial(valid_until, _profile(run.opened["provider"]["key"]))
        for one in chosen(run, finding):
            details.show_finding(console, one, run.exchanges, until)
        return
    if run.document:
        terminal.show(console, run.document)
    details.show_list(console, attention(run.findings))
    console.print(str(run.folder), highlight=False, markup=False, soft_wrap=True)


def chosen(run: "PastRun", text: str) -> Sequence[Mapping[str, Any]]:
    """
    The findings that a text means.

    Raises:
        Unusable: none, or too many; the message says which there are.

    """
    from payconform.reporting.runs import GOOD, attention

    listed = attention(run.findings)
    if text.isdecimal():
        if len(text) > MOST_DIGITS or not 1 <= int(text) <= len(listed):
            raise Unusable(f"FINDING {text}: the list has {len(listed)} findings.")
        return [listed[int(text) - 1]]
    found = [one for one in run.findings if one["rule"] == text.upper()]
    found = [one for one in found if one["outcome"] not in GOOD] or found
    most = MOST_TOLD if found else 1
    found = found or [one for one in run.findings if one["test"] == text]
    found = found or [one for one in run.findings if text in one["test"]]
    if found and len(found) <= most:
        return found
    names = [one["test"] or one["rule"] for one in found or listed]
    told = ", ".join(names[:MOST_NAMED]) or "every test passed or was recorded"
    problem = f"means {len(found)} of them" if found else "no such finding"
    raise Unusable(f"FINDING {text}: {problem}. There is: {told}.")


def _profile(provider: str) -> object:
    """
    The profile of a run's provider; None where it is not known here.
    """
    from payconform import catalog
    from payconform.spec.rows import providers

    return catalog.load(provider).profile if provider in providers() else None

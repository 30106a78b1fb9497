"""
What a person sees of a run from its first story to its verdict, and how to go on from there.
"""

import json
import os
import shlex
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payconform.cli.options import console_for
from payconform.errors import PayconformError, Unusable

if TYPE_CHECKING:
    from rich.console import Console

    from payconform.certify import Progress
    from payconform.model import Finding
    from payconform.reporting.person import Person
    from payconform.run import Run


def finished(run: "Run", *, as_json: bool, watch: "Progress | None" = None) -> int:
    """
    The exit code of a run, once it is over and shown; `watch` is told of it in the screen's place.
    """
    folder = run.plan.folder
    assert folder is not None
    try:
        code = _played(run, watch, as_json=as_json)
    except Unusable:
        raise
    except PayconformError as error:  # the other providers still have targets to be judged
        click.echo(f"payconform: {error}", err=True)
        code = error.exit_code
        if not as_json or not (folder / "run.json").exists():
            if run.findings:
                _offer_resuming(folder)
            return code
    document = json.loads((folder / "run.json").read_text("utf-8"))
    if document["run"]["stopped"]:
        _offer_resuming(folder)
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        _show(run, document)
    return code


def _played(run: "Run", watch: "Progress | None", *, as_json: bool) -> int:
    from payconform.certify import certify

    if watch is not None:
        return certify(run, watch).exit_code
    from payconform.reporting.terminal import Ticker

    console, title = console_for(stderr=as_json), run.slice.rules.title
    with _asking(run) as (screen, person), Ticker(screen or console, title) as ticker:
        if person is not None:
            person.pause = ticker.paused

        def told(done: int, total: int, finding: "Finding") -> None:
            ticker.tell(title, done, total, finding.rule)

        return certify(run, told, person).exit_code


def _show(run: "Run", document: Mapping[str, Any]) -> None:
    from payconform.reporting.terminal import show

    console = console_for()
    show(console, document)
    if run.turned_away:
        told = "requests that came to the address for callbacks without this run's token: "
        console.print(f"{told}{run.turned_away}", highlight=False, soft_wrap=True)
    console.print(f"{run.plan.folder}", highlight=False, soft_wrap=True)


@contextmanager
def _asking(run: "Run") -> "Iterator[tuple[Console | None, Person | None]]":
    """
    The screen and the person of a run that asks one to pay; they outlast pytest's own capture.
    """
    if not (run.by_person and run.plan.attended):
        yield None, None
        return
    from rich.console import Console

    from payconform.reporting.person import Person

    with os.fdopen(os.dup(sys.stderr.fileno()), "w", encoding=sys.stderr.encoding) as file:
        keys = os.dup(sys.stdin.fileno())
        try:
            screen = Console(file=file)
            yield screen, Person(screen, keys)
        finally:
            os.close(keys)


def _offer_resuming(folder: Path) -> None:
    usual = folder.parent.parent == Path("reports")
    name = folder.name if usual else shlex.quote(str(folder))
    click.echo(f"to take it up again: payconform certify --resume {name}", err=True)

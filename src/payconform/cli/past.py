"""
What the commands share that look back at a run: which one is meant, and its target once more.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payconform.cli import completion
from payconform.cli.options import known
from payconform.errors import Inconclusive, Unusable

if TYPE_CHECKING:
    from payconform.reporting.runs import PastRun
    from payconform.target import Target
    from payconform.wire.redactor import Redactor

run_argument = click.argument("named", metavar="RUN", shell_complete=completion.runs)
same_target_option = click.option(
    "--target",
    metavar="NAME|URL",
    shell_complete=completion.targets,
    help="A target of payconform.toml, or a base URL. Default: the target of the run.",
)


def past(named: str) -> "PastRun":
    """
    The run that is meant; what its files lack goes to standard error.
    """
    from payconform.reporting import runs

    folder = runs.find(named)
    run = runs.read(folder)
    for sentence in run.cut:
        click.echo(f"{folder}: {sentence}", err=True)
    if folder.name != named and not runs.holds_run(Path(named)):
        for newer in runs.unended(folder):
            click.echo(f"newer, but it did not come to its end: {newer}", err=True)
    return run


def past_on_target(named: str) -> "PastRun":
    """
    The run that is meant, for a command that speaks to its target.

    Raises:
        Unusable: it is recorded traffic, and has none.

    """
    from payconform.config import RECORDED

    run = past(named)
    if run.document and run.document["target"]["environment"] == RECORDED:
        raise Unusable(
            f"RUN {named}: is recorded traffic that was imported; it has no target to speak to."
        )
    return run


@contextmanager
def reopened(
    run: "PastRun",
    target: str | None,
    credentials: Path | None,
    hosts: frozenset[str] | None = None,
    allow: frozenset[str] = frozenset(),
) -> Iterator[tuple["Target", "Redactor"]]:
    """
    The target of a run, or another one, as the run's provider; a simulator's control API is left
    alone, so that its standing merchant answers. `hosts`: it must be the one of these; `allow`:
    what a real target may be asked to bear.

    Raises:
        Unusable: the settings do not fit; nothing was sent.
        Inconclusive: no target that answers as the provider.

    """
    from payconform import catalog
    from payconform.config import resolve
    from payconform.spec.rows import providers
    from payconform.target.opening import open_target, vet
    from payconform.wire.recorder import Recorder
    from payconform.wire.redactor import Redactor

    document = run.opened
    provider = document["provider"]["key"]
    known("PROVIDER", [provider], providers())
    settings = resolve(provider, target or document["target"]["name"], credentials, blind=True)
    if hosts is not None and hosts != {settings.base_url}:
        there = ", ".join(sorted(hosts))
        raise Unusable(f"--target {settings.base_url}: the run spoke to {there}. Name that one.")
    settings = replace(settings, capabilities=settings.capabilities | allow)
    slice_, redactor, token = catalog.load(provider), Redactor(), document["run"]["id"]
    vet(slice_, settings)
    with ExitStack() as stack:
        try:
            opened = open_target(
                slice_, settings, Recorder(redactor), redactor, stack, seed=1, token=token
            )
            yield opened.target, redactor
        except Inconclusive as error:
            raise type(error)(redactor(str(error))) from None

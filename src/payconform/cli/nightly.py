"""
`payconform nightly`
"""

import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payconform.cli.options import (
    allow_option,
    cores,
    credentials_option,
    fault_option,
    keys,
    known,
    out_option,
    permissions,
    providers_argument,
    said_plainly,
    target_option,
)
from payconform.cli.preparing import WORST_FIRST
from payconform.errors import Unusable

if TYPE_CHECKING:
    from payconform.nightly.deviations import Deviation
    from payconform.nightly.discovery import Progress
    from payconform.nightly.night import Night

BUDGET = re.compile(r"([1-9][0-9]{0,5})([smh])")
SECONDS = {"s": 1, "m": 60, "h": 3600}


@click.command()
@providers_argument
@target_option
@credentials_option
@click.option(
    "--budget",
    default="10m",
    show_default=True,
    metavar="TIME",
    help="How long requests are made up for each provider, after those of earlier nights were sent "
    "again: 90s, 10m, 2h.",
)
@click.option(
    "--state",
    type=click.Path(path_type=Path),
    default=Path(".payconform"),
    show_default=True,
    metavar="DIR",
    help="What one night leaves to the next: corpus, findings, history.",
)
@click.option(
    "--deviations",
    "deviations_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Findings that you know of. Default: deviations.yaml, if it is there.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    help="Processes that fuzz the embedded simulator. Default: one a core.",
)
@out_option
@fault_option
@allow_option
@said_plainly
def nightly(
    providers: tuple[str, ...],
    target: str | None,
    credentials: Path | None,
    *,
    budget: str,
    state: Path,
    deviations_file: Path | None,
    workers: int | None,
    out: Path | None,
    faults: tuple[str, ...],
    allow: tuple[str, ...],
) -> None:
    """
    Fuzz for a long time, and tell what is new.

    First everything is sent again that earlier nights found worth keeping; then requests are made
    up until the time is over, by seeds that never come twice. What shows something new is kept in
    --state; a runner that forgets must keep that folder. Without --target, each core fuzzes a
    simulator of its own. A real target is asked at its own pace, and only with --allow fuzz.

    A finding has a fingerprint that stays the same from night to night. Those in deviations.yaml
    are listed with their age; they stay failures, but new ones are told apart:

    \b
    deviations:
      - rule: MAIB-CREATE-01
        fingerprint: 0123456789ab
        date: 2026-10-01
        targets: [maib-sandbox]
        note: reported to the bank

    Files written: as with certify, to reports/PROVIDER/RUN-ID; the smallest case of each finding
    is in cases/, for `payconform replay`.
    """
    from payconform.nightly.deviations import deviations

    seconds, chosen = _seconds(budget), keys(providers)
    if out and len(chosen) > 1:
        raise Unusable("--out is for one run: name one PROVIDER.")
    listed = deviations(deviations_file)
    codes = [
        _spent(
            provider,
            target,
            credentials,
            listed,
            seconds=seconds,
            budget=budget,
            state=state,
            workers=workers or cores(),
            out=out,
            faults=faults,
            allow=permissions(allow),
        )
        for provider in chosen
    ]
    sys.exit(min(codes, key=WORST_FIRST.index))


def _spent(
    provider: str,
    target: str | None,
    credentials: Path | None,
    listed: "Sequence[Deviation]",
    *,
    seconds: int,
    budget: str,
    state: Path,
    workers: int,
    out: Path | None,
    faults: tuple[str, ...],
    allow: frozenset[str],
) -> int:
    from payconform import catalog
    from payconform.config import resolve
    from payconform.nightly.night import Night
    from payconform.nightly.state import State
    from payconform.plan import Plan
    from payconform.reporting.folder import new_id
    from payconform.run import Run
    from payconform.target.opening import Variation

    slice_, settings = catalog.load(provider), resolve(provider, target, credentials)
    if faults:
        known("--fault", faults, [fault.id for fault in catalog.behaviour(provider).faults])
    if not settings.published_credentials and "fuzz" not in allow:
        told = f"{settings.name} is a real target: a night sends it many wrong requests"
        raise Unusable(f"{told}. Give --allow fuzz if it may be asked to bear that.")
    left = State(state, provider, settings.name)
    try:
        run_id = new_id(datetime.now(UTC))
        plan = Plan(
            out or Path("reports", provider, run_id),
            left.night,
            variation=Variation({}, faults),
            complete=False,
            allow=allow,
            budget=budget,
        )
        night = Night(
            Run(slice_, settings, plan, run_id),
            settings,
            left,
            listed,
            seconds=seconds,
            workers=_processes(workers, embedded=settings.base_url is None, near=settings.loopback),
            progress=lambda progress: _tick(slice_.rules.title, progress),
        )
        reached = night.spend()
    finally:
        left.close()
    _tell(night)
    click.echo(reached.sentence)
    click.echo(str(plan.folder))
    return reached.exit_code


def _processes(workers: int, *, embedded: bool, near: bool) -> int:
    """
    One for each core where each has a simulator of its own; elsewhere there is one pace for all.
    """
    if embedded:
        return workers
    return 1 if near else 0


def _seconds(budget: str) -> int:
    found = BUDGET.fullmatch(budget)
    if found is None:
        raise Unusable(f"--budget {budget}: write it as 90s, 10m or 2h.")
    return int(found[1]) * SECONDS[found[2]]


def _tick(title: str, progress: "Progress") -> None:
    click.echo(
        f"{title}: {progress.seconds:.0f} s, {progress.cases:,} cases, {progress.rate:,.0f} a "
        f"second, {progress.kept} kept, {progress.findings} findings",
        err=True,
    )


def _tell(night: "Night") -> None:
    from payconform.nightly.telling import lines

    for line in lines(night, datetime.now(UTC).date()):
        click.echo(line)

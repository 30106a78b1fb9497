"""
`payconform plan`
"""

import json
from dataclasses import asdict
from pathlib import Path

import click

from payconform.cli.options import (
    allow_option,
    callbacks_option,
    credentials_option,
    json_option,
    keys,
    known,
    only_option,
    permissions,
    provider_argument,
    rule_option,
    said_plainly,
    target_option,
)


@click.command()
@provider_argument
@target_option
@credentials_option
@only_option
@rule_option
@allow_option
@callbacks_option
@json_option
@said_plainly
def plan(
    provider: str,
    target: str | None,
    credentials: Path | None,
    *,
    areas: tuple[str, ...],
    rules: tuple[str, ...],
    allow: tuple[str, ...],
    callbacks: Path | None,
    as_json: bool,
) -> None:
    """
    Tell what a run would ask of a target, and of a person who pays: requests, writes, money, time.

    Nothing is sent there: the run is rehearsed on a simulator that can do what the target declares.
    """
    from payconform import catalog
    from payconform.config import resolve
    from payconform.forecast import forecast
    from payconform.plan import Plan

    (key,) = keys((provider,))
    slice_ = catalog.load(key)
    known("--only", areas, {area.code for area in slice_.rules.areas})
    known("--rule", rules, slice_.rules.by_id)
    settings = resolve(key, target, credentials, callbacks=callbacks)
    whole = Plan(None, areas=frozenset(areas), rules=frozenset(rules), allow=permissions(allow))
    told = forecast(slice_, settings, whole)
    if as_json:
        click.echo(json.dumps(asdict(told), indent=2, default=str))
        return
    total = sum(told.requests.values())
    click.echo(f"{slice_.rules.title} on {settings.name}: {told.tests} tests")
    click.echo(
        f"requests  {total}, of them {told.writes} writes (max_writes {settings.max_writes})"
    )
    for operation, number in told.requests.items():
        click.echo(f"  {number:>6}  {operation}")
    most = f" (max_amount {settings.max_amount})" if settings.max_amount is not None else ""
    click.echo(f"money     {told.money} moved by simulated payments{most}")
    for currency, amounts in told.asked.items():
        total_asked = f"{sum(amounts):.2f} {currency}"
        click.echo(f"person    {len(amounts)} QRs to be paid by a person, {total_asked} in all")
    if told.seconds:
        pace = f"{settings.requests_per_second:g} requests a second"
        click.echo(f"time      about {told.seconds / 60:.0f} minutes at {pace}")
    for reason, number in told.skipped.items():
        click.echo(f"skipped   {number} tests: {reason}")

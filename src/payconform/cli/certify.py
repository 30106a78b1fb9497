"""
`payconform certify`
"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payconform.cli.options import (
    allow_option,
    alone,
    callbacks_option,
    cases_option,
    credentials_option,
    json_option,
    keys,
    known,
    only_option,
    out_option,
    pairs,
    permissions,
    providers_argument,
    rule_option,
    said_plainly,
    somebody_is_there,
    target_option,
)
from payconform.cli.running import finished
from payconform.errors import NothingSelected, Unusable

if TYPE_CHECKING:
    from payconform.plan import Again
    from payconform.run import Run

WORST_FIRST = (2, 1, 3, 0)  # exit codes: a failure outranks an inconclusive run


@click.command()
@providers_argument
@target_option
@credentials_option
@out_option
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Decides order ids, other fresh names, and what machines make up.",
)
@cases_option
@only_option
@rule_option
@click.option(
    "--last-failed",
    is_flag=True,
    help="Only what failed, warned or could not be decided in the latest run on this target.",
)
@click.option(
    "--resume",
    metavar="RUN",
    help="Take up a run that was killed or ended early, in its folder and as it was asked for.",
)
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME=CHOICE",
    help="What our simulator does where the documents leave a choice.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="ID",
    help="Have our simulator break a rule, to see it caught.",
)
@allow_option
@callbacks_option
@click.option(
    "--no-input",
    is_flag=True,
    help="Ask nobody to pay a QR, also where the target says that a person pays.",
)
@click.option(
    "--blind", is_flag=True, help="Use no control API: see what a run on a bare target covers."
)
@json_option
@click.pass_context
@said_plainly
def certify(
    context: click.Context, providers: tuple[str, ...], resume: str | None, **options: Any
) -> None:
    """
    Run every story of a provider, rule by rule, and give a verdict.

    Without PROVIDER, all of them. Without --target, against our simulator: that proves the suite,
    not the provider. A target with simulate_payment = "operator" has a few QRs paid by you: they
    are drawn in the terminal, one after the other. A failure is repeated once; one that is not seen
    again is unstable. Three answers in a row that tell of no health end the run; --resume takes it
    up again.

    Files written: run.json, exchanges.ndjson, findings.ndjson, junit.xml, allure-results/.
    """
    if resume is not None:
        from payconform.cli.resuming import taken_up

        alone(context, "--resume", {"credentials", "callbacks", "no_input", "as_json"})
        beside = {name: options[name] for name in ("credentials", "callbacks", "no_input")}
        run = taken_up(resume, **beside)
        sys.exit(finished(run, as_json=options["as_json"]))
    chosen = keys(providers)
    for option in ("out", "as_json"):
        if options[option] and len(chosen) > 1:
            raise Unusable(f"--{option.removeprefix('as_')} is for one run: name one PROVIDER.")
    as_json = options.pop("as_json")
    runs = [_prepared(key, **options) for key in chosen]
    codes = [finished(run, as_json=as_json) for run in runs]
    sys.exit(min(codes, key=WORST_FIRST.index))


def _prepared(
    provider: str,
    *,
    target: str | None,
    credentials: Path | None,
    out: Path | None,
    seed: int,
    cases: int,
    areas: tuple[str, ...],
    rules: tuple[str, ...],
    last_failed: bool,
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    allow: tuple[str, ...],
    callbacks: Path | None,
    no_input: bool,
    blind: bool,
) -> "Run":
    from payconform import catalog
    from payconform.config import resolve
    from payconform.plan import Plan
    from payconform.run import Run, new_id
    from payconform.target.opening import Variation

    slice_ = catalog.load(provider)
    known("--only", areas, {area.code for area in slice_.rules.areas})
    known("--rule", rules, slice_.rules.by_id)
    flipped = pairs("--switch", switches)
    for name, choice in flipped.items():
        known("--switch", [name], slice_.rules.switches)
        known(f"--switch {name}=", [choice], slice_.rules.switches[name].choices)
    if faults:
        known("--fault", faults, [fault.id for fault in catalog.behaviour(provider).faults])
    settings = resolve(provider, target, credentials, blind=blind, callbacks=callbacks)
    run_id = new_id(datetime.now(UTC))
    plan = Plan(
        out or Path("reports", provider, run_id),
        seed,
        frozenset(areas),
        frozenset(rules),
        Variation(flipped, faults),
        latest=out is None,
        cases=cases,
        allow=permissions(allow),
        blind=blind,
        again=_left_by_last(provider, settings.name) if last_failed else None,
        attended=settings.operator and not no_input and somebody_is_there(),
    )
    return Run(slice_, settings, plan, run_id)


def _left_by_last(provider: str, target: str) -> "Again":
    """
    What the latest run of a provider on a target left to be repeated.
    """
    from payconform.plan import Again
    from payconform.reporting import runs

    for folder in runs.ended(runs.REPORTS, provider):
        document = runs.summed_up(folder, [])
        if document and _was_on(document["target"], target):
            if document["run"]["stopped"]:
                told = f"--last-failed: the latest run, {folder}, ended early"
                raise Unusable(f"{told}. Take it up: payconform certify --resume {folder.name}")
            names = runs.unsettled(document["findings"])
            if not names:
                told = f"--last-failed: nothing to repeat in {folder}"
                raise NothingSelected(f"{told}: the latest run has no failure.")
            return Again(folder.name, names)
    told = f"--last-failed: no run of {provider} on {target} has ended in {runs.REPORTS}/"
    raise NothingSelected(f"{told}. Run without it first.")


def _was_on(recorded: Mapping[str, Any], target: str) -> bool:
    from payconform.config import RECORDED

    return bool(recorded["name"] == target and recorded["environment"] != RECORDED)

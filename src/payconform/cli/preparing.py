"""
What the commands share that run stories: a run made of options, and all runs to their verdicts.
"""

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from payconform.cli.options import cores, known, pairs, permissions, somebody_is_there
from payconform.cli.running import finished
from payconform.errors import NothingSelected, Unusable
from payconform.exercise.breach import CASES

if TYPE_CHECKING:
    from payconform.plan import Again
    from payconform.run import Run

MOST_SHARES = 4  # each share collects the stories anew: more than that wins little
# On macOS, a fork of a process that has used the system's frameworks may crash.
FORKS = hasattr(os, "fork") and sys.platform != "darwin"
WORST_FIRST = (2, 1, 3, 0)  # exit codes: a failure outranks an inconclusive run


def all_finished(
    chosen: Sequence[str], *, as_json: bool, workers: int | None = None, **options: Any
) -> int:
    """
    The worst exit code of one run for each provider, each shown when it is over.

    Runs on embedded simulators have `workers` processes, one a core by default: several runs go on
    side by side, one alone is shared.

    Raises:
        Unusable: something was asked for that does not exist, or that only one run can have.

    """
    for option, given in (("--out", options["out"]), ("--json", as_json)):
        if given and len(chosen) > 1:
            raise Unusable(f"{option} is for one run: name one PROVIDER.")
    alone = len(chosen) == 1
    shares = (workers or min(cores(), MOST_SHARES)) if alone and FORKS else 1
    runs = [prepared(key, **options, shares=shares) for key in chosen]
    if not alone and options["target"] is None and (workers or cores()) > 1:
        from payconform.cli.together import side_by_side

        codes = side_by_side(runs, options, workers or cores())
    else:
        codes = [finished(run, as_json=as_json) for run in runs]
    return min(codes, key=WORST_FIRST.index)


def prepared(
    provider: str,
    *,
    target: str | None,
    credentials: Path | None,
    out: Path | None,
    seed: int,
    areas: tuple[str, ...],
    rules: tuple[str, ...],
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    allow: tuple[str, ...],
    callbacks: Path | None,
    blind: bool,
    no_input: bool = False,
    cases: int = CASES,
    last_failed: bool = False,
    machines: bool = True,
    allure: bool = True,
    pacts: tuple[Path, ...] = (),
    shares: int = 1,
) -> "Run":
    """
    A run of a provider as it was asked for, not yet open.

    Raises:
        Unusable: something was asked for that does not exist.

    """
    from payconform import catalog
    from payconform.config import resolve
    from payconform.plan import Plan, Share
    from payconform.reporting.folder import new_id
    from payconform.run import Run
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
        machines=machines,
        cases=cases,
        allure=allure,
        allow=permissions(allow),
        blind=blind,
        again=_left_by_last(provider, settings.name) if last_failed else None,
        attended=settings.operator and not no_input and somebody_is_there(),
        pacts=pacts,
    )
    if settings.base_url is None and not plan.narrowed:
        plan = replace(plan, share=Share(of=shares))
    return Run(slice_, settings, plan, run_id)


def _left_by_last(provider: str, target: str) -> "Again":
    """
    What the latest run of a provider on a target left to be repeated.
    """
    from payconform.plan import Again
    from payconform.reporting import runs

    for folder in runs.ended(runs.REPORTS, provider):
        document = runs.summed_up(folder, [])
        if (
            document
            and "budget" not in document["selection"]
            and _was_on(document["target"], target)
        ):
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

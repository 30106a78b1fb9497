"""
`payconform certify --resume`: a run as it was asked for, without what it has done.
"""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from payconform.cli.options import known, pairs, permissions, somebody_is_there
from payconform.cli.past import past
from payconform.errors import Unusable
from payconform.exercise.breach import CASES

if TYPE_CHECKING:
    from payconform.run import Run


def taken_up(
    named: str, *, credentials: Path | None, callbacks: Path | None, no_input: bool
) -> "Run":
    """
    The run that goes on where an earlier one ended. Files and persons are those of today.

    Raises:
        Unusable: it came to its end, goes on, or its target is another now.

    """
    from payconform import catalog
    from payconform.config import EMBEDDED, resolve
    from payconform.plan import Again, Plan
    from payconform.reporting import runs
    from payconform.reporting.journal import in_use
    from payconform.reporting.resuming import resumed
    from payconform.reporting.runs import EXCHANGES
    from payconform.run import Run
    from payconform.spec.rows import providers
    from payconform.target.opening import EMBEDDED_URL, Variation

    if in_use(runs.find(named) / EXCHANGES):  # asked first: what is read then is all there will be
        raise Unusable(f"--resume {named}: the run goes on. Wait until it is over.")
    run = past(named)
    stands = resumed(run, datetime.now(UTC).isoformat(timespec="seconds"))
    document, asked = run.opened, run.opened["selection"]
    if "budget" in asked:
        raise Unusable(f"--resume {named}: a night is not taken up. Begin another: it goes on.")
    provider, name = document["provider"]["key"], document["target"]["name"]
    known("PROVIDER", [provider], providers())
    target = None if name == EMBEDDED else name
    settings = resolve(provider, target, credentials, blind="blind" in asked, callbacks=callbacks)
    here = settings.base_url or EMBEDDED_URL
    hosts = {
        one.url for one in (*stands.exchanges, *stands.underway) if one.direction == "outbound"
    }
    if hosts - {here}:
        there = ", ".join(sorted(hosts))
        raise Unusable(f"target {name} is {here} now, and the run spoke to {there}. Mend base_url.")
    slice_ = catalog.load(provider)
    only, rules = asked.get("only", "").split(), asked.get("rule", "").split()
    known(f"{run.folder}/run.json, selection.only", only, {one.code for one in slice_.rules.areas})
    known(f"{run.folder}/run.json, selection.rule", rules, slice_.rules.by_id)
    plan = Plan(
        run.folder,
        document["seed"],
        frozenset(only),
        frozenset(rules),
        Variation(
            pairs("--switch", asked.get("switch", "").split()),
            tuple(asked.get("fault", "").split()),
        ),
        latest=run.folder.name == document["run"]["id"],
        allow=permissions(asked.get("allow", "").split()),
        again=Again(asked["last_failed"], frozenset(asked["tests"])) if "tests" in asked else None,
        attended=settings.operator and not no_input and somebody_is_there(),
        blind="blind" in asked,
        machines="gate" not in asked,
        allure="gate" not in asked,
        cases=int(asked.get("cases", CASES)),
        resumed=stands,
        pacts=tuple(map(Path, asked.get("pacts", ()))),
    )
    return Run(slice_, settings, plan, document["run"]["id"])

"""
`payconform cleanup`
"""

import sys
from pathlib import Path

import click

from payconform.cli.options import credentials_option, said_plainly
from payconform.cli.past import past_on_target, reopened, run_argument, same_target_option
from payconform.errors import Unusable


@click.command()
@run_argument
@same_target_option
@credentials_option
@said_plainly
def cleanup(named: str, target: str | None, credentials: Path | None) -> None:
    """
    Take back what a run created and could not take back itself, because it was killed.

    What to take back is read from the run's exchanges.ndjson, newest first. Requests go to the host
    that the run spoke to, in the pace of its target. What a request made whose answer was not on
    disk when the run was killed is looked for; where nothing tells it from what is others', the
    request is named. RUN: as for `payconform show`; after a kill, its id or folder, for it is not
    the `latest`. To go on with the run instead: payconform certify --resume RUN.

    Exit codes: 0 nothing is left, 2 the run cannot be read, 3 something is left, or may be.
    """
    from payconform.reporting.journal import in_use
    from payconform.reporting.runs import EXCHANGES, UNDERWAY
    from payconform.target.aftermath import take_back
    from payconform.target.opening import EMBEDDED_URL

    run = past_on_target(named)
    if in_use(run.folder / EXCHANGES):
        raise Unusable(f"RUN {named}: goes on. Wait until it is over.")
    exchanges = [one for one in run.exchanges.values() if one.direction == "outbound"]
    hosts = frozenset(one.url for one in (*exchanges, *run.underway))
    unknown = [sentence for sentence in run.cut if EXCHANGES in sentence]
    if not hosts and unknown:
        raise Unusable(f"RUN {named}: no exchange can be read, so what it created is not known.")
    if not hosts:
        click.echo("nothing to take back: the run sent nothing")
        return
    if hosts == {EMBEDDED_URL}:
        click.echo("nothing to take back: what the run created ended with its embedded simulator")
        return
    with reopened(run, target, credentials, hosts) as (place, redact):
        after = take_back(place, exchanges, run.underway)
    for kind, calls in (("taken back", after.taken), ("left behind on the target", after.left)):
        for call in calls:
            click.echo(redact(f"{kind}: {call}"))
    click.echo(f"{len(after.taken)} taken back or over already, {len(after.left)} left behind")
    if unknown and not (run.folder / UNDERWAY).exists():
        click.echo("what was created by requests whose record is cut is not known")
        sys.exit(3)
    sys.exit(3 if after.left else 0)

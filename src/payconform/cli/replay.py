"""
`payconform replay`
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payconform.cli import completion
from payconform.cli.again import tried_again
from payconform.cli.options import (
    allow_option,
    console_for,
    credentials_option,
    permissions,
    said_plainly,
)
from payconform.cli.past import past_on_target, reopened, same_target_option
from payconform.cli.show import chosen
from payconform.errors import Unusable

if TYPE_CHECKING:
    from payconform.model import Exchange
    from payconform.reporting.runs import PastRun


@click.command()
@click.argument("named", metavar="RUN|CASE", shell_complete=completion.runs)
@click.argument("finding", required=False)
@same_target_option
@credentials_option
@allow_option
@said_plainly
def replay(
    named: str,
    finding: str | None,
    target: str | None,
    credentials: Path | None,
    allow: tuple[str, ...],
) -> None:
    """
    Send the last request of a finding again, and lay the old answer beside the new one; or try a
    case again that a machine found.

    \b
    payconform replay latest 1
    payconform replay reports/maib/RUN-ID/cases/MAIB-FUZZ-01-7.json

    A CASE is a file of a run's cases/, and stands alone. What it changes is changed in a call made
    anew, with ids and proofs of today, on the target of its run or the one that is named (a real
    one only with --allow fuzz); an embedded simulator is started as it was, its faults included.
    You see request and answer, and whether the rule is still broken.

    RUN and FINDING: as for `payconform show`. Operation, path, query and body stay as they were,
    also the ids in them, which the target may have forgotten. Tokens and signatures are made anew.
    Where the story sent none, or a wrong token, so does this (a wrong one to a real target only
    with --allow bad-credentials); but a wrong signature is mended, for
    a record does not tell it from one that has aged. What the request creates is taken back.

    Exit codes: 0 the target answered, 2 it cannot be sent again, 3 no answer, or something is left.
    Of a CASE: 0 the rule holds, 1 it is still broken, 3 nobody can tell.
    """
    if finding is None:
        sys.exit(tried_again(_case(named), target, credentials, permissions(allow)))
    from payconform.reporting import details
    from payconform.reporting.differences import differences
    from payconform.target import replaying
    from payconform.target.opening import EMBEDDED_URL
    from payconform.wire.recorder import as_record, from_record

    run, console = past_on_target(named), console_for()
    old = _last_call(run, chosen(run, finding))
    if old.url == EMBEDDED_URL and target is None:
        provider = run.opened["provider"]["key"]
        raise Unusable(
            "the run's embedded simulator is gone. Start one with `payconform serve "
            f"{provider}` and name it with --target."
        )
    replaying.sendable(old.request)
    hosts = None if target else frozenset({old.url})
    with reopened(run, target, credentials, hosts, permissions(allow)) as (place, redact):
        sent = replaying.again(place, old, redact)
        left = place.settle()
        new = from_record(as_record(sent, redact))
    details.show_request(console, new)
    texts = ("\n".join(details.answer(old)), "\n".join(details.answer(new)))
    details.beside(console, (f"then, {old.id}", "now"), texts)
    for line in differences(old.response, new.response) or ["nothing"]:
        details.say(console, f"differs: {line}")
    for call in left:
        click.echo(redact(f"left behind on the target: {call}"))
    sys.exit(3 if left else 0)


def _case(named: str) -> Path:
    path = Path(named)
    if not path.is_file():
        told = f"{named}: no file of a case"
        raise Unusable(f"{told}. To send a finding of a run again, name the FINDING as well.")
    return path


def _last_call(run: "PastRun", findings: Sequence[Mapping[str, Any]]) -> "Exchange":
    if len(findings) > 1:
        names = ", ".join(finding["test"] or finding["rule"] for finding in findings)
        raise Unusable(f"FINDING: {len(findings)} of them. Name one: {names}.")
    for name in reversed(findings[0]["evidence"]):
        exchange = run.exchanges.get(name)
        if exchange is not None and exchange.direction == "outbound":
            return exchange
    raise Unusable("FINDING: no call of ours is recorded for it. See `payconform show`.")

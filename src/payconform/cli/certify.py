"""
`payconform certify`
"""

import sys
from typing import Any

import click

from payconform.cli.options import alone, cases_option, keys, run_options, said_plainly
from payconform.cli.preparing import all_finished
from payconform.cli.running import finished


@click.command()
@run_options
@cases_option
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
    "--no-input",
    is_flag=True,
    help="Ask nobody to pay a QR, also where the target says that a person pays.",
)
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
    sys.exit(all_finished(keys(providers), **options))

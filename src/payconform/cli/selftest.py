"""
`payconform selftest`
"""

import json
import sys

import click

from payconform.cli.options import console_for, json_option, keys, providers_argument, said_plainly
from payconform.errors import Unusable


@click.command()
@providers_argument
@click.option(
    "--own-rule",
    is_flag=True,
    help="Per fault, run only the tests of its own rule: seconds instead of minutes, and all that "
    "decides whether it is caught. Without it you also see which other rules notice.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@json_option
@said_plainly
def selftest(providers: tuple[str, ...], own_rule: bool, seed: int, as_json: bool) -> None:
    """
    Grade the suite: run it against one liar for each seeded fault, and print who was caught.

    A fault that survives shows a rule whose tests would not notice a provider that breaks it.
    """
    from payconform.reporting.tables import show_matrix
    from payconform.selftest import selftest as grade

    if as_json and len(keys(providers)) > 1:
        raise Unusable("--json is for one matrix: name one PROVIDER.")
    complete, console = True, console_for(stderr=as_json)
    for key in keys(providers):

        def tell(number: int, total: int, fault: str) -> None:
            console.print(f"[dim]{number}/{total} {fault}[/]", highlight=False)

        matrix = grade(key, seed=seed, own_rule=own_rule, progress=tell)
        complete &= matrix.complete
        if as_json:
            click.echo(json.dumps(matrix.document(), indent=2))
        else:
            show_matrix(console, matrix.document())
    sys.exit(0 if complete else 1)

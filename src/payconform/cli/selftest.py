"""
`payconform selftest`
"""

import json
import sys
from collections.abc import Callable

import click
from rich.console import Console

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
@click.option(
    "--switches",
    is_flag=True,
    help="Instead of faults, flip each choice that the documents leave to a provider, singly and "
    "all at once: nothing may be said against the simulator, and what it chose must show.",
)
@click.option("--seed", type=int, default=1, show_default=True)
@json_option
@said_plainly
def selftest(
    providers: tuple[str, ...], own_rule: bool, switches: bool, seed: int, as_json: bool
) -> None:
    """
    Grade the suite: run it against one liar for each seeded fault, and print who was caught.

    A fault that survives shows a rule whose tests would not notice a provider that breaks it.
    """
    if as_json and len(keys(providers)) > 1:
        raise Unusable("--json is for one matrix: name one PROVIDER.")
    console = console_for(stderr=as_json)

    def tell(number: int, total: int, what: str) -> None:
        console.print(f"[dim]{number}/{total} {what}[/]", highlight=False)

    graded = _flipped if switches else _lied_to
    outcomes = [
        graded(key, console, tell, seed=seed, own_rule=own_rule, as_json=as_json)
        for key in keys(providers)
    ]
    sys.exit(0 if all(outcomes) else 1)


Tell = Callable[[int, int, str], None]


def _lied_to(
    key: str, console: Console, tell: Tell, *, seed: int, own_rule: bool, as_json: bool
) -> bool:
    from payconform.reporting.tables import show_matrix
    from payconform.selftest import selftest as grade

    matrix = grade(key, seed=seed, own_rule=own_rule, progress=tell)
    if as_json:
        click.echo(json.dumps(matrix.document(), indent=2))
    else:
        show_matrix(console, matrix.document())
    return matrix.complete


def _flipped(
    key: str, console: Console, tell: Tell, *, seed: int, own_rule: bool, as_json: bool
) -> bool:
    from payconform.leeway import flip_all
    from payconform.reporting.tables import show_flips

    flips = flip_all(key, seed=seed, own_rule=own_rule, progress=tell)
    told = [flip.document() for flip in flips]
    if as_json:
        click.echo(json.dumps({"provider": key, "flips": told}, indent=2))
    else:
        show_flips(console, key, told)
    return all(flip.shows and not flip.accused for flip in flips)

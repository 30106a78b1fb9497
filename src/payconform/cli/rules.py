"""
`payconform rules`
"""

import json
import sys
from typing import NoReturn

import click

from payconform.cli.options import console_for, json_option, provider_argument, said_plainly


@click.command()
@provider_argument
@click.option(
    "--matrix",
    is_flag=True,
    help="Instead, each operation in each state, with the tests that cover it. Exits 1 if one has "
    "none.",
)
@json_option
@said_plainly
def rules(provider: str, matrix: bool, as_json: bool) -> None:
    """
    List a provider's rules with their tests and faults. Exits 1 if one lacks either.
    """
    if matrix:
        _matrix(provider, as_json=as_json)
    from payconform.ledger import ledger

    entries = ledger(provider)
    if as_json:
        click.echo(
            json.dumps([entry.document() for entry in entries], ensure_ascii=False, indent=2)
        )
    else:
        from payconform.reporting.tables import show_rules

        show_rules(console_for(), [entry.document() for entry in entries])
    sys.exit(1 if any(entry.orphaned for entry in entries) else 0)


def _matrix(provider: str, *, as_json: bool) -> NoReturn:
    from payconform.ledger import matrix

    cells = [cell.document() for cell in matrix(provider)]
    if as_json:
        click.echo(json.dumps(cells, ensure_ascii=False, indent=2))
    else:
        from payconform.reporting.tables import show_cells

        show_cells(console_for(), cells)
    sys.exit(0 if all(cell["tests"] for cell in cells) else 1)

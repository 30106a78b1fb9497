"""
`payconform rules`
"""

import json
import sys

import click

from payconform.cli.options import console_for, json_option, provider_argument, said_plainly


@click.command()
@provider_argument
@json_option
@said_plainly
def rules(provider: str, as_json: bool) -> None:
    """
    List a provider's rules with their tests and faults. Exits 1 if one lacks either.
    """
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

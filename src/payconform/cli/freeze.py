"""
`payconform freeze`
"""

import click

from payconform.cli.options import keys, providers_argument, said_plainly


@click.command()
@providers_argument
@said_plainly
def freeze(providers: tuple[str, ...]) -> None:
    """
    Find anew what can be changed in the valid calls of a provider, after a change of its document.

    Each keyword of openapi.yaml is broken once, and each limit met, by schemathesis' coverage
    phase. The result is written to fixtures/PROVIDER/mutations.json, so that every run sends the
    same. A run whose document has changed since finds them anew, which takes some seconds.
    """
    from payconform.exercise.frozen import NAME, found, frozen
    from payconform.reporting.journal import write_whole
    from payconform.spec import rows
    from payconform.spec.openapi import document

    for provider in keys(providers):
        changes = found(document(provider))
        path = rows.find("fixtures", provider) / NAME
        write_whole(path, frozen(provider, changes))
        click.echo(f"{path}: {len(changes)} mutations")

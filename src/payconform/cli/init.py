"""
`payconform init`
"""

import click

from payconform.cli.options import keys, providers_argument, said_plainly
from payconform.errors import Unusable


@click.command()
@providers_argument
@said_plainly
def init(providers: tuple[str, ...]) -> None:
    """
    Write a payconform.toml with the sandboxes that the documents name, every key explained.

    Without PROVIDER, those of all of them. A file that is there already is left alone.
    """
    from payconform import catalog
    from payconform.config import FILE
    from payconform.draft import draft

    content = draft([catalog.load(key) for key in keys(providers)])
    try:
        with FILE.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        remedy = "Move it away, or add the target by hand."
        raise Unusable(f"{FILE}: is there already, and was left alone. {remedy}") from None
    except OSError as error:
        raise Unusable(f"{FILE}: cannot be written ({error.strerror}).") from None
    click.echo(
        f"{FILE}: written. Set the credentials it names, then: payconform check --target NAME"
    )

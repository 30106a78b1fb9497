"""
`payconform qr`
"""

import json
import sys

import click

from payconform.cli.options import console_for, json_option, said_plainly
from payconform.errors import Unusable


@click.group()
def qr() -> None:
    """
    The text that a payment QR shows.
    """


@qr.command()
@click.argument("text", metavar="STRING")
@json_option
@said_plainly
def decode(text: str, as_json: bool) -> None:
    """
    Show what a QR says, part by part, and what is wrong with it.

    STRING is what a scanner reads: an EMVCo payload, or a link; - reads it from standard input.
    Positions count characters from 0.

    Exit codes: 0 nothing is wrong, 1 something is, 2 there is nothing to decode.
    """
    from payconform.qr import decode as read

    content = read(_typed() if text == "-" else text)
    if not content.text:
        raise Unusable("STRING is empty. Give what a scanner reads from the QR.")
    from payconform.reporting.contents import document, show_content

    if as_json:
        click.echo(json.dumps(document(content), indent=2, ensure_ascii=False))
    else:
        show_content(console_for(), content)
    sys.exit(1 if content.faults else 0)


def _typed() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        problem = f"standard input is not UTF-8 at byte {error.start}"
        raise Unusable(f"{problem}. Give the text of the QR, not its image.") from None

"""
`payconform gate`
"""

import sys
from typing import Any

import click

from payconform.cli.options import keys, run_options, said_plainly
from payconform.cli.preparing import all_finished


@click.command()
@run_options
@click.option("--allure", is_flag=True, help="Write allure-results/ as well, which takes longer.")
@said_plainly
def gate(providers: tuple[str, ...], **options: Any) -> None:
    """
    Run what is the same each time, in seconds: for a release, or every push.

    Every story, every keyword of the documents broken once, and the corpus: cases that fuzzing has
    found worth sending again. Nothing is made up, so the same cases come in the same order; what a
    machine would make up is skipped and left to `payconform certify` and `payconform nightly`.
    Nobody is asked to pay a QR. All else is as with certify, and so are the files, but for
    allure-results/.

    \b
    payconform gate maib
    payconform gate maib --target maib-sandbox --allow fuzz
    """
    sys.exit(all_finished(keys(providers), no_input=True, machines=False, **options))

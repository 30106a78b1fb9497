"""
`payconform contracts`
"""

import sys
import threading
from pathlib import Path
from typing import Any

import click

from payconform.cli.options import (
    allow_option,
    blind_option,
    callbacks_option,
    credentials_option,
    fault_option,
    json_option,
    keys,
    out_option,
    provider_argument,
    providers_argument,
    said_plainly,
    seed_option,
    switch_option,
    target_option,
)
from payconform.cli.preparing import all_finished
from payconform.errors import NothingSelected, Unusable

CHAPTER = "CONTRACT"

pact_option = click.option(
    "--pact",
    "pacts",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE|DIR",
    help="A pact file, or a folder of them, instead of our own. Repeatable.",
)


@click.group()
def contracts() -> None:
    """
    What consumers rely on: verify pact files at a target, or serve them.
    """


@contracts.command()
@providers_argument
@target_option
@credentials_option
@pact_option
@out_option
@seed_option
@switch_option
@fault_option
@allow_option
@callbacks_option
@blind_option
@json_option
@said_plainly
def verify(providers: tuple[str, ...], pacts: tuple[Path, ...], **options: Any) -> None:
    """
    Verify pacts with pact's own verifier: ours, or those of your own client.

    Each interaction is brought into its states, signed with the target's credentials, sent, and
    recorded. What differs is a finding of the rule that the interaction rests on. What a pact
    relies on though no document promises it is reported besides. States are listed in
    docs/contracts.md; an interaction whose state is not known is blocked.

    \b
    payconform contracts verify maib
    payconform contracts verify maib --pact build/pacts --target maib-sandbox
    """
    if pacts and len(providers) != 1:
        raise Unusable("--pact is for one provider: name one PROVIDER.")
    files = _files(pacts)
    chosen = [key for key in keys(providers) if files or _own(key)]
    if not chosen:
        raise NothingSelected(f"contracts/{providers[0]} holds no pact file. Give --pact.")
    asked: dict[str, Any] = {"areas": (CHAPTER,), "rules": (), "no_input": True, "pacts": files}
    sys.exit(all_finished(chosen, **asked, **options))


@contracts.command()
@provider_argument
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: a free one.")
@pact_option
@said_plainly
def stub(provider: str, port: int, pacts: tuple[Path, ...]) -> None:
    """
    Serve a provider's pacts with pact's stub server until Ctrl-C.

    It answers what a pact answers and keeps no state: a stand-in for a front end. It listens on
    every address of this machine, as pact's own does, and needs pact-python-cli.
    """
    from payconform.contracts import stub as stubs

    keys((provider,))
    files = _files(pacts) or _own(provider)
    if not files:
        raise NothingSelected(f"contracts/{provider} holds no pact file. Give --pact.")
    with stubs.stub(_read(provider, files), port) as url:
        click.echo(f"{provider} stub on {url} (Ctrl-C to stop)")
        try:
            threading.Event().wait()
        except KeyboardInterrupt:
            click.echo("stopped")


def _files(named: tuple[Path, ...]) -> tuple[Path, ...]:
    from payconform.contracts import pacts

    return tuple(file for path in named for file in pacts.named(path))


def _own(provider: str) -> tuple[Path, ...]:
    from payconform.contracts import pacts

    return tuple(pacts.own(provider))


def _read(provider: str, files: tuple[Path, ...]) -> tuple[Path, ...]:
    """
    The same files, once it is known that they can be read.
    """
    from payconform.contracts import pacts
    from payconform.spec.rules import rulebook

    pacts.read(files, rulebook(provider).by_id)
    return files

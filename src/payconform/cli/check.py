"""
`payconform check`
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payconform.cli import completion
from payconform.cli.options import (
    callbacks_option,
    credentials_option,
    json_option,
    keys,
    said_plainly,
)
from payconform.errors import Unusable

if TYPE_CHECKING:
    from payconform.readiness import Check


@click.command()
@click.argument("provider", required=False, shell_complete=completion.providers)
@click.option(
    "--target",
    metavar="NAME|URL",
    shell_complete=completion.targets,
    required=True,
    help="A target of payconform.toml, or a base URL.",
)
@credentials_option
@callbacks_option
@json_option
@said_plainly
def check(
    provider: str | None,
    target: str,
    credentials: Path | None,
    callbacks: Path | None,
    *,
    as_json: bool,
) -> None:
    """
    Tell whether a target is ready for a run, without writing anything there.

    Looks at the file, credentials, host, address, TLS, clocks, the first call (a request for a
    token), whether callbacks arrive where the target has an address for them, and what each missing
    capability costs. Exits 0 if nothing failed, else 2 or 3.
    """
    from payconform import catalog
    from payconform.readiness import examine

    slice_ = catalog.load(_provider(provider, target))
    found = []
    for one in examine(slice_, target, credentials, callbacks=callbacks):
        found.append(one)
        if not as_json:
            click.echo(_line(one))
    code = max(one.exit_code for one in found)
    if as_json:
        checks = [asdict(one) for one in found]
        document = {"provider": slice_.key, "target": target, "checks": checks, "exit_code": code}
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    sys.exit(code)


def _provider(named: str | None, target: str) -> str:
    from payconform.config import provider_of

    known = named or provider_of(target)
    chosen = keys((known,) if known else ())
    if len(chosen) > 1:
        raise Unusable(f"--target {target}: name the PROVIDER too. Known: {', '.join(chosen)}.")
    return chosen[0]


def _line(one: "Check") -> str:
    mend = f" [{one.key}]" if one.key else ""
    return f"{one.outcome:<8} {one.name:<17} {one.says}{mend}"

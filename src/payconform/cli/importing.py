"""
`payconform import`
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from payconform.cli.options import (
    console_for,
    credentials_option,
    json_option,
    keys,
    out_option,
    provider_argument,
    said_plainly,
)
from payconform.errors import FileUnreadable

if TYPE_CHECKING:
    from collections.abc import Callable

    from payconform.recorded.traffic import Traffic

MOST_NAMED = 6


@click.command("import")
@provider_argument
@click.argument("file", type=click.Path(path_type=Path))
@credentials_option
@click.option(
    "--base-path",
    default="",
    metavar="PATH",
    help="What a gateway puts before the provider's paths in the recorded URLs, as in /payments.",
)
@click.option(
    "--callbacks-url",
    default="",
    metavar="PREFIX",
    help="Requests to URLs that begin so are callbacks that the provider sent.",
)
@out_option
@json_option
@said_plainly
def import_(
    provider: str,
    file: Path,
    credentials: Path | None,
    base_path: str,
    callbacks_url: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """
    Judge traffic that was recorded elsewhere; nothing is sent.

    FILE is a HAR file of a browser or a proxy, or the exchanges.ndjson of a run. Entries are
    matched with PROVIDER's operations by method and path; others are counted, not judged. Every
    credential and every payer is masked in all that is written. Rules that need a story, such as
    what a wrong token gets, cannot be judged from traffic; rules that nothing came under are left
    out. With the signature key in --credentials, signatures of callbacks are verified.

    \b
    payconform import maib session.har
    payconform import maib session.har --callbacks-url https://shop.example/maib/callback
    payconform show latest

    Exit codes: 0 no rule that was judged failed, which is no claim of conformance, 1 one failed,
    2 the file cannot be read or matches nothing, 3 nothing could be judged.
    """
    from payconform import catalog
    from payconform.config import RECORDED, TargetSettings, resolve
    from payconform.plan import Plan
    from payconform.recorded.importing import take_in
    from payconform.recorded.traffic import Ways, read
    from payconform.reporting import terminal
    from payconform.reporting.folder import new_id
    from payconform.reporting.visible import visible
    from payconform.run import Run

    keys((provider,))
    slice_ = catalog.load(provider)
    given = resolve(provider, None, credentials).credentials if credentials else {}
    traffic = read(file, slice_.document, Ways(base_path, callbacks_url))
    run_id = new_id(datetime.now(UTC))
    folder = out or Path("reports", provider, run_id)
    settings = TargetSettings(provider, file.name, None, RECORDED, given)
    run = Run(slice_, settings, Plan(folder, latest=out is None, complete=False), run_id)
    if not traffic.exchanges:
        told = ". ".join(_left_out(traffic, provider, run.redactor)) or "it has no entries"
        remedy = "Name a base path with --base-path, or another file."
        raise FileUnreadable(file, "", f"nothing in it can be judged: {told}", remedy)
    reached = take_in(run, traffic, given)
    console = console_for(stderr=as_json)
    document = json.loads((folder / "run.json").read_text("utf-8"))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        terminal.show(console, document)
    for sentence in (*_left_out(traffic, provider, run.redactor), str(folder)):
        console.print(visible(sentence), highlight=False, markup=False, soft_wrap=True)
    sys.exit(reached.exit_code)


def _left_out(traffic: "Traffic", provider: str, redact: "Callable[[str], str]") -> list[str]:
    """
    Which entries are not judged, and why, in sentences.
    """
    told = []
    if traffic.strangers:
        number = traffic.strangers.total()
        names = [redact(name) for name, _ in traffic.strangers.most_common(MOST_NAMED)]
        more = ", …" if len(traffic.strangers) > MOST_NAMED else ""
        all_of = f"{number} of {traffic.total} entries match no operation of {provider}"
        told.append(f"{all_of}: {', '.join(names)}{more}")
    if traffic.bodiless:
        all_of = f"{traffic.bodiless} of {traffic.total} entries are not judged"
        told.append(f"{all_of}: the file leaves out their bodies")
    return told

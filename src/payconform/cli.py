"""
The command line: certify, serve, rules, selftest. Heavy parts are imported when a command runs.
"""

import json
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payconform import __version__
from payconform.errors import PayconformError, Unusable

if TYPE_CHECKING:
    from rich.console import Console

WORST_FIRST = (2, 1, 3, 0)  # exit codes: a failure outranks an inconclusive run

providers_argument = click.argument("providers", nargs=-1, metavar="[PROVIDER...]")
credentials_option = click.option(
    "--credentials",
    type=click.Path(path_type=Path),
    help="YAML or JSON file with the merchant's credentials; keep it outside the repository.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def said_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """
    Turn our errors into one sentence and an exit code, never a traceback.
    """

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except PayconformError as error:
            click.echo(f"payconform: {error}", err=True)
            sys.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("payconform: interrupted", err=True)
            sys.exit(3)

    return wrapped


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="payconform")
def main() -> None:
    """
    Contract tests and conformance certification for payment-QR providers.

    \b
    payconform certify maib                       certify against the embedded simulator
    payconform serve maib --port 8080             the simulator, for your own integration tests
    payconform certify maib --target NAME         certify a target of payconform.toml

    Exit codes: 0 conformant, 1 non-conformant, 2 usage or configuration, 3 inconclusive.
    """
    signal.signal(signal.SIGTERM, _interrupt)


@main.command()
@providers_argument
@click.option(
    "--target",
    metavar="NAME|URL",
    help="A target of payconform.toml, or a base URL. Default: an embedded simulator.",
)
@credentials_option
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the run's files go. Default: reports/PROVIDER/RUN-ID.",
)
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Decides order ids and other fresh names.",
)
@click.option(
    "--only",
    "areas",
    multiple=True,
    metavar="AREA",
    help="Only this chapter, e.g. CANCEL. Repeatable.",
)
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    help="Only this rule, e.g. MAIB-CANCEL-04. Repeatable.",
)
@click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME=CHOICE",
    help="What our simulator does where the documents leave a choice.",
)
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="ID",
    help="Have our simulator break a rule, to see it caught.",
)
@click.option(
    "--blind", is_flag=True, help="Use no control API: see what a run on a bare target covers."
)
@json_option
@said_plainly
def certify(providers: tuple[str, ...], **options: Any) -> None:
    """
    Run every story of a provider, rule by rule, and give a verdict.

    Without PROVIDER, all of them. Without --target, against our simulator: that proves the suite,
    not the provider. Files written: run.json, exchanges.ndjson, findings.ndjson, junit.xml,
    allure-results/.
    """
    keys = _keys(providers)
    if options["out"] and len(keys) > 1:
        raise Unusable("--out takes the files of one run: name one PROVIDER.")
    codes = [_certify(key, **options) for key in keys]
    sys.exit(min(codes, key=WORST_FIRST.index))


def _certify(
    provider: str,
    *,
    target: str | None,
    credentials: Path | None,
    out: Path | None,
    seed: int,
    areas: tuple[str, ...],
    rules: tuple[str, ...],
    switches: tuple[str, ...],
    faults: tuple[str, ...],
    blind: bool,
    as_json: bool,
) -> int:
    from payconform import catalog
    from payconform.certify import certify as run_stories
    from payconform.config import resolve
    from payconform.reporting.terminal import Ticker, show
    from payconform.run import Plan, Run, new_id
    from payconform.target.opening import Variation

    slice_ = catalog.load(provider)
    _known("--only", areas, {area.code for area in slice_.rules.areas})
    _known("--rule", rules, slice_.rules.by_id)
    flipped = _pairs("--switch", switches)
    for name, choice in flipped.items():
        _known("--switch", [name], slice_.rules.switches)
        _known(f"--switch {name}=", [choice], slice_.rules.switches[name].choices)
    if faults:
        _known("--fault", faults, [fault.id for fault in catalog.behaviour(provider).faults])
    settings = resolve(provider, target, credentials, blind=blind)
    run_id = new_id(datetime.now(UTC))
    folder = out or Path("reports", provider, run_id)
    plan = Plan(folder, seed, frozenset(areas), frozenset(rules), Variation(flipped, faults))
    run = Run(slice_, settings, plan, run_id)
    console = _console(stderr=as_json)
    with Ticker(console, slice_.rules.title) as ticker:
        reached = run_stories(run, ticker)
    document = json.loads((folder / "run.json").read_text("utf-8"))
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        show(console, document)
        console.print(f"{folder}", highlight=False, soft_wrap=True)
    return reached.exit_code


@main.command()
@click.argument("provider")
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Default: a free one.")
@credentials_option
@click.option(
    "--callback",
    "callbacks",
    multiple=True,
    metavar="ORIGIN=ADDRESS",
    help="Deliver callbacks for an origin to a loopback address: https://shop.example=http://127.0.0.1:9000",
)
@click.option("--blind", is_flag=True, help="Serve no control API.")
@said_plainly
def serve(
    provider: str, port: int, credentials: Path | None, callbacks: tuple[str, ...], blind: bool
) -> None:
    """
    Serve a provider's simulator on 127.0.0.1 until Ctrl-C.

    Its credentials are the published ones of the fixtures, or those of --credentials. Callbacks
    are delivered on this machine only.
    """
    from payconform import catalog
    from payconform.config import resolve
    from payconform.simulator.serving import Simulator

    catalog.load(provider)
    standing = resolve(provider, None, credentials).credentials
    routes = _pairs("--callback", callbacks)
    simulator = Simulator(
        catalog.behaviour(provider), standing, port=port, blind=blind, callbacks=routes
    )
    simulator.start()
    click.echo(f"{provider} simulator on {simulator.url} (Ctrl-C to stop)")
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        click.echo("stopped")
    finally:
        simulator.stop()


@main.command()
@click.argument("provider")
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
        from payconform.reporting.terminal import show_rules

        show_rules(_console(), [entry.document() for entry in entries])
    sys.exit(1 if any(entry.orphaned for entry in entries) else 0)


@main.command()
@providers_argument
@click.option("--own-rule", is_flag=True, help="Per fault, only the tests of its own rule: quick.")
@click.option("--seed", type=int, default=1, show_default=True)
@json_option
@said_plainly
def selftest(providers: tuple[str, ...], own_rule: bool, seed: int, as_json: bool) -> None:
    """
    Grade the suite: run it against one liar for each seeded fault, and print who was caught.
    """
    from payconform.reporting.terminal import show_matrix
    from payconform.selftest import selftest as grade

    complete, console = True, _console(stderr=as_json)
    for key in _keys(providers):

        def tell(number: int, total: int, fault: str) -> None:
            console.print(f"[dim]{number}/{total} {fault}[/]", highlight=False)

        matrix = grade(key, seed=seed, own_rule=own_rule, progress=tell)
        complete &= matrix.complete
        if as_json:
            click.echo(json.dumps(matrix.document(), indent=2))
        else:
            show_matrix(console, matrix.document())
    sys.exit(0 if complete else 1)


def _keys(named: tuple[str, ...]) -> list[str]:
    from payconform.spec.rows import providers

    known = providers()
    _known("PROVIDER", named, known)
    return list(dict.fromkeys(named)) or known


def _known(option: str, given: Iterable[str], known: Iterable[str]) -> None:
    for name in given:
        if name not in known:
            raise Unusable(f"{option} {name}: unknown. Known: {', '.join(sorted(known))}.")


def _pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    pairs = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise Unusable(f"{option} {text}: write it as NAME=VALUE.")
        pairs[name] = value
    return pairs


def _console(*, stderr: bool = False) -> "Console":
    from rich.console import Console

    return Console(stderr=stderr)


def _interrupt(*unused: object) -> None:
    raise KeyboardInterrupt

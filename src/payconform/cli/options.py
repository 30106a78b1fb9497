"""
What the commands share: options, plain errors, and the reading of what was typed.
"""

import gc
import os
import sys
import traceback
from collections.abc import Callable, Collection, Iterable
from difflib import get_close_matches
from functools import reduce, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from payconform.cli import completion
from payconform.errors import PayconformError, Unusable
from payconform.exercise.breach import CASES

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 110  # columns where no terminal says otherwise
MOST_NAMED = 15

providers_argument = click.argument(
    "providers", nargs=-1, metavar="[PROVIDER...]", shell_complete=completion.providers
)
provider_argument = click.argument("provider", shell_complete=completion.providers)
credentials_option = click.option(
    "--credentials",
    type=click.Path(path_type=Path),
    help="YAML or JSON file with the merchant's credentials; keep it outside the repository.",
)
target_option = click.option(
    "--target",
    metavar="NAME|URL",
    shell_complete=completion.targets,
    help="A target of payconform.toml, or a base URL. Default: an embedded simulator.",
)
only_option = click.option(
    "--only",
    "areas",
    multiple=True,
    metavar="AREA",
    shell_complete=completion.areas,
    help="Only this chapter, e.g. CANCEL. Repeatable.",
)
rule_option = click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="ID",
    shell_complete=completion.rules,
    help="Only this rule, e.g. MAIB-CANCEL-04. Repeatable.",
)
out_option = click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the run's files go. Default: reports/PROVIDER/RUN-ID.",
)
allow_option = click.option(
    "--allow",
    multiple=True,
    metavar="WHAT",
    shell_complete=completion.permissions,
    help="What a real target may be asked to bear: fuzz, races, bad-credentials. Repeatable.",
)
callbacks_option = click.option(
    "--callbacks",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Read callbacks from this folder, which `payconform receive` fills, instead of listening.",
)
cases_option = click.option(
    "--cases",
    type=click.IntRange(1, 100_000),
    default=CASES,
    show_default=True,
    metavar="N",
    help="How many requests fuzzing makes up for each operation; other machines keep pace with it.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
seed_option = click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    help="Decides order ids, other fresh names, and what machines make up.",
)
switch_option = click.option(
    "--switch",
    "switches",
    multiple=True,
    metavar="NAME=CHOICE",
    help="What our simulator does where the documents leave a choice.",
)
fault_option = click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="ID",
    help="Have our simulator break a rule, to see it caught.",
)
blind_option = click.option(
    "--blind", is_flag=True, help="Use no control API: see what a run on a bare target covers."
)
workers_option = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes for whole runs on embedded simulators. Default: one a core, up to 4 a run.",
)
RUN_OPTIONS = (
    *(providers_argument, target_option, credentials_option, out_option, seed_option),
    *(only_option, rule_option, switch_option, fault_option, allow_option, callbacks_option),
    *(blind_option, workers_option, json_option),
)


def run_options(command: Callable[..., None]) -> Callable[..., None]:
    """
    Give a command what every run of stories may be told.
    """
    return reduce(lambda given, option: option(given), reversed(RUN_OPTIONS), command)


def said_plainly(command: Callable[..., None]) -> Callable[..., None]:
    """
    Turn our errors into one sentence and an exit code, never a traceback.
    """

    @wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except PayconformError as error:
            from payconform.reporting.visible import visible

            click.echo(f"payconform: {visible(str(error))}", err=True)
            sys.exit(error.exit_code)
        except (KeyboardInterrupt, click.Abort):
            click.echo("payconform: interrupted", err=True)
            sys.exit(3)
        except BrokenPipeError:
            raise  # whoever reads our output has seen enough; click ends quietly
        except Exception as error:  # noqa: BLE001 - its message may hold a secret, so it is not shown
            frame = traceback.extract_tb(error.__traceback__)[-1]
            place = f"{Path(frame.filename).name}, line {frame.lineno}"
            click.echo(
                f"payconform: a fault of its own: {type(error).__name__} in {place}", err=True
            )
            sys.exit(3)

    return wrapped


def keys(named: tuple[str, ...]) -> list[str]:
    """
    The providers that were named, or all there are.

    Raises:
        Unusable: there is no provider of that name.

    """
    from payconform.spec.rows import providers

    every = providers()
    known("PROVIDER", named, every)
    return list(dict.fromkeys(named)) or every


def known(option: str, given: Iterable[str], allowed: Iterable[str]) -> None:
    """
    Say nothing if all that was given exists.

    Raises:
        Unusable: something does not; the message names what is near it.

    """
    for name in given:
        if name not in allowed:
            every = sorted(allowed)
            near = get_close_matches(name, every, MOST_NAMED, cutoff=0.3) or every
            told = ", ".join((every if len(every) <= MOST_NAMED else near)[:MOST_NAMED])
            raise Unusable(f"{option} {name}: unknown. Known: {told}.")


def permissions(allow: Iterable[str]) -> frozenset[str]:
    """
    What --allow permits, given once or often, apart or with commas.

    Raises:
        Unusable: there is nothing of that name to allow.

    """
    from payconform.target.permission import permitted

    return permitted("--allow", allow)


def alone(context: click.Context, option: str, beside: Collection[str]) -> None:
    """
    Say nothing if an option was given with none but these parameters.

    Raises:
        Unusable: it stands beside another; the message names it.

    """
    name = option.removeprefix("--").replace("-", "_")
    for parameter in context.command.params:
        given = context.get_parameter_source(str(parameter.name))
        if given is ParameterSource.COMMANDLINE and parameter.name not in {name, *beside}:
            other = parameter.opts[0] if parameter.param_type_name == "option" else "PROVIDER"
            raise Unusable(f"{other} cannot be given with {option}: the run says it already.")


def pairs(option: str, given: Iterable[str]) -> dict[str, str]:
    """
    NAME=VALUE options as a mapping.

    Raises:
        Unusable: one is written otherwise.

    """
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not (name and equals and value):
            raise Unusable(f"{option} {text}: write it as NAME=VALUE.")
        found[name] = value
    return found


def somebody_is_there() -> bool:
    """
    Whether a person is at the terminal.
    """
    return sys.stdin is not None and sys.stdin.isatty() and sys.stderr.isatty()


def spare_the_start() -> None:
    """
    Look for garbage less often: a start that only builds loses a tenth of its time to it.
    """
    gc.set_threshold(50_000)


def cores() -> int:
    """
    How many processes run at once here.
    """
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def console_for(*, stderr: bool = False) -> "Console":
    """
    A console as wide as its terminal, or wide enough for our tables.
    """
    from rich.console import Console

    console = Console(stderr=stderr)
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    return console

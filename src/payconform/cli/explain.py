"""
`payconform explain`
"""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from payconform.cli.options import (
    credentials_option,
    json_option,
    known,
    provider_argument,
    said_plainly,
)
from payconform.errors import FileUnreadable, Unusable

if TYPE_CHECKING:
    from payconform.signing.doctor import Diagnosis
    from payconform.wire.redactor import Redactor

MARK = "^ the first character that differs"


@click.command()
@provider_argument
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@credentials_option
@click.option(
    "--canonical",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The canonical text that the sender made, to be laid beside the right one.",
)
@json_option
@said_plainly
def explain(
    provider: str, file: Path, credentials: Path | None, canonical: Path | None, as_json: bool
) -> None:
    """
    Explain a signature: how it is made, step by step, and what went wrong if it does not match.

    FILE holds a request, or a request and its answer, or a callback, as raw HTTP, as a curl line or
    as a line of exchanges.ndjson; - reads standard input. Where only the signature is known to be
    wrong, the usual slips are tried, alone and in pairs. Credentials are the published ones of the
    simulator, or those of --credentials; they are not shown.

    Exit codes: 0 every signature is right, 1 one is not, 2 nothing can be explained.
    """
    from payconform import catalog
    from payconform.config import resolve
    from payconform.profiles.signatures import Explains
    from payconform.signing.doctor import diagnosed
    from payconform.spec.rows import providers
    from payconform.target.masks import learn
    from payconform.wire.messages import exchange
    from payconform.wire.redactor import Redactor

    known("PROVIDER", [provider], providers())
    slice_, settings = catalog.load(provider), resolve(provider, None, credentials)
    profile, redactor = slice_.profile, Redactor()
    if not isinstance(profile, Explains):
        raise Unusable(f"{slice_.rules.title} signs nothing that could be explained.")
    if missing := sorted(profile.CREDENTIALS - settings.credentials.keys()):
        raise Unusable(f"no credential `{missing[0]}`. Add it to the file of --credentials.")
    learn(redactor, slice_, settings)
    if str(file) == str(canonical) == "-":
        raise Unusable("FILE and --canonical are both standard input. Name a file for one of them.")
    made = exchange(_content(file), str(file))
    theirs = _content(canonical).decode("utf-8", "replace") if canonical else None
    found = [diagnosed(case) for case in profile.cases(made, settings.credentials)]
    if as_json:
        document = [_document(one, redactor) for one in found]
        click.echo(json.dumps(document, indent=2, ensure_ascii=False))
    else:
        for one in found:
            _show(one, theirs, redactor)
    sys.exit(0 if all(one.matches for one in found) else 1)


def _content(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise FileUnreadable(path, "", problem, "Check the path.") from None


def _document(one: "Diagnosis", redactor: "Redactor") -> dict[str, Any]:
    return {
        "what": one.what,
        "fingerprint": one.key,
        "matches": one.matches,
        "canonical": _masked(one.expected.canonical, redactor),
        "string_to_sign": _masked(one.expected.string_to_sign, redactor),
        "expected": one.expected.value,
        "received": redactor(one.received),
        "slips": [{"says": slip.says, "rule": slip.rule} for slip in one.slips],
        "causes": list(one.causes),
    }


def _masked(text: str | None, redactor: "Redactor") -> str | None:
    return None if text is None else redactor(text)


def _show(one: "Diagnosis", theirs: str | None, redactor: "Redactor") -> None:
    from payconform.signing.doctor import no_slip

    told = _document(one, redactor)
    click.echo(f"{one.what}: the signature {'matches' if one.matches else 'does not match'}")
    for name, title in (("canonical", "canonical text"), ("string_to_sign", "text that is signed")):
        if told[name] is not None:
            _numbered(title, told[name])
    click.echo(f"  expected  {told['expected']}")
    click.echo(f"  received  {_visible(told['received'])}")
    click.echo(f"  key       fingerprint {told['fingerprint']}")
    if theirs is not None:
        _lay_beside(told["canonical"] or told["string_to_sign"], redactor(theirs))
    if one.slips:
        click.echo("nearest miss: with this the signature that was received is made")
        for slip in one.slips:
            click.echo(f"  the sender {slip.says} ({slip.rule})")
    elif not one.matches:
        click.echo(no_slip(one))
    for number, cause in enumerate(one.causes, 1):
        click.echo(f"  {number}. {cause}")


def _numbered(title: str, text: str) -> None:
    click.echo(f"  {title}")
    for number, line in enumerate(text.split("\n"), 1):
        click.echo(f"  {number:>4} | {_visible(line)}")


def _lay_beside(ours: str, theirs: str) -> None:
    from payconform.signing.doctor import first_difference

    if not ours.endswith("\n"):
        theirs = theirs.removesuffix("\n")  # with which a file ends that a person saved
    place = first_difference(ours, theirs)
    if place is None:
        click.echo("  the sender's canonical text is the same")
        return
    line, column = place
    for whose, text in (("right", ours), ("sender's", theirs)):
        lines = [*text.split("\n"), *[""] * line]
        click.echo(f"  {whose:>8}, line {line} | {_visible(lines[line - 1])}")
    same = _visible(lines[line - 1][: column - 1])
    click.echo(f"{' ' * (len('  sender s, line  | ') + len(str(line)) + len(same))}{MARK}")


def _visible(line: str) -> str:
    from payconform.reporting.visible import visible

    return visible(line.replace("\r", "\u240d").replace("\t", "\u2409"))

"""
Finds a run that is over and reads what is whole of it, also where the run was killed.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import jsonschema_rs

from payconform.errors import FileUnreadable, Unusable
from payconform.model import Exchange, Outcome, Response
from payconform.reporting.summary import FORMAT
from payconform.spec import closed, rows
from payconform.verdict import SEVERITY, UNDECIDED
from payconform.wire.recorder import from_record

REPORTS = Path("reports")
EXCHANGES = "exchanges.ndjson"
FINDINGS = "findings.ndjson"
FILES = ("run.json", EXCHANGES)  # a folder with one of them holds a run
LATEST = "latest"
UNDERWAY = "underway.ndjson"
MOST_NAMED = 8
NUMBERED = re.compile("x[0-9]{5,12}")
GOOD = (Outcome.PASSED, Outcome.RECORDED)
REPEATED = {Outcome.FAILED, Outcome.WARNED} | UNDECIDED
Read = TypeVar("Read")
UNFIT = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)


@dataclass(frozen=True, slots=True)
class PastRun:
    """
    A run as its files tell it. `document` is run.json, None where it cannot be read.

    `underway` are the requests whose answers were not on disk when it was killed; `cut` says in
    sentences what the files lack.
    """

    folder: Path
    document: Mapping[str, Any] | None
    findings: Sequence[Mapping[str, Any]]
    exchanges: Mapping[str, Exchange]
    underway: tuple[Exchange, ...]
    cut: tuple[str, ...]

    @property
    def opened(self) -> Mapping[str, Any]:
        """
        run.json.

        Raises:
            FileUnreadable: it is missing or cut short.

        """
        if self.document is None:
            problem, remedy = "is missing or cut short", "Name another run."
            raise FileUnreadable(self.folder / FILES[0], "", problem, remedy)
        return self.document


def find(named: str, reports: Path = REPORTS) -> Path:
    """
    The folder of a run: its path, its id, `latest`, or the provider whose newest run is meant.

    Raises:
        Unusable: there is no such run; the message says what there is.

    """
    if holds_run(Path(named)):
        return Path(named)
    every = _every(reports)
    for folder in every:
        if folder.name == named:
            return folder
    provider = named.removeprefix(f"{LATEST}/")
    pointers = reports.glob(f"*/{LATEST}")
    newest = [_pointed(one) for one in pointers if provider in (LATEST, one.parent.name)]
    whole = [folder for folder in newest if folder is not None]
    if whole:
        return max(whole, key=lambda folder: folder.name)
    told = ", ".join(str(folder) for folder in every[:MOST_NAMED]) or f"none in {reports}/"
    raise Unusable(f"RUN {named}: no such run that has ended. Runs here, newest first: {told}.")


def unended(folder: Path) -> list[str]:
    """
    The ids of newer runs beside a folder that go on, or were killed.
    """
    newer = [one for one in _every(folder.parent.parent) if one.parent == folder.parent]
    return [one.name for one in newer if one.name > folder.name and not _has_ended(one)]


def ended(reports: Path, provider: str) -> Iterator[Path]:
    """
    The runs of a provider that came to a verdict, newest first.
    """
    newest = _pointed(reports / provider / LATEST)  # ids of the same second have no order
    others = [one for one in _every(reports) if one.parent == reports / provider and one != newest]
    return (one for one in [newest, *others] if one is not None and _has_ended(one))


def holds_run(folder: Path) -> bool:
    """
    Whether a folder holds files of a run.
    """
    try:
        return any((folder / name).is_file() for name in FILES)
    except (OSError, ValueError):  # no path: too long, or with a NUL
        return False


def read(folder: Path) -> PastRun:
    """
    What is whole of a run.

    Raises:
        FileUnreadable: run.json is whole, but not of the format that this version reads.

    """
    cut: list[str] = []
    document = summed_up(folder, cut)
    findings: Sequence[Mapping[str, Any]] = document["findings"] if document else []
    if document is None or document["verdict"] is None:
        cut.append("the run did not come to its end: it was killed, or goes on")
        findings = _last_of_each(_lines(folder / FINDINGS, _finding, cut))
        document = document and _filled(document, findings)
    exchanges = {one.id: one for one in _lines(folder / EXCHANGES, _exchange, cut)}
    sent = _lines(folder / UNDERWAY, _exchange, []) if (folder / UNDERWAY).exists() else []
    underway = tuple(one for one in sent if one.id not in exchanges)
    return PastRun(folder, document, findings, exchanges, underway, tuple(cut))


def summed_up(folder: Path, cut: list[str]) -> dict[str, Any] | None:
    """
    run.json; None where it is missing or cut short, and then `cut` says so.

    Raises:
        FileUnreadable: it is whole, but not of the format that this version reads.

    """
    path = folder / FILES[0]
    try:
        document = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        cut.append(f"{path.name} is missing or cut short")
        return None
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        problem, remedy = f"is not {FORMAT}", "Use the payconform that wrote it."
        raise FileUnreadable(path, "format", problem, remedy)
    closed.validate(document, "run", path)
    return document


def attention(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """
    The findings that are neither passed nor recorded, the worst first: `show` numbers them.
    """
    bad = [finding for finding in findings if finding["outcome"] not in GOOD]
    return sorted(bad, key=lambda finding: SEVERITY.index(finding["outcome"]))


def unsettled(findings: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """
    The tests worth repeating, by name; a rule that no test reached, by its id.
    """
    left = (one for one in findings if one["outcome"] in REPEATED)
    return frozenset(one["test"] or one["rule"] for one in left)


def _every(reports: Path) -> list[Path]:
    runs = [folder for folder in reports.glob("*/*") if holds_run(folder)]
    return sorted(runs, key=lambda folder: folder.name, reverse=True)


def _pointed(pointer: Path) -> Path | None:
    try:
        folder = pointer.parent / Path(pointer.read_text("utf-8").strip()).name
    except (OSError, ValueError):
        return None
    return folder if folder != pointer.parent and holds_run(folder) else None


def _has_ended(folder: Path) -> bool:
    try:
        return bool(json.loads((folder / FILES[0]).read_text("utf-8"))["verdict"])
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False


def _finding(record: Any) -> Mapping[str, Any]:
    if not _shape().is_valid(record):
        raise ValueError("not a finding")
    found: Mapping[str, Any] = record
    return found


@cache
def _shape() -> Any:
    """
    What run.json's closed schema asks of one finding.
    """
    schema = json.loads(rows.find("fixtures", "schemas", "run.json").read_text("utf-8"))
    return jsonschema_rs.validator_for({"$ref": "#/$defs/finding", "$defs": schema["$defs"]})


def _last_of_each(findings: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    # A run that was taken up again has repeated what it could not decide.
    return list({(one["rule"], one["test"]): one for one in findings}.values())


def _exchange(record: Any) -> Exchange:
    made = from_record(record)
    if not isinstance(made.response, Response | None) or not NUMBERED.fullmatch(made.id):
        raise TypeError("not a response, or no id of ours")
    return made


def _lines(path: Path, made: Callable[[Any], Read], cut: list[str]) -> list[Read]:
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError:
        cut.append(f"{path.name} cannot be read")
        return []
    whole = []
    for number, line in enumerate(lines, 1):
        try:
            whole += [made(json.loads(line))] if line else []
        except UNFIT:
            cut.append(f"{path.name}, line {number} is cut short or no record")
    return whole


def _filled(document: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """
    run.json as it would be, had the run been asked to sum up when it was killed.
    """
    areas = dict.fromkeys(finding["area"] for finding in findings)
    return {
        **document,
        "findings": findings,
        "outcomes": _counted("outcome", findings),
        "chapters": [
            {
                "area": area,
                "rules": len({one["rule"] for one in findings if one["area"] == area}),
                "outcomes": _counted("outcome", (one for one in findings if one["area"] == area)),
                "bases": _counted("basis", (one for one in findings if one["area"] == area)),
            }
            for area in areas
        ],
    }


def _counted(name: str, findings: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(finding[name] for finding in findings).items()))

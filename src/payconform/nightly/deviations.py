"""
deviations.yaml: findings that somebody knows of. They stay findings; new ones are told apart.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from payconform.errors import FileUnreadable
from payconform.spec import closed

FILE = Path("deviations.yaml")


@dataclass(frozen=True, slots=True)
class Deviation:
    """
    A finding by its rule and fingerprint, the day since when it is known, and on which targets.
    """

    rule: str
    fingerprint: str
    since: date
    targets: tuple[str, ...]
    owner: str = ""
    note: str = ""


def deviations(path: Path | None) -> Sequence[Deviation]:
    """
    The deviations of a file; of `deviations.yaml` here, if there is one, where none is named.

    Raises:
        FileUnreadable: it is missing, does not parse, or is outside its closed schema.

    """
    if path is None and not FILE.exists():
        return ()
    file = path or FILE
    content = _plain(closed.parse(file))
    closed.validate(content, "deviations", file)
    return tuple(
        _deviation(entry, f"deviations.{number}", file)
        for number, entry in enumerate(content["deviations"])
    )


def entry(rule: str, fingerprint: str, today: date, target: str) -> str:
    """
    The lines that make a finding a known one.
    """
    return (
        f"  - rule: {rule}\n"
        f"    fingerprint: {fingerprint!r}\n"
        f"    date: {today.isoformat()}\n"
        f"    targets: [{target}]\n"
    )


def _deviation(entry: dict[str, Any], field: str, file: Path) -> Deviation:
    try:
        since = date.fromisoformat(entry["date"])
    except ValueError:
        problem, remedy = "is no day of the calendar", "Write it as 2026-01-31."
        raise FileUnreadable(file, f"{field}.date", problem, remedy) from None
    return Deviation(
        entry["rule"],
        entry["fingerprint"],
        since,
        tuple(entry["targets"]),
        entry.get("owner", ""),
        entry.get("note", ""),
    )


def _plain(value: Any) -> Any:
    """
    The same with each date as text: YAML makes one of a day that stands without quotes.
    """
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if type(value) is date else value

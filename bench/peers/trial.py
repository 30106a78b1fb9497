"""
One run of one tool against one liar, and the journal of those that were done.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench.processes import Unmeasured

HONEST = ""
Alarm = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """
    What a tool raised alarm about, and what that took.

    `fault` is empty for the honest simulator; `cpu` counts the simulator in.
    """

    tool: str
    fault: str
    alarms: frozenset[Alarm]
    wall: float
    cpu: float
    requests: int


class Journal:
    """
    Trials kept line by line, so that a run that was broken off is gone on with.
    """

    def __init__(self, path: Path, settings: Mapping[str, Any]) -> None:
        self._path = path
        head = json.dumps(dict(settings), sort_keys=True)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(head + "\n", "utf-8")
        elif path.read_text("utf-8").partition("\n")[0] != head:
            raise Unmeasured(f"{path} was measured otherwise. Delete it, or name another --journal")

    def trials(self) -> Iterator[Trial]:
        """
        What is known already; a line that was cut off is not.
        """
        lines = self._path.read_text("utf-8").split("\n")
        for line in lines[1:-1]:
            entry = json.loads(line)
            alarms = frozenset(tuple(alarm) for alarm in entry.pop("alarms"))
            yield Trial(**entry, alarms=alarms)

    def add(self, trial: Trial) -> None:
        """
        Keep one more.
        """
        entry = asdict(trial) | {"alarms": sorted(trial.alarms)}
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

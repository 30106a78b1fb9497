"""
What one night leaves to the next: the corpus, the findings, and which nights there were.
"""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from payconform.errors import FileUnreadable, Unusable
from payconform.exercise.case import Case, from_document
from payconform.exercise.mutation import Mutation
from payconform.exercise.odd import VERBS
from payconform.model import Call
from payconform.reporting.journal import Journal
from payconform.spec import closed

CORPUS, FINDINGS, HISTORY = "corpus.ndjson", "findings.ndjson", "history.ndjson"
UNSAFE = re.compile(r"[^A-Za-z0-9.]+")
MEDIA = re.compile(r"[!-~]+( [!-~]+)*")  # what can stand in a header
UNFIT = (ValueError, LookupError, TypeError, RecursionError)
# What stands around a case in a file of its own, to hold one against the schema of these.
AROUND = {"format": "payconform-case/1", "provider": "any", "rule": "ANY-ANY-00", "test": ""}


class State:
    """
    The journals of a provider on a target. A line that is no record is passed over: the process
    that wrote it was killed, or somebody else wrote there.

    `night` is the number of this night: seeds are made of it, so that none comes twice. `seen` are
    the days on which findings were first seen, by fingerprint.

    Raises:
        InUse: another night goes on there.
        Unusable: it cannot be written.

    """

    def __init__(self, folder: Path, provider: str, target: str) -> None:
        self.folder = folder / provider / UNSAFE.sub("-", target).strip("-")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._history = Journal(self.folder / HISTORY)
            self._corpus = Journal(self.folder / CORPUS)
            self._findings = Journal(self.folder / FINDINGS)
        except OSError as error:
            told = f"--state {folder}: cannot be written ({error.strerror})"
            raise Unusable(f"{told}. Name another folder.") from None
        nights = [line["night"] for line in self._lines(HISTORY) if isinstance(line["night"], int)]
        self.night = max(nights, default=0) + 1
        self.seen: dict[str, date] = {}
        for line in self._lines(FINDINGS):
            with suppress(*UNFIT):
                day = date.fromisoformat(str(line["at"])[:10])
                self.seen.setdefault(str(line["fingerprint"]), day)

    def corpus(self) -> Iterator[Case]:
        """
        The cases that were kept and can be sent, oldest first.
        """
        for line in self._lines(CORPUS):
            with suppress(FileUnreadable, *UNFIT):
                yield _case(line)

    def keep(self, case: Mapping[str, Any]) -> None:
        """
        Keep a case, as `Case.document` writes it.
        """
        self._corpus.write(dict(case))

    def begin(self, record: Mapping[str, Any]) -> None:
        """
        Write down that this night has begun.
        """
        self._history.write({"night": self.night, **record})

    def end(self, record: Mapping[str, Any]) -> None:
        """
        The night is over, and came to this.
        """
        self.begin(record)

    def found(self, record: Mapping[str, Any]) -> None:
        """
        Write down a finding: its `fingerprint`, when it was seen (`at`), and more.
        """
        self._findings.write(dict(record))

    def close(self) -> None:
        """
        Close the journals.
        """
        for journal in (self._history, self._corpus, self._findings):
            journal.close()

    def _lines(self, name: str) -> Iterator[dict[str, Any]]:
        needed = {HISTORY: "night", FINDINGS: "fingerprint", CORPUS: "operation"}[name]
        for line in (self.folder / name).read_bytes().splitlines():
            try:
                record = json.loads(line)
                record[needed]
            except UNFIT:
                continue
            yield record


def _case(line: Mapping[str, Any]) -> Case:
    """
    The case of a line.

    Raises:
        FileUnreadable: it is outside the closed schema of a case.
        ValueError: it is none that can be sent.

    """
    closed.validate({**AROUND, "case": line}, "case", CORPUS)
    case = from_document(line)
    if not all(map(_can_be_sent, case.changes)):
        raise ValueError(case.operation)
    case.applied(Call(case.operation))
    json.dumps(line, ensure_ascii=False).encode("utf-8")  # half a surrogate pair cannot be sent
    return case


def _can_be_sent(change: Mutation) -> bool:
    value = change.value
    if change.place == "verb":
        return value in VERBS
    if change.place == "bytes":
        return isinstance(value, str)
    if change.place == "media":
        return isinstance(value, str) and bool(MEDIA.fullmatch(value))
    if change.place == "path":
        return len(change.member) == 1 and isinstance(value, str)
    return change.place != "query" or len(change.member) == 1

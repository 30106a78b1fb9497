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

from payconform.errors import Unusable
from payconform.exercise.case import Case, from_document
from payconform.reporting.journal import Journal

CORPUS, FINDINGS, HISTORY = "corpus.ndjson", "findings.ndjson", "history.ndjson"
FOLDER = Path(".payconform")
UNSAFE = re.compile(r"[^A-Za-z0-9.]+")
UNFIT = (ValueError, LookupError, TypeError, RecursionError)


class State:
    """
    The journals of a provider on a target. A line that is no record is passed over: the process
    that wrote it was killed.

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
        The cases that were kept, oldest first.
        """
        for line in self._lines(CORPUS):
            with suppress(*UNFIT):
                yield from_document(line)

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

    end = begin

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

"""
The folder of a run that goes on: journals that grow, and files that are replaced as a whole.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from payconform.errors import Unusable
from payconform.reporting.journal import Journal, write_whole
from payconform.reporting.runs import EXCHANGES, FINDINGS, LATEST, UNDERWAY

ALLURE = "allure-results"
CASES = "cases"
JOURNALS = (EXCHANGES, FINDINGS, UNDERWAY)

Write = Callable[[dict[str, Any]], None]


def new_id(now: datetime) -> str:
    """
    A run id that sorts by time and is safe as a file name.
    """
    return f"{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"


class RunFolder:
    """
    What a run writes. Without a path it writes nothing.

    `redact` stands in front of all that is written as a whole.
    """

    def __init__(self, path: Path | None, redact: Callable[[str], str]) -> None:
        self._path = path
        self._redact = redact
        self._journals: dict[str, Journal] = {}
        self._made = False

    def writer(self, name: str) -> Write | None:
        """
        Writes records to a journal, once the folder is open; None where nothing is written.
        """
        if self._path is None:
            return None

        def write(record: dict[str, Any]) -> None:
            self._journals[name].write(record)

        return write

    def open(self, *, go_on: bool = False) -> None:
        """
        Make the folder and its journals, or go on with those of a run that is taken up.

        Raises:
            Unusable: it holds a run already, or cannot be written.

        """
        if self._path is None:
            return
        begun = any((self._path / name).exists() for name in (*JOURNALS, "run.json"))
        if begun and not go_on:
            raise Unusable(f"--out {self._path}: holds a run already. Name another folder.")
        if (results := self._path / ALLURE).exists() and not results.is_dir():
            raise Unusable(f"{results}: is no folder. Move it away.")
        try:
            self._made = not self._path.exists()
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._journals = {name: Journal(self._path / name) for name in JOURNALS}
        except OSError as error:
            raise Unusable(f"--out {self._path}: cannot be written ({error.strerror}).") from None

    def save(self, document: Mapping[str, Any]) -> None:
        """
        Write run.json.
        """
        if self._path is not None:
            content = json.dumps(document, ensure_ascii=False, indent=2)
            write_whole(self._path / "run.json", self._redact(content) + "\n")

    def keep_case(self, name: str, content: str) -> str:
        """
        Write down a case that shows a failure; its path inside the folder, empty without one.
        """
        if self._path is None:
            return ""
        path = self._path / CASES / f"{name}.json"
        path.parent.mkdir(mode=0o700, exist_ok=True)
        write_whole(path, content)
        return f"{CASES}/{path.name}"

    def finish(self, report: str, *, latest: bool) -> None:
        """
        Write the JUnit report; `latest`: let the pointer beside the folder name it.
        """
        if self._path is None:
            return
        write_whole(self._path / "junit.xml", self._redact(report))
        if latest:
            write_whole(self._path.parent / LATEST, f"{self._path.name}\n")

    def arrived(self) -> None:
        """
        Every answer is on disk: nothing is on its way any more.
        """
        if self._path is not None:
            with suppress(OSError):
                (self._path / UNDERWAY).unlink()

    def discard(self) -> None:
        """
        Leave no trace of a run that could not begin, unless something was recorded.
        """
        path = self._path
        if path is not None and not any((path / name).stat().st_size for name in JOURNALS):
            for name in JOURNALS:
                (path / name).unlink()
            for folder in (path / ALLURE, path)[: 2 if self._made else 1]:
                with suppress(OSError):  # results there may be, which allure-pytest makes room for
                    folder.rmdir()

    def shut(self) -> None:
        """
        Close the journals.
        """
        for journal in self._journals.values():
            journal.close()

"""
What other people are called in evidence: the same person the same name, as long as a run goes on.
"""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from urllib.parse import unquote, unquote_plus

from payconform.model import Request

LONGEST = 300  # characters of a text that we sent and that may come back as somebody's name
SHORTEST = 2
TEXT = re.compile(rb'"([^"\\]*+(?:\\.[^"\\]*+)*+)"')
GIVEN = re.compile("‹(\\w+)_([0-9]+)›".encode())
PIECE = re.compile(r"[/?&=]")


class Pseudonyms:
    """
    Numbers the values of personal members: KIND_1, KIND_2. What the run sent itself is made up, and
    nobody's. Safe to use from several threads.

    Where `of` name people apart from each other, the one of this `number` gives every so-manieth.
    """

    def __init__(self, number: int = 0, of: int = 1) -> None:
        self._first = number + 1
        self._step = of
        self._lock = threading.Lock()
        self._own: set[str] = set()
        self._given: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def sending(self, request: Request) -> None:
        """
        Know what we are about to send: the texts of the body, and the pieces of path and query.
        """
        with self._lock:
            self._own.update(one for one in _texts(request) if len(one) <= LONGEST)

    def taken(self, evidence: bytes) -> None:
        """
        Know the numbers that an earlier part of the run has given: nobody else gets them.
        """
        with self._lock:
            for kind, number in GIVEN.findall(evidence):
                name = kind.decode("utf-8")
                self._counts[name] = max(self._counts[name], int(number))

    def of(self, kind: str, value: str) -> str | None:
        """
        The pseudonym of a value; None where it is our own, or too little to be anybody's.
        """
        with self._lock:
            if len(value.strip()) < SHORTEST or value in self._own:
                return None
            if value not in self._given:
                last = self._counts[kind]
                self._counts[kind] = last + self._step if last else self._first
                self._given[value] = f"{kind}_{self._counts[kind]}"
            return self._given[value]


def _texts(request: Request) -> Iterator[str]:
    for written in TEXT.findall(request.body):
        literal = written.decode("utf-8", "replace")
        yield literal
        if "\\" in literal:
            try:
                yield json.loads(f'"{literal}"', strict=False)
            except ValueError:
                continue
    for piece in PIECE.split(request.target):
        yield unquote(piece)
        yield unquote_plus(piece)

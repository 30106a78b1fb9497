"""
Cases worth sending again: each has shown something that no other of them did.

A case is what is changed in a valid call, so whoever sends it again does so with ids, credentials
and signatures of that day.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from payconform.errors import NoSuchProvider
from payconform.exercise.case import Case, from_document
from payconform.exercise.frozen import digest
from payconform.spec import closed, rows

FORMAT = "payconform-corpus/1"
NAME = "corpus.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """
    A case, and the abstract rule whose story sends it again: what was accepted is for the form of
    answers, what was refused for what it left unchanged, all else for having been answered at all.
    """

    rule: str
    case: Case


class Cases(tuple[Case, ...]):
    """
    Cases of a story. Reports show what a story is given, and of these no more than their number:
    the documents' own sample secrets may be among them.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        """
        How many there are.
        """
        return f"{len(self)} cases"


def corpus_of(provider: str) -> tuple[Kept, ...]:
    """
    The corpus of a provider: `fixtures/<provider>/corpus.json`; nothing where it has none.

    Raises:
        FileUnreadable: the file is outside its closed schema.

    """
    try:
        content = closed.read(rows.find("fixtures", provider, NAME), "corpus")
    except NoSuchProvider:
        return ()
    return tuple(Kept(one["rule"], from_document(one)) for one in content["cases"])


def frozen(provider: str, kept: Iterable[Kept]) -> str:
    """
    The content of `corpus.json`, one case a line.
    """
    entries = ({"rule": one.rule, **one.case.document()} for one in kept)
    lines = (json.dumps(entry, ensure_ascii=True) for entry in entries)
    head = f'{{"format": "{FORMAT}", "document": "{digest(provider)}", "cases": [\n  '
    return head + ",\n  ".join(lines) + "\n]}\n"

"""
What pact's verifier found to differ, one path each.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from payconform.checks import shown
from payconform.model import Mismatch

REQUEST, STATUS = "request", "status"  # paths of differences that are not in a body
NOTHING = "nothing there"
KEYS = "missing the following keys"  # how it says that names of members were compared


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One difference: where, what the consumer relies on, what came, and how pact says it.
    """

    path: str
    expected: str
    got: str
    says: str = ""

    @property
    def missing(self) -> bool:
        """
        Whether nothing came at all.
        """
        return self.got == NOTHING

    @property
    def told(self) -> Mismatch:
        """
        The same as a finding tells it.
        """
        got = shown(f"{self.got} ({self.says})") if self.says else self.got
        return Mismatch(f"{self.path} {self.expected}", got)


def named(interaction: str, told: Iterable[Mismatch]) -> tuple[Mismatch, ...]:
    """
    Mismatches of one interaction, its name before the first.
    """
    found = list(told)
    first = [replace(one, expected=f"{interaction}: {one.expected}") for one in found[:1]]
    return (*first, *found[1:])


def differences(mismatch: Mapping[str, Any]) -> list[Difference]:
    """
    The differences that the verifier tells of one interaction: the status first, then by path.
    """
    found = [each for one in mismatch.get("mismatches", ()) for each in _read(one)]
    return sorted(found, key=lambda each: (each.path != STATUS, each.path))


def _read(one: Mapping[str, Any]) -> Iterator[Difference]:
    expected, got = str(one.get("expected", "")), str(one.get("actual", ""))
    says = one.get("mismatch", "")
    match one["type"]:
        case "StatusMismatch":
            yield Difference(STATUS, expected, got)
        case "HeaderMismatch":
            yield _valued(f"header {one['key'].lower()}", expected, got, says)
        case "MetadataMismatch":
            yield _valued(f"metadata {one['key']}", expected, got, says)
        case "BodyMismatch":
            path, missing = one["path"], []
            if KEYS in says:
                missing = [name for name in json.loads(expected) if name not in json.loads(got)]
            for name in missing:
                yield Difference(f"{path}.{name}", "there", NOTHING)
            if not missing:
                yield Difference(path, shown(expected), shown(got), says)
        case kind:
            yield Difference(f"body ({kind})", expected, shown(got))


def _valued(path: str, expected: str, got: str, says: str) -> Difference:
    absent = got in ("", '""')
    return Difference(path, expected, NOTHING if absent else got, "" if absent else says)

"""
Pact files, versions 2 to 4, whoever wrote them: read into interactions.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Literal

from payconform.errors import FileUnreadable
from payconform.reporting.visible import visible
from payconform.spec import closed, rows

Kind = Literal["request", "message"]

MESSAGE = "Asynchronous/Messages"
NEWEST = 4  # the version of the specification that is the last one read


@dataclass(frozen=True, slots=True)
class Given:
    """
    A state that an interaction stands on.
    """

    name: str
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interaction:
    """
    One thing that a consumer relies on; `name` tells it from all others that are verified.

    `rules` are the rules that it rests on, the one to be blamed first. `content` is the interaction
    as its file has it, `version` that of the specification it is written by. Who shows one shows
    nothing of its file: it may hold the secrets of whoever recorded it.
    """

    name: str = field(repr=False)
    kind: Kind
    states: tuple[Given, ...] = field(repr=False)
    rules: tuple[str, ...]
    content: Mapping[str, Any] = field(repr=False)
    version: int

    @property
    def pending(self) -> bool:
        """
        Whether the consumer says that nobody need keep it yet.
        """
        return bool(self.content.get("pending"))


def own(provider: str) -> list[Path]:
    """
    The pact files of a provider's `contracts/`.
    """
    return [
        path
        for folder in rows.every("contracts", provider)
        for path in sorted(folder.glob("*.json"))
    ]


def named(path: Path) -> list[Path]:
    """
    The pact files that a path names: itself, or those in a folder.

    Raises:
        FileUnreadable: there are none.

    """
    if not path.is_dir():
        return [path]
    found = sorted(path.glob("*.json"))
    if not found:
        raise FileUnreadable(path, "", "holds no pact file", "Name a folder with *.json in it.")
    return found


def read(paths: Iterable[Path], rules: Iterable[str]) -> list[Interaction]:
    """
    The interactions of pact files, in their order.

    Args:
        paths: of the files.
        rules: ids of the rules that interactions may rest on.

    Raises:
        FileUnreadable: a file is no pact, or names a rule that there is not; which and where. Or
            all of them together hold nothing.

    """
    known = frozenset(rules)
    files = list(paths)
    found = [one for path in files for one in _interactions(path, known)]
    if files and not found:
        remedy = "Record what your client relies on."
        raise FileUnreadable(files[0], "interactions", "holds none", remedy)
    return list(_named_apart(found))


def _interactions(path: Path, known: frozenset[str]) -> Iterator[Interaction]:
    document = closed.parse(path)
    closed.validate(document, "pact", path)
    version = _version(document, path)
    for row in ("interactions", "messages"):
        for number, content in enumerate(document.get(row, ())):
            rests = content.get("comments", {}).get("payconform", {}).get("rules", ())
            for rule in rests:
                if rule not in known:
                    place = f"{row}.{number}.comments.payconform.rules"
                    problem = f"{rule} is no rule of this provider"
                    raise FileUnreadable(path, place, problem, "See `payconform rules`.")
            message = row == "messages" or content.get("type") == MESSAGE
            yield Interaction(
                visible(content["description"]),
                "message" if message else "request",
                tuple(_states(content)),
                tuple(rests),
                content,
                version,
            )


def _states(content: Mapping[str, Any]) -> Iterator[Given]:
    older = content.get("providerState", content.get("provider_state"))
    if older:
        yield Given(older)
    for one in content.get("providerStates", ()):
        yield Given(one["name"], one.get("params", {}))


def _version(document: Mapping[str, Any], path: Path) -> int:
    metadata = document.get("metadata", {})
    for name in ("pactSpecification", "pact-specification", "pactSpecificationVersion"):
        told = metadata.get(name)
        told = told.get("version") if isinstance(told, dict) else told
        if isinstance(told, str | int | float):
            major = str(told).partition(".")[0]
            if major in ("1", "2", "3", str(NEWEST)):
                return int(major)
            problem = f"is version {told}, and versions up to {NEWEST} are read"
            raise FileUnreadable(path, f"metadata.{name}", problem, "Write it by an older one.")
    return 2  # as files were written before they told


def _named_apart(found: Sequence[Interaction]) -> Iterator[Interaction]:
    """
    The same under names of their own: descriptions are unique together with their states only.
    """
    often = Counter(one.name for one in found)
    taken: set[str] = set()
    for one in found:
        states = ", ".join(state.name for state in one.states)
        name = f"{one.name}, given {states}" if often[one.name] > 1 and states else one.name
        numbered = (f"{name} #{number}" for number in count(2))
        name = next(each for each in chain((name,), numbered) if each not in taken)
        taken.add(name)
        yield replace(one, name=name)

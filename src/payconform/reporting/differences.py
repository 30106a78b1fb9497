"""
What differs between two answers to the same request.
"""

from collections.abc import Iterator, Mapping

from payconform.model import Response
from payconform.wire.leaves import leaves

MOVING = frozenset({"date", "content-length"})  # headers that say nothing of their own
NONE = "none"


def differences(old: Response | None, new: Response | None) -> list[str]:
    """
    Each difference in a line: the status, headers, and members of the body.
    """
    if old is None or new is None:
        return [] if old == new else ["an answer came only once"]
    return list(_differences(old, new))


def _differences(old: Response, new: Response) -> Iterator[str]:
    if old.status != new.status:
        yield f"status: {old.status} → {new.status}"
    yield from _changes("header ", _headers(old), _headers(new))
    before, after = leaves(old.body), leaves(new.body)
    if before is not None and after is not None:
        yield from _changes("", before, after)
    elif old.body != new.body:
        yield "the body"


def _changes(kind: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys([*old, *new]):
        before, after = old.get(name, NONE), new.get(name, NONE)
        if before != after:
            yield f"{kind}{name}: {before} → {after}"


def _headers(response: Response) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.headers:
        if (key := name.lower()) not in MOVING:
            found[key] = f"{found[key]}, {value}" if key in found else value
    return found

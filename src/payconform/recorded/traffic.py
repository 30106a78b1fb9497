"""
A file of recorded traffic, told apart by its content and matched with a provider's operations.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from payconform.errors import FileUnreadable
from payconform.model import Exchange, Response
from payconform.recorded import har
from payconform.recorded.har import Recording
from payconform.spec.openapi import Document
from payconform.spec.routing import NO_OPERATION, Router
from payconform.wire.recorder import from_record

MOST_BYTES = 100_000_000
SHOWN = 80  # characters of a path
UNFIT = (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError)
NEITHER = "is neither a HAR file nor an exchanges.ndjson"
REMEDY = "Export the traffic as HAR 1.2, or name the exchanges.ndjson of a run."


@dataclass(frozen=True, slots=True)
class Ways:
    """
    Where an operation is found in a recorded URL: behind `base_path`; what was sent to URLs that
    begin with `callbacks` came to us.
    """

    base_path: str = ""
    callbacks: str = ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """
    Exchanges that match an operation, oldest first.

    `masked`: the file is a run's own, its secrets masked before. `strangers` are methods and paths
    of entries that match nothing, by number; `bodiless` counts entries whose body the file leaves
    out; `total` counts all.
    """

    exchanges: tuple[Exchange, ...]
    masked: bool
    strangers: Counter[str]
    bodiless: int
    total: int


def read(path: Path, document: Document, ways: Ways) -> Traffic:
    """
    The traffic of a file.

    Raises:
        FileUnreadable: it is too large, neither a HAR file nor a run's exchanges, or broken; the
            message names entry or line, and field.

    """
    text = _content(path)
    whole = _parsed(text)
    is_har = isinstance(whole, dict) and "log" in whole
    every = list(har.recordings(whole, path) if is_har else _records(text, path))
    router = Router(document.operations.values())
    routed = [_routed(one.exchange, document, router, ways) for one in every]
    matched = [one for one in routed if one.operation]
    strangers = Counter(_shown(one) for one in routed if not one.operation)
    kept = [
        there
        for there, one in zip(routed, every, strict=True)
        if there.operation and one.sent and (one.answered or there.direction == "inbound")
    ]
    ordered = sorted(kept, key=lambda one: one.at)
    bodiless = len(matched) - len(kept)
    return Traffic(tuple(ordered), not is_har, strangers, bodiless, len(every))


def _content(path: Path) -> str:
    try:
        if not path.is_file():
            raise FileUnreadable(path, "", "there is no such file", "Check the path.")
        if (size := path.stat().st_size) > MOST_BYTES:
            problem = f"has {size / 1e6:.0f} MB, more than the {MOST_BYTES / 1e6:.0f} that are read"
            raise FileUnreadable(path, "", problem, "Export fewer entries.")
        return path.read_text("utf-8-sig")
    except OSError as error:
        problem = f"cannot be read ({error.strerror})"
        raise FileUnreadable(path, "", problem, "Check the path.") from None
    except ValueError:
        raise FileUnreadable(path, "", "is no text in UTF-8", REMEDY) from None


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _records(text: str, path: Path) -> Iterator[Recording]:
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    for number, line in lines:
        try:
            yield Recording(_record(json.loads(line)))
        except UNFIT:
            if number == lines[0][0]:
                raise FileUnreadable(path, "", NEITHER, REMEDY) from None
            problem = "is cut short or no record of an exchange"
            raise FileUnreadable(path, f"line {number}", problem, "Take the line out.") from None
    if not lines:
        raise FileUnreadable(path, "", NEITHER, REMEDY)


def _record(record: Any) -> Exchange:
    made = from_record(record)
    if not isinstance(made.response, Response | None) or not isinstance(made.failure, str | None):
        raise TypeError("no response")
    return replace(made, at=har.utc(made.at), seconds=har.duration(made.seconds))


def _routed(exchange: Exchange, document: Document, router: Router, ways: Ways) -> Exchange:
    """
    The exchange with its operation, empty where it has none, and its target without base path.
    """
    if exchange.direction == "inbound" or _begins(exchange, ways.callbacks):
        told = exchange.operation
        first = next(iter(document.callbacks), "")
        named = told if told in document.callbacks else first
        return replace(exchange, direction="inbound", operation=named)
    base = f"/{ways.base_path.strip('/')}".rstrip("/")
    target = exchange.request.target
    if not target.startswith(f"{base}/"):
        return replace(exchange, operation="")
    request = replace(exchange.request, target=target.removeprefix(base))
    found = router.find(request).operation
    return replace(exchange, request=request, operation="" if found is NO_OPERATION else found.id)


def _begins(exchange: Exchange, prefix: str) -> bool:
    whole = f"{exchange.url}{exchange.request.target}"
    rest = whole[len(prefix) :]
    return bool(prefix) and whole.startswith(prefix) and (prefix[-1] in "/?" or rest[:1] in "/?")


def _shown(exchange: Exchange) -> str:
    return f"{exchange.request.method} {exchange.request.target.partition('?')[0]}"[:SHOWN]

"""
Keeps every exchange: redacted, one JSON line each, on disk before the next request is sent.
"""

import json
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any

from payconform.model import Exchange, Headers, Request, Response
from payconform.wire.redactor import Redactor

UNDERWAY = "on its way"
KEPT = 1000  # exchanges held in memory, for curl lines; the file has them all


class Recorder:
    """
    Numbers exchanges and hands each, redacted, to `write` and as it is to `notice`, if given.

    `announce` is handed, redacted, every request that is no GET, before it is sent: what a run that
    is killed had on its way. Numbers begin after `last`; each is a `step` above the one before.

    Safe to use from several threads: whoever adds waits until the one before is on disk.
    """

    def __init__(
        self,
        redactor: Redactor,
        write: Callable[[dict[str, Any]], None] | None = None,
        notice: Callable[[Exchange], None] | None = None,
        announce: Callable[[dict[str, Any]], None] | None = None,
        last: int = 0,
        step: int = 1,
    ) -> None:
        self._redact = redactor
        self._write = write
        self._notice = notice
        self._announce = announce
        self._numbers = count(last + 1, step)
        self._lock = threading.Lock()
        self._kept: deque[Exchange] = deque(maxlen=KEPT)
        self._listeners: list[list[str]] = []

    def next_id(self) -> str:
        """
        The id of the exchange that is about to happen.
        """
        return f"x{next(self._numbers):05}"

    def begin(self, operation: str, url: str, request: Request) -> str:
        """
        The id of the exchange that this request, about to be sent, begins.
        """
        number = self.next_id()
        self._redact.sending(request)
        if self._announce and request.method != "GET":
            now = datetime.now(UTC)
            sent = Exchange(number, "outbound", operation, url, request, None, UNDERWAY, now, 0.0)
            self._announce(as_record(sent, self._redact))
        return number

    def add(self, exchange: Exchange) -> None:
        """
        Record an exchange that has happened, knowing what secrets it brought.
        """
        with self._lock:
            inbound = exchange.direction == "inbound"
            if theirs := exchange.request if inbound else exchange.response:
                self._redact.hear(theirs.body, theirs.headers)
            self._kept.append(exchange)
            for heard in list(self._listeners):
                heard.append(exchange.id)
            if self._write:
                self._write(as_record(exchange, self._redact))
            if self._notice:
                self._notice(exchange)

    def find(self, exchange_id: str) -> Exchange | None:
        """
        A recent exchange by its id.
        """
        with self._lock:
            recent = list(self._kept)
        return next((known for known in recent if known.id == exchange_id), None)

    def evidence(self, exchange_ids: Sequence[str]) -> str:
        """
        Recent exchanges as NDJSON, redacted.
        """
        found = filter(None, map(self.find, exchange_ids))
        lines = (json.dumps(as_record(one, self._redact), ensure_ascii=False) for one in found)
        return "\n".join(lines)

    @contextmanager
    def listening(self) -> Iterator[list[str]]:
        """
        A list that fills with the ids of the exchanges made meanwhile.
        """
        heard: list[str] = []
        self._listeners.append(heard)
        try:
            yield heard
        finally:
            self._listeners = [one for one in self._listeners if one is not heard]


def as_record(exchange: Exchange, redact: Callable[[str], str]) -> dict[str, Any]:
    """
    The exchange as a line of exchanges.ndjson (reports/README.md).
    """
    return {
        "id": exchange.id,
        "direction": exchange.direction,
        "operation": exchange.operation,
        "at": exchange.at.isoformat(),
        "seconds": round(exchange.seconds, 6),
        "url": exchange.url,
        "request": _message(exchange.request, redact),
        "response": exchange.response and _message(exchange.response, redact),
        "failure": exchange.failure and redact(exchange.failure),
    }


def from_record(record: Mapping[str, Any]) -> Exchange:
    """
    The exchange of such a line, its secrets still masked.

    Raises:
        KeyError, TypeError, ValueError: the line is no record of an exchange.

    """
    asked, answered = record["request"], record["response"]
    if record["direction"] not in ("outbound", "inbound"):
        raise ValueError("no direction")
    return Exchange(
        str(record["id"]),
        record["direction"],
        str(record["operation"]),
        str(record["url"]),
        Request(str(asked["method"]), str(asked["target"]), _pairs(asked), body_of(asked)),
        answered and Response(int(answered["status"]), _pairs(answered), body_of(answered)),
        record["failure"],
        datetime.fromisoformat(record["at"]),
        float(record["seconds"]),
    )


def written_body(body: bytes) -> tuple[str, str]:
    """
    A body as it is written: how it becomes bytes again, and its text.
    """
    try:
        return "utf-8", body.decode("utf-8")
    except UnicodeDecodeError:
        return "latin-1", body.decode("latin-1")  # maps every byte to one character and back


def body_of(message: Mapping[str, Any]) -> bytes:
    """
    The bytes of such a body, from the members `encoding` and `body`.
    """
    body = str(message["body"])
    try:
        return body.encode("latin-1" if message["encoding"] == "latin-1" else "utf-8")
    except UnicodeEncodeError:  # a mask stands among bytes that are not UTF-8
        return body.encode("utf-8", "backslashreplace")


def _pairs(message: Mapping[str, Any]) -> Headers:
    return tuple((str(name), str(value)) for name, value in message["headers"])


def _message(message: Request | Response, redact: Callable[[str], str]) -> dict[str, Any]:
    first: dict[str, Any] = (
        {"method": message.method, "target": redact(message.target)}
        if isinstance(message, Request)
        else {"status": message.status}
    )
    encoding, body = written_body(message.body)
    return first | {
        "headers": _headers(message.headers, redact),
        "encoding": encoding,
        "body": redact(body),
    }


def _headers(headers: Headers, redact: Callable[[str], str]) -> list[list[str]]:
    return [[name, redact(value)] for name, value in headers]

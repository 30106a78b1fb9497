"""
Callbacks that another machine receives: kept there one a file, and read here from that folder.

A file is complete or it is not there: it gets its name after its last byte is on disk. A copy of it
may still be on its way, so what does not parse yet is looked at again.
"""

import json
import os
import re
import secrets
import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from payconform.errors import Blocked, FileUnreadable
from payconform.model import Exchange, Request, Response
from payconform.spec import closed
from payconform.wire.arrivals import LARGEST, MOST, Arrivals
from payconform.wire.asgi import asgi
from payconform.wire.recorder import Recorder, body_of, written_body
from payconform.wire.server import Server

FORMAT = "payconform-callback/1"
LARGEST_FILE = 20 * LARGEST  # JSON may write each byte of body or headers as \u0000
ADDRESS = re.compile(r"(?P<before>.*)/[0-9a-f]{32}/(?P<name>[A-Za-z0-9._-]{1,100})")


class Keeper:
    """
    Serves a public address: writes each callback into a folder before it answers 200.

    Only paths that end as those of a run do are callbacks, `/RUN-TOKEN/NAME`, and with `token` only
    those that have it before: others are answered 404. `tell` gets a line about each callback.
    """

    def __init__(
        self, folder: Path, bound: socket.socket, tell: Callable[[str], None], token: str = ""
    ) -> None:
        self._folder = folder
        self._tell = tell
        self._token = token
        self._number = sum(1 for _ in folder.glob("*.json"))
        self._server = Server(asgi(self._take, LARGEST), bound=bound).start()
        self.url = self._server.url

    def close(self) -> None:
        """
        Stop listening.
        """
        self._server.stop()

    def _take(self, request: Request) -> Response:
        found = ADDRESS.fullmatch(request.target.partition("?")[0])
        if not found or (self._token and self._token not in found["before"].split("/")):
            return Response(404)
        if sum(len(name) + len(value) for name, value in request.headers) > LARGEST:
            return Response(431)
        told = f"{found['name']}, {len(request.body)} bytes"
        if self._number >= MOST:
            self._tell(f"not kept: {told}: {self._folder} holds {MOST} callbacks")
            return Response(503)
        at = datetime.now(UTC)
        try:
            _keep(self._folder, f"{at:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.json", request, at)
        except OSError as error:
            self._tell(f"not kept: {told}: {self._folder} cannot be written ({error.strerror})")
            return Response(503)
        self._number += 1
        self._tell(f"kept: {told}")
        return Response(200)


class Spool:
    """
    The callbacks of one run that arrive in a folder, whoever brings them there.
    """

    turned_away = 0  # what else the folder holds belongs to other runs

    def __init__(self, folder: Path, recorder: Recorder, operation: str, token: str) -> None:
        self.arrivals = Arrivals(recorder, operation, token)
        self._folder = folder
        self._seen: set[str] = set()

    def answer(self, path: str, status: Callable[[int], int]) -> NoReturn:
        """
        Nobody here answers: whoever kept the callback has answered 200.
        """
        raise Blocked("callbacks of --callbacks have been answered already")

    def received(self, path: str) -> list[Exchange]:
        """
        The callbacks that came to this path, oldest first.
        """
        self._look()
        return self.arrivals.received(path)

    def close(self) -> None:
        """
        Nothing to be closed.
        """

    def _look(self) -> None:
        with suppress(OSError):  # a shared folder may be away for a moment
            names = {one.name for one in os.scandir(self._folder) if _is_callback(one)}
            for name in sorted(names - self._seen):
                self._read(name)

    def _read(self, name: str) -> None:
        if self.arrivals.full:
            return
        try:
            request, at = _kept(closed.read(self._folder / name, "callback"))
        except (FileUnreadable, ValueError):
            return  # not complete yet, or never one of ours
        self._seen.add(name)
        path = self.arrivals.path(request.target)
        if path is not None:
            self.arrivals.add(path, request, Response(200), at)


def _is_callback(entry: "os.DirEntry[str]") -> bool:
    return (
        entry.name.endswith(".json")
        and not entry.name.startswith(".")
        and entry.is_file(follow_symlinks=False)
        and entry.stat(follow_symlinks=False).st_size <= LARGEST_FILE
    )


def _keep(folder: Path, name: str, request: Request, at: datetime) -> None:
    encoding, body = written_body(request.body)
    record = {
        "format": FORMAT,
        "at": at.isoformat(timespec="microseconds"),
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "encoding": encoding,
        "body": body,
    }
    draft = folder / f".{name}.part"
    draft.touch(0o600, exist_ok=False)
    with draft.open("wb") as file:
        file.write(json.dumps(record).encode("ascii") + b"\n")
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / name)
    with suppress(PermissionError):  # where a folder cannot be opened, its names are safe already
        entry = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(entry)
        finally:
            os.close(entry)


def _kept(record: Mapping[str, Any]) -> tuple[Request, datetime]:
    headers = tuple((name, value) for name, value in record["headers"])
    request = Request(record["method"], record["target"], headers, body_of(record))
    return request, datetime.fromisoformat(record["at"])

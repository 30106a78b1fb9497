"""
Ten thousand requests of random garbage over the socket: no server error, no dead server, no hoard.
"""

import json
import random
import re
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from payconform.config import published
from payconform.spec.openapi import document

REQUESTS = 10_000
MOST_GROWTH = 20_000  # KiB from the first thousand requests to the last: rings fill, nothing hoards
OPERATIONS = list(document("maib").operations.values())
MEMBERS = sorted({name for one in OPERATIONS for name in [*one.properties, *one.query]})
ODD: list[Any] = [None, True, -1, 0, 1e308, 10**30, "", " ", "\0", "é\u202e", "x" * 5000, [], {}]
ODD += ["Dynamic", "Fixed", "MDL", "2029-10-22T10:32:28+03:00", "9999-12-31T23:59:59-23:59", 0.001]


@pytest.fixture
def served() -> Iterator[tuple[str, int]]:
    """
    The URL and the process id of a simulator as a user serves it.
    """
    command = [sys.executable, "-m", "payconform", "serve", "maib", "--port", "0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    url = next(word for line in process.stdout for word in line.split() if "http://" in word)
    yield url.rstrip("/."), process.pid
    process.terminate()
    process.wait(timeout=10)
    process.stdout.close()


class Garbage:
    """
    Random requests as bytes; a third of them is not even HTTP.
    """

    def __init__(self, chance: random.Random, token: str) -> None:
        self._chance = chance
        self._token = token

    def request(self) -> bytes:
        kind = self._chance.random()
        if kind < 0.1:
            return self._chance.randbytes(self._chance.randrange(1, 200)) + b"\r\n\r\n"
        return self._http(self._sensible() if kind < 0.6 else self._wild())

    def _http(self, parts: tuple[str, str, bytes]) -> bytes:
        method, target, body = parts
        lines = [f"{method} {target} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
        if self._chance.random() < 0.9:
            lines.append(f"Authorization: Bearer {self._token}")
        if self._chance.random() < 0.8:
            lines.append("Content-Type: application/json")
        return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body

    def _sensible(self) -> tuple[str, str, bytes]:
        operation = self._chance.choice(OPERATIONS)
        guid = "123e4567-e89b-12d3-a456-426614174000"
        target = operation.target({"qrId": guid, "payId": guid})
        if operation.query:
            names = self._chance.sample(sorted(operation.query), 3)
            odd = [f"{name}={self._escaped()}" for name in names]
            target += "?" + "&".join(["count=1", "offset=0", *odd])
        method = "PATCH" if self._chance.random() < 0.05 else operation.method
        return method, target, self._body()

    def _wild(self) -> tuple[str, str, bytes]:
        method = self._chance.choice(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "BREW"])
        steps = [self._chance.choice(["v2", "mia", "qr", "..", "", self._escaped()])] * 3
        target = "/v2/mia/" + "/".join(steps) + self._chance.choice(["", "?", "?=&", "?count=%"])
        return method, target, self._chance.randbytes(self._chance.randrange(0, 300))

    def _escaped(self) -> str:
        raw = self._chance.randbytes(self._chance.randrange(0, 8))
        return "".join(f"%{byte:02x}" if byte % 2 else chr(97 + byte % 26) for byte in raw)

    def _body(self) -> bytes:
        names = self._chance.sample(MEMBERS, self._chance.randrange(0, 8))
        body: Any = {name: self._chance.choice(ODD) for name in names}
        if self._chance.random() < 0.3:
            body = {**body, "extension": {name: self._chance.choice(ODD) for name in names}}
        written = json.dumps(body).encode()
        cut = self._chance.randrange(len(written)) if self._chance.random() < 0.2 else None
        return written[:cut]


class Line:
    """
    A connection that is kept as long as the server keeps it: thousands a second would measure what
    it remembers of connections, not of requests.
    """

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._client: socket.socket | None = None

    def answer_to(self, request: bytes) -> int:
        """
        The status that a request gets; 0 where the server hangs up without one.
        """
        if self._client is None:
            self._client = socket.create_connection(self._address, timeout=10)
        self._client.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            if not (chunk := self._client.recv(65536)):
                break
            received += chunk
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
        missing = int(length[1]) - len(body) if length and request[:4] != b"HEAD" else 0
        while missing > 0 and (chunk := self._client.recv(missing)):
            missing -= len(chunk)
        if not length or b"connection: close" in head.lower():
            self.close()
        return int(head.split()[1]) if head.startswith(b"HTTP/") else 0

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def resident(pid: int) -> int:
    """
    KiB of memory that a process holds.
    """
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def token_of(url: str) -> str:
    merchant = published("maib")
    secrets = {"clientId": merchant["client_id"], "clientSecret": merchant["client_secret"]}
    return str(httpx.post(f"{url}/v2/auth/token", json=secrets).json()["result"]["accessToken"])


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
def test_garbage_is_refused_and_forgotten(served: tuple[str, int]) -> None:
    url, pid = served
    host, _, port = url.removeprefix("http://").partition(":")
    garbage = Garbage(random.Random(7), token_of(url))  # noqa: S311 - reproducible
    statuses: Counter[int] = Counter()
    line, early = Line((host, int(port))), 0
    for number in range(REQUESTS):
        statuses[line.answer_to(garbage.request())] += 1
        if number == REQUESTS // 10:
            early = resident(pid)
    line.close()
    assert [status for status in statuses if status >= 500] == []
    assert {200, 400, 401, 404, 405, 415} <= statuses.keys(), statuses
    assert resident(pid) - early < MOST_GROWTH
    assert token_of(url)

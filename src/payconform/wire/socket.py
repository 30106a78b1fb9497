"""
A socket that guards every connection, keeps it for the next request, and ends each in time.

An allow-list above the socket can be passed by a redirect; here, where the socket is opened, it
cannot. Each request is guarded anew, also over an open connection.
"""

import socket
import ssl
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol

from payconform.addresses import is_base_url
from payconform.errors import TargetForbidden
from payconform.model import Request, Response
from payconform.wire.allowlist import destination
from payconform.wire.destinations import ORIGIN_FORM, named_in
from payconform.wire.dialogue import UNSENDABLE, Dialogue, Fields, Unanswered, left
from payconform.wire.route import trust

WITH_BODY = ("POST", "PUT", "PATCH")  # of these an empty body has a length, too
FRAMING = {b"content-length", b"transfer-encoding"}
NO_CONNECTION = "no connection"


class Guard(Protocol):
    """
    Decides whether a socket may be opened, and whether a request may go over it.
    """

    def check(self, host: str, port: int) -> None:
        """
        Raise if no socket may be opened.
        """

    def check_request(self, host: str, port: int, named: Iterable[str]) -> None:
        """
        Raise if no request may go there, naming these hosts.
        """


class GuardedSocket:
    """
    Sends requests to one base URL over kept-alive connections, none later than its deadline.

    Args:
        base_url: scheme, host and port.
        guard: is asked before each connection, and before each request.
        seconds: from the first byte of a request to the last of its answer.
        ssl_context: what vouches for a target; the usual trust, if none is given.
        ready: called when a connection is open, before anything is sent over it.
        proxy: through which every connection goes; the guard must allow it too.

    """

    def __init__(
        self,
        base_url: str,
        guard: Guard,
        seconds: float,
        ssl_context: ssl.SSLContext | None = None,
        ready: Callable[[], None] | None = None,
        proxy: str | None = None,
    ) -> None:
        self._base_url = base_url
        self._guard = guard
        self._seconds = seconds
        self._ssl_context = ssl_context or trust()
        self._ssl_context.set_alpn_protocols(["http/1.1"])
        self._ready = ready
        self._proxy = proxy
        self._idle: list[socket.socket] = []
        self._host, self._port = destination(base_url) if is_base_url(base_url) else ("", 0)
        self._encrypted = base_url.lower().startswith("https:")
        name = f"[{self._host}]" if ":" in self._host else self._host
        usual = self._port == (443 if self._encrypted else 80)
        self._named = f"{name}:{self._port}".encode("ascii")
        self._authority = name.encode("ascii") if usual else self._named

    def apart(self, ready: Callable[[], None]) -> "GuardedSocket":
        """
        A socket like this one, with connections of its own.
        """
        given = self._base_url, self._guard, self._seconds, self._ssl_context
        return GuardedSocket(*given, ready, self._proxy)

    def send(self, request: Request) -> Response:
        """
        Send over the exact bytes given, and read the whole answer. What may have been taken is not
        sent again.

        Raises:
            Unanswered: no answer; the text says why.
            TargetForbidden: the guard refuses the host, or one that the request names.

        """
        until = time.monotonic() + self._seconds
        dialogue = self._dialogue(request)
        connection = self._kept() or self._open(until)
        try:
            answer = dialogue.over(connection, until)
        except BaseException:
            connection.close()
            raise
        if dialogue.reusable:
            self._idle.append(connection)
        else:
            connection.close()
        return answer

    def abandon(self, request: Request, meanwhile: Callable[[], None]) -> None:
        """
        Send over a connection of its own, do something else, and hang up without an answer.

        Raises:
            Unanswered: it cannot be sent.
            TargetForbidden: as `send`.

        """
        until = time.monotonic() + self._seconds
        dialogue = self._dialogue(request)
        with self._open(until) as connection:
            dialogue.write(connection, until)
            meanwhile()

    def close(self) -> None:
        """
        Close the connections.
        """
        with suppress(IndexError):
            while True:
                self._idle.pop().close()

    def _dialogue(self, request: Request) -> Dialogue:
        if not self._host:
            raise Unanswered(NO_CONNECTION)
        if self._proxy and not ORIGIN_FORM.match(request.target):
            # A proxy reads host and target as one text: another target would be another host.
            raise TargetForbidden("a target that is no path is not sent through a proxy.")
        try:
            method, target = request.method.encode("ascii"), request.target.encode("utf-8")
            headers = self._headers(request)
        except UnicodeError:
            raise Unanswered(UNSENDABLE) from None
        self._guard.check_request(self._host, self._port, named_in(request))
        if self._proxy and not self._encrypted:
            target = b"http://" + self._authority + target
        return Dialogue(method, target, headers, request.body)

    def _headers(self, request: Request) -> Fields:
        """
        The headers as they are given, and of Host and Content-Length what they lack.
        """
        given = [(name.encode("utf-8"), value.encode("utf-8")) for name, value in request.headers]
        names = {name.lower() for name, _ in given}
        first = [] if b"host" in names else [(b"Host", self._authority)]
        if request.body and b"content-length" not in names:
            given.append((b"Content-Length", b"%d" % len(request.body)))
        elif request.method.upper() in WITH_BODY and not names & FRAMING:
            first.append((b"Content-Length", b"0"))
        return first + given

    def _kept(self) -> socket.socket | None:
        with suppress(IndexError):  # none is left, or another thread took the last
            while not _is_quiet(connection := self._idle.pop()):
                connection.close()
            return connection
        return None

    def _open(self, until: float) -> socket.socket:
        host, port = destination(self._proxy) if self._proxy else (self._host, self._port)
        self._guard.check(host, port)
        try:
            connection = socket.create_connection((host, port), left(until))
            try:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._encrypted:
                    connection = self._encrypt(connection, until)
                if self._ready:
                    self._ready()
            except BaseException:
                connection.close()
                raise
        except TimeoutError:
            raise Unanswered("no connection in time") from None
        except OSError:
            raise Unanswered(NO_CONNECTION) from None
        return connection

    def _encrypt(self, connection: socket.socket, until: float) -> socket.socket:
        if self._proxy:
            fields = [(b"Host", self._named), (b"Accept", b"*/*")]
            answer = Dialogue(b"CONNECT", self._named, fields).over(connection, until)
            if not 200 <= answer.status <= 299:
                raise Unanswered("the proxy does not let the request through")
        connection.settimeout(left(until))
        return self._ssl_context.wrap_socket(connection, server_hostname=self._host)


def _is_quiet(connection: socket.socket) -> bool:
    """
    Whether nothing came over an idle connection: neither its end nor bytes nobody asked for.
    """
    connection.settimeout(0)
    try:
        socket.socket.recv(connection, 1, socket.MSG_PEEK)  # below TLS, which cannot peek
    except OSError as error:
        return isinstance(error, BlockingIOError)
    return False

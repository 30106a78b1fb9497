"""
One request and its answer as HTTP/1.1, over a socket that is open, no later than a moment.

A timeout of a socket starts anew with each byte, so a target that drips one byte a second would
hold a run for ever: every wait ends at the same moment.
"""

import socket
import time

import h11

from payconform.model import Response

MOST_BYTES = 10_000_000  # an answer larger than this is not one of a payment API
MOST_HEAD = 102_400  # bytes of a status line and its headers
CHUNK = 65536  # bytes read at once, or written between two looks at the clock

Fields = list[tuple[bytes, bytes]]


class Unanswered(Exception):
    """
    No answer came; the text says why.
    """


UNSENDABLE = "the request cannot be sent as HTTP"
LATE = "no complete answer in time"
DROPPED = "the connection was dropped"


class Dialogue:
    """
    A request that is about to be sent. `reusable`: its answer left the connection fit for another.

    Raises:
        Unanswered: it cannot be sent as HTTP.

    """

    def __init__(self, method: bytes, target: bytes, headers: Fields, body: bytes = b"") -> None:
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD)
        self._taken = False
        try:
            head = self._http.send(h11.Request(method=method, target=target, headers=headers))
            content = self._http.send(h11.Data(data=body))
            end = self._http.send(h11.EndOfMessage())
        except h11.LocalProtocolError:
            raise Unanswered(UNSENDABLE) from None
        self._bytes = b"".join(part for part in (head, content, end) if part)

    @property
    def reusable(self) -> bool:
        """
        Whether both sides have said all they had to say, and nothing besides.
        """
        both = {self._http.our_state, self._http.their_state}
        return self._taken and both == {h11.DONE} and not self._http.trailing_data[0]

    def over(self, connection: socket.socket, until: float) -> Response:
        """
        Send the request over a connection, and read the whole answer.

        Raises:
            Unanswered: it does not come, is no HTTP, or is too long.

        """
        self.write(connection, until)
        try:
            return self._answer(connection, until)
        except h11.RemoteProtocolError:
            raise Unanswered("the answer is not HTTP, or was cut short") from None

    def write(self, connection: socket.socket, until: float) -> None:
        """
        Send the request over a connection.

        Raises:
            Unanswered: it is not taken in time.

        """
        unsent = memoryview(self._bytes)
        try:
            while unsent:
                connection.settimeout(left(until))
                unsent = unsent[connection.send(unsent[:CHUNK]) :]
        except TimeoutError:
            raise Unanswered("the request was not taken in time") from None
        except OSError:
            return  # whoever takes no more may have answered already
        self._taken = True

    def _answer(self, connection: socket.socket, until: float) -> Response:
        head: h11.Response | h11.InformationalResponse | None = None
        body = bytearray()
        while True:
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                self._http.receive_data(_read(connection, until))
            elif isinstance(event, h11.Response | h11.InformationalResponse):
                head = event
            elif isinstance(event, h11.Data):
                body += event.data
                if len(body) > MOST_BYTES:
                    raise Unanswered("the answer is too long to be one of a payment API")
            else:
                break
        assert head is not None, "an answer begins with its head"
        headers = tuple(
            [
                (name.decode("latin-1"), value.decode("latin-1"))
                for name, value in head.headers.raw_items()
            ]
        )
        return Response(head.status_code, headers, bytes(body))


def left(until: float) -> float:
    """
    Seconds until a moment.

    Raises:
        Unanswered: it has passed.

    """
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise Unanswered(LATE)
    return seconds


def _read(connection: socket.socket, until: float) -> bytes:
    connection.settimeout(left(until))
    try:
        return connection.recv(CHUNK)
    except TimeoutError:
        raise Unanswered(LATE) from None
    except OSError:
        raise Unanswered(DROPPED) from None

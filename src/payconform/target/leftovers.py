"""
What the run created on the target, to be taken back at its end, newest first.
"""

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

from payconform.catalog import Slice
from payconform.checks import asked
from payconform.errors import Inconclusive, PayconformError
from payconform.model import Call, Check, Exchange, Mismatch
from payconform.profiles import Traces
from payconform.spec.openapi import Operation

LAG = 10  # seconds within which a list should show what was made
SERVER_ERROR = 500  # from here on an answer does not tell whether something was created


class Caller(Protocol):
    """
    What taking back needs of a target.
    """

    def send(self, call: Call) -> Exchange:
        """
        Send a call once.
        """

    def until(self, read: Callable[[], Exchange], holds: Check, seconds: int) -> Exchange:
        """
        Read again each second until a check holds; the last answer where it never does.
        """


class Leftovers:
    """
    Resources that a run made and has not yet taken back, and calls that may have made one.
    """

    def __init__(self, slice_: Slice, caller: Caller) -> None:
        self._profile = slice_.profile
        self._operations = slice_.document.operations
        self._caller = caller
        self._lock = threading.Lock()
        self._open: dict[tuple[str, ...], Call] = {}
        self._lost: list[Exchange] = []

    def notice(self, exchange: Exchange) -> None:
        """
        Remember what an exchange created, or may have, and forget what it took back.
        """
        status = exchange.response.status if exchange.response else SERVER_ERROR
        undo = self._profile.undo(exchange) if exchange.response else None
        with self._lock:
            if status < 300:
                named = self._named(exchange.operation, asked(exchange))
                self._open.pop((exchange.operation, exchange.request.target, *named), None)
            if undo is not None:
                self._open[self._wire(undo)] = undo
            elif status >= SERVER_ERROR and self._may_create(exchange):
                self._lost.append(exchange)

    @property
    def open(self) -> list[str]:
        """
        What is to be taken back, newest first, as `operation` and ids.
        """
        return [self._told(call) for call in reversed(self._open.values())]

    def find_lost(self) -> list[str]:
        """
        Look for what was created by calls whose answers do not tell; tells which calls nothing
        tells from those of others.
        """
        unknown = []
        while self._lost:
            sent = self._lost.pop()
            calls = self._made_by(sent)
            if calls is None and sent.response is None:  # an error is more likely to mean nothing
                unknown.append(_shown(sent))
            for call in calls or ():
                self._open[self._wire(call)] = call
        return unknown

    def settle(self) -> list[str]:
        """
        Take everything back; tells what could not be, as `operation` and ids.
        """
        left = []
        unknown = self.find_lost()
        while self._open:
            _, call = self._open.popitem()
            try:
                gone = self._profile.undone(self._caller.send(call))
            except Inconclusive:  # the target is gone: waiting for each of the others helps nobody
                left += [call, *reversed(self._open.values())]
                break
            except PayconformError:
                gone = False
            if not gone:
                left.append(call)
        return [*map(self._told, left), *unknown]

    def _may_create(self, sent: Exchange) -> bool:
        if sent.direction == "inbound" or sent.request.method == "GET":
            return False
        profile = self._profile
        return not isinstance(profile, Traces) or sent.operation in profile.CREATES

    def _made_by(self, sent: Exchange) -> list[Call] | None:
        """
        The calls that take back what a call made; None where that is not known.
        """
        profile = self._profile
        call = profile.trace(sent) if isinstance(profile, Traces) else None
        if call is None or not isinstance(profile, Traces):
            return None

        def listed(answer: Exchange) -> Mismatch | None:
            return None if profile.traced(sent, answer) else Mismatch("an entry", "none")

        young = datetime.now(UTC) - sent.at < timedelta(seconds=LAG)
        read = partial(self._caller.send, call)
        try:
            answer = self._caller.until(read, listed, LAG if young else 0)
        except PayconformError:  # the target is gone, or too busy
            return None
        return None if self._profile.succeeded(answer) else profile.traced(sent, answer)

    def _wire(self, call: Call) -> tuple[str, ...]:
        target = self._operations[call.operation].target(call.path)
        return call.operation, target, *self._named(call.operation, call.body)

    def _told(self, call: Call) -> str:
        return told(call, self._operations[call.operation])

    def _named(self, operation: str, body: Any) -> Iterator[str]:
        known = self._operations.get(operation)
        return named(known, body) if known else iter(())


def told(call: Call, operation: Operation) -> str:
    """
    A call that takes something back, as operation and ids.
    """
    return " ".join((call.operation, *call.path.values(), *named(operation, call.body)))


def named(operation: Operation, body: Any) -> Iterator[str]:
    """
    The ids that a body names what the operation acts on by.
    """
    for member in operation.identifies:
        if isinstance(body, dict) and isinstance(body.get(member), str):
            yield body[member]


def _shown(sent: Exchange) -> str:
    return f"{sent.operation} sent at {sent.at:%H:%M:%S} UTC, whose answer was lost"

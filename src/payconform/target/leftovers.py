"""
What the run created on the target, to be taken back at its end, newest first.
"""

import threading
from collections.abc import Callable

from payconform.catalog import Slice
from payconform.errors import Inconclusive, PayconformError
from payconform.model import Call, Exchange


class Leftovers:
    """
    Resources that a run made and has not yet taken back.
    """

    def __init__(self, slice_: Slice, send: Callable[[Call], Exchange]) -> None:
        self._profile = slice_.profile
        self._operations = slice_.document.operations
        self._send = send
        self._lock = threading.Lock()
        self._open: dict[tuple[str, str], Call] = {}

    def notice(self, exchange: Exchange) -> None:
        """
        Remember what an exchange created, and forget what it took back.
        """
        if exchange.response is None:
            return
        undo = self._profile.undo(exchange)
        with self._lock:
            if exchange.response.status < 300:
                self._open.pop((exchange.operation, exchange.request.target), None)
            if undo is not None:
                self._open[self._wire(undo)] = undo

    def expect(self, undo: Call) -> None:
        """
        Remember that this call takes something back, wherever that is known from.
        """
        with self._lock:
            self._open[self._wire(undo)] = undo

    @property
    def open(self) -> list[str]:
        """
        What is to be taken back, newest first, as `operation` and ids.
        """
        return [told(call) for call in reversed(self._open.values())]

    def settle(self) -> list[str]:
        """
        Take everything back; tells what could not be, as `operation` and ids.
        """
        left = []
        while self._open:
            _, call = self._open.popitem()
            try:
                gone = self._profile.undone(self._send(call))
            except Inconclusive:  # the target is gone: waiting for each of the others helps nobody
                left += [call, *reversed(self._open.values())]
                break
            except PayconformError:
                gone = False
            if not gone:
                left.append(call)
        return [told(call) for call in left]

    def _wire(self, call: Call) -> tuple[str, str]:
        return call.operation, self._operations[call.operation].target(call.path)


def told(call: Call) -> str:
    """
    A call that takes something back, as operation and ids.
    """
    return f"{call.operation} {' '.join(call.path.values())}"

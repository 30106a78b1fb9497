"""
One write a response: uvicorn sends head and body apart, and each costs a system call and a wake-up.
"""

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from payconform.wire.hanging import HangsUp


class Gathered:
    """
    A transport that sends at once what is written in one turn of the event loop.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport = transport
        self._loop = loop
        self._written: list[bytes] = []

    def write(self, data: bytes) -> None:
        """
        Send this with whatever else is written before the loop turns.
        """
        if not self._written:
            self._loop.call_soon(self._flush)
        self._written.append(data)

    def close(self) -> None:
        """
        Send what is left, and close.
        """
        self._flush()
        self._transport.close()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)

    def _flush(self) -> None:
        if self._written and not self._transport.is_closing():
            written, self._written = self._written, []
            self._transport.write(b"".join(written))


class GatheringProtocol(HangsUp, HttpToolsProtocol):
    """
    uvicorn's HTTP protocol over a gathering transport.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """
        Begin a connection.
        """
        super().connection_made(Gathered(transport, self.loop))  # type: ignore[arg-type]

"""
A protocol of uvicorn whose application can end a connection without an answer.
"""

import asyncio
from typing import Any

from payconform.wire.asgi import HANG_UP, App


class HangsUp:
    """
    Put before one of uvicorn's protocols: each scope has what ends its connection at once.
    """

    app: App

    def connection_made(self, transport: asyncio.Transport) -> None:
        """
        Begin a connection.
        """
        super().connection_made(transport)  # type: ignore[misc]
        app = self.app

        def able(scope: Any, receive: Any, send: Any) -> Any:
            scope[HANG_UP] = transport.abort
            return app(scope, receive, send)

        self.app = able
